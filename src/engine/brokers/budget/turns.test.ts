import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { alpacaLimits } from '../alpaca/limits.ts';
import { Budget } from './budget.ts';
import { Turns } from './turns.ts';

const { readingBurst, readingRefillMs, readingPatienceMs, perWindow } = alpacaLimits;
const clock = { monotonicMs: () => Date.now() };

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] }));
afterEach(() => void vi.useRealTimers());

function rig() {
  const budget = new Budget(clock, alpacaLimits);
  const turns = new Turns<string>(clock, alpacaLimits, (requests) => budget.waitMs('reading', requests));
  let reads = 0;
  const next = () =>
    turns.next(
      2,
      async () => {
        reads += 1;
        return 'read';
      },
      () => 'gave up',
    );
  return { budget, turns, next, reads: () => reads };
}

it('lets a burst go at once, and then one at a time', async () => {
  const { next, reads } = rig();
  for (let nth = 0; nth < readingBurst; nth++) await next();
  const waiting = next();
  await vi.advanceTimersByTimeAsync(readingRefillMs - 1);
  expect(reads()).toBe(readingBurst);
  await vi.advanceTimersByTimeAsync(1);
  expect(await waiting).toBe('read');
});

it('is shared by all who ask before it begins, and by nobody after', async () => {
  const { next, reads } = rig();
  const [first, second] = [next(), next()];
  expect(first).toBe(second);
  await first;
  await next();
  expect(reads()).toBe(2);
});

it('gives up when the budget has no room for too long, and when it is disposed of', async () => {
  const { budget, next, turns, reads } = rig();
  for (let nth = 0; nth < perWindow; nth++) budget.count('reading');
  const waiting = next();
  await vi.advanceTimersByTimeAsync(readingPatienceMs);
  expect(await waiting).toBe('gave up');
  const another = next();
  turns.dispose();
  expect(await another).toBe('gave up');
  expect(await next()).toBe('gave up');
  expect(reads()).toBe(0);
});

it('goes at once when a kill sets free what was held back from readings', async () => {
  const { budget, next, turns, reads } = rig();
  for (let nth = 0; nth < perWindow - 4; nth++) budget.count('reading');
  const waiting = next();
  await vi.advanceTimersByTimeAsync(1);
  expect(reads()).toBe(0);
  budget.noteKill();
  turns.lookAgain();
  expect(await waiting).toBe('read');
});
