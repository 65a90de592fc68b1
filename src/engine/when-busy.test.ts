import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { whenBusy } from './when-busy.ts';

/** Milliseconds of processor time in each look of a second, in turn. */
function working(...busyMs: number[]): void {
  let looks = 0;
  vi.spyOn(process, 'cpuUsage').mockImplementation(() => {
    const ms = busyMs.slice(0, looks++).reduce((sum, each) => sum + each, 0);
    return { user: ms * 900, system: ms * 100 };
  });
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

test('a process that rests is left alone, however long', () => {
  working(3, 140, 0, 3, 130, 2);
  const call = vi.fn();
  whenBusy(() => false, call);
  vi.advanceTimersByTime(30_000);
  expect(call).not.toHaveBeenCalled();
});

test('hard work is said once', () => {
  working(3, 3, 330, 900, 900);
  const call = vi.fn();
  whenBusy(() => false, call);
  vi.advanceTimersByTime(2_000);
  expect(call).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1_000);
  expect(call).toHaveBeenCalledOnce();
  vi.advanceTimersByTime(10_000);
  expect(call).toHaveBeenCalledOnce();
});

test('so is a kill, although it costs next to nothing', () => {
  working();
  let state = 'armed';
  const call = vi.fn();
  whenBusy(() => state !== 'armed', call);
  vi.advanceTimersByTime(10_000);
  expect(call).not.toHaveBeenCalled();
  state = 'killing';
  vi.advanceTimersByTime(10_000);
  expect(call).toHaveBeenCalledOnce();
});
