import { expect, it } from 'vitest';
import { killMessage } from '../fixture.ts';
import { slackBody } from './slack.ts';

it('is a header, what happened, what to do, the numbers, and of what kill it is', () => {
  const { text, blocks } = slackBody(killMessage({ paper: true }));
  expect(text).toBe('PAPER · KILL: feed is wrong. The kill switch was engaged by the command line: feed is wrong.');
  expect(blocks.map(({ type }) => type)).toEqual(['header', 'section', 'section', 'section', 'context']);
  expect(blocks[0]).toMatchObject({ text: { type: 'plain_text', text: 'PAPER · KILL: feed is wrong' } });
  expect(JSON.stringify(blocks.at(-1))).toContain('2026-01-02T03:04:05.678Z · k-1');
});

it('has no block for what there is not', () => {
  const { blocks } = slackBody(killMessage({ nextAction: '', numbers: [], killId: null }));
  expect(blocks.map(({ type }) => type)).toEqual(['header', 'section', 'context']);
  expect(JSON.stringify(blocks.at(-1))).not.toContain('·');
});

it('shows every number, ten a section', () => {
  const numbers = Array.from({ length: 23 }, (_, at) => ({ label: `L${at}`, value: `V${at}` }));
  const { blocks } = slackBody(killMessage({ numbers }));
  const fields = blocks.flatMap((block) => ('fields' in block ? [block.fields ?? []] : []));
  expect(fields.map(({ length }) => length)).toEqual([10, 10, 3]);
  expect(fields.flat().at(-1)?.text).toBe('*L22*\nV22');
});

it('lets a reason neither mention nor link anybody', () => {
  const reason = '<!channel> <@U024BE7LH> <https://evil.example|here> & #general';
  const { text, blocks } = slackBody(killMessage({ title: reason, sentence: reason, nextAction: reason }));
  const marked = [text, ...blocks.flatMap((block) => (block.type === 'header' ? [] : [JSON.stringify(block)]))];
  for (const each of marked) expect(each).not.toMatch(/<[!@#h]/);
  expect(text).toContain('&lt;!channel&gt;');
});
