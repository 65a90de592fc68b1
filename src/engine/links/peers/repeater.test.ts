import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Repeater } from './repeater.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('goes on after a run that ended with a bug, which is reported', async () => {
  const bugs: unknown[] = [];
  const ends = [() => Promise.reject(new Error('bug')), async () => null, async () => null];
  let runs = 0;
  const work = () => (ends[runs++] ?? (async () => null))();
  const repeater = new Repeater(work, (bug) => bugs.push(bug));
  repeater.soon();
  await vi.advanceTimersByTimeAsync(0);
  expect([runs, bugs.length]).toEqual([1, 1]);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(runs).toBe(2);
  repeater.soon();
  await vi.advanceTimersByTimeAsync(0);
  expect(runs).toBe(3);
  repeater.stop();
});
