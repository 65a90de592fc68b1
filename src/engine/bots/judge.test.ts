import { expect, test } from 'vitest';
import type { Seen } from './adapter.ts';
import { judge, type Moment, sent, type Track, unseen } from './judge.ts';

const at = (nowMs: number): Moment => ({ nowMs, deadlineMs: 1_000, deadlineAt: (sentMs) => `by ${sentMs + 1_000}` });
const seen = (is: Seen['is']): Seen => ({ is, words: '' });
const held = (to: 'pause' | 'halt') => sent(to, at(0));

/** The states and the news of a bot that is seen as these, 300 ms apart. */
function history(track: Track, ...found: Seen['is'][]): [state: string, news: string | null][] {
  let current = track;
  return found.map((is, i) => {
    const judged = judge(current, seen(is), at((i + 1) * 300));
    current = judged.track;
    return [current.phase.state, judged.news?.news ?? null];
  });
}

test('a bot is halted when it was found so, and that is told once', () => {
  expect(history(held('halt'), 'busy', 'halted', 'halted')).toEqual([
    ['halting', null],
    ['halted', 'reached'],
    ['halted', null],
  ]);
});

test('an order that was taken, a look that fails, a pause where a halt is wanted: none of these is halted', () => {
  expect(history(held('halt'), 'told')).toEqual([['unknown', 'told']]);
  expect(history(held('halt'), 'unreadable')).toEqual([['halting', null]]);
  expect(history(held('halt'), 'paused')).toEqual([['halting', null]]);
  expect(history(held('halt'), 'unchecked')).toEqual([['halting', null]]);
});

test('where a pause is wanted, a bot that is halted trades no more either', () => {
  expect(history(held('pause'), 'halted')).toEqual([['halted', 'reached']]);
  expect(history(held('pause'), 'paused')).toEqual([['paused', 'reached']]);
});

test('past its deadline it has failed, told once; that it is found halted later counts all the same', () => {
  expect(history(held('halt'), 'busy', 'busy', 'busy', 'unreadable', 'busy', 'halted')).toEqual([
    ['halting', null],
    ['halting', null],
    ['halting', null],
    ['failed', 'failed'],
    ['failed', null],
    ['halted', 'reached'],
  ]);
});

test('a bot that comes back is sent off again, with a deadline of its own', () => {
  expect(history(held('halt'), 'halted', 'running', 'busy', 'busy', 'busy', 'busy')).toEqual([
    ['halted', 'reached'],
    ['halting', 'returned'],
    ['halting', null],
    ['halting', null],
    ['halting', null],
    ['failed', 'failed'],
  ]);
  const { track } = judge({ ...held('halt'), reached: true, phase: { state: 'halted' } }, seen('running'), at(700));
  expect(track.phase).toEqual({ state: 'halting', deadlineAt: 'by 1700' });
});

test('one that can no longer be looked at is not called halted, nor has it come back', () => {
  expect(history(held('halt'), 'halted', 'unreadable', 'unreadable', 'halted', 'unreadable', 'running')).toEqual([
    ['halted', 'reached'],
    ['unknown', null],
    ['unknown', null],
    ['halted', null],
    ['unknown', null],
    ['halting', 'returned'],
  ]);
});

test('an order taken, and a bot that goes on all the same: on its way, and then failed; it never was halted', () => {
  expect(history(held('halt'), 'told', 'unchecked', 'running', 'running')).toEqual([
    ['unknown', 'told'],
    ['unknown', null],
    ['halting', null],
    ['failed', 'failed'],
  ]);
});

test('a flag that somebody has removed is written again', () => {
  expect(history(held('halt'), 'told', 'told', 'free', 'told')).toEqual([
    ['unknown', 'told'],
    ['unknown', null],
    ['halting', 'returned'],
    ['unknown', 'told'],
  ]);
});

test('one that nothing holds is what it is seen to be; a resume that failed stays in sight until it runs', () => {
  expect(history(unseen, 'running', 'halted', 'paused', 'unreadable', 'free', 'told')).toEqual([
    ['running', null],
    ['halted', null],
    ['paused', null],
    ['unknown', null],
    ['unknown', null],
    ['unknown', null],
  ]);
  const failed: Track = { ...unseen, phase: { state: 'failed', wanted: 'run' } };
  expect(history(failed, 'halted', 'unreadable', 'running').map(([state]) => state)).toEqual([
    'failed',
    'failed',
    'running',
  ]);
});
