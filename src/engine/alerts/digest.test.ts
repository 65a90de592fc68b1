import { expect, it } from 'vitest';
import { digestOf } from './digest.ts';
import { killMessage } from './fixture.ts';

const note = (at: number, over = {}) =>
  killMessage({
    ...{ id: `n${at}`, thread: `n${at}`, title: `T${at}`, sentence: `S${at}`, nextAction: `A${at}`, killId: null },
    ...{ severity: 'warning', urgent: false, actions: [], numbers: [], at: `2026-01-02T03:04:0${at % 10}.000Z` },
    ...over,
  });

it('of one message is that message', () => {
  const one = note(1);
  expect(digestOf([one])).toBe(one);
});

it('has the tone of the gravest and the time of the newest, and closes no matter', () => {
  const digest = digestOf([note(1), note(2, { severity: 'critical', step: 'closed' }), note(3, { severity: 'info' })]);
  expect(digest).toMatchObject({
    title: '3 messages, critical',
    severity: 'critical',
    nextAction: 'A2',
    step: 'note',
    at: '2026-01-02T03:04:03.000Z',
    sentence: 'S1',
    numbers: [
      { label: 'T2', value: 'S2' },
      { label: 'T3', value: 'S3' },
    ],
  });
});

it('says how many it leaves out', () => {
  const digest = digestOf([note(0), ...Array.from({ length: 12 }, (_, at) => note(at + 1))]);
  expect(digest.numbers).toHaveLength(12);
  expect(digest.numbers.at(-1)).toEqual({ label: 'Left out', value: '1 more, in the journal' });
  const whole = digestOf([note(0), ...Array.from({ length: 11 }, (_, at) => note(at + 1))]);
  expect(whole.numbers.map(({ label }) => label)).not.toContain('Left out');
});
