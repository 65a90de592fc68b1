import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JournalRow } from '../../shared/api/journal.ts';
import { checkedIn, type DeadManRecord, deadManAt, type Moment, observed, resetRun, startRun } from './dead-man.ts';
import { deadManFromRows, merged, type StoredDeadMan, storedOf, takenUp } from './dead-man-stored.ts';

const day = 86_400_000;
const hour = 3_600_000;
const start: Moment = { wallMs: Date.parse('2026-11-21T09:00:00.000Z'), monotonicMs: 5_000 };
const first = startRun({ run: 1, windowMs: day, ageMs: 0, lastCheckIn: null }, start);

/** Both clocks right. */
function later(ms: number, from = start): Moment {
  return { wallMs: from.wallMs + ms, monotonicMs: from.monotonicMs + ms };
}
const wallAlone = (ms: number): Moment => ({ ...start, wallMs: start.wallMs + ms });
const sign = (source: 'cli' | 'peer', ageMs = 0, windowMs = day) => ({ source, ageMs, windowMs });

describe('the time without a check-in', () => {
  it.each([
    [0, 'ok'],
    [0.83 * day - 1, 'ok'],
    [0.83 * day, 'warning'],
    [0.96 * day - 1, 'warning'],
    [0.96 * day, 'critical'],
    [day - 1, 'critical'],
    [day, 'triggered'],
    [9 * day, 'triggered'],
  ])('after %i ms of a day is %s', (ms, state) => {
    const at = deadManAt(first, later(ms));
    expect(at).toMatchObject({ state, elapsedMs: ms, deadlineMs: start.wallMs + day });
    expect(at.remainingMs).toBe(Math.max(0, day - ms));
  });

  it('is the greatest that any clock has seen', () => {
    expect(deadManAt(first, wallAlone(3 * hour)).elapsedMs).toBe(3 * hour);
    const setBack = { wallMs: start.wallMs - 9 * hour, monotonicMs: start.monotonicMs + 3 * hour };
    expect(deadManAt(first, setBack).elapsedMs).toBe(3 * hour);
    // Ahead and back again: what was counted stays counted.
    const wasAhead = observed(first, wallAlone(20 * hour));
    expect(deadManAt(wasAhead, later(hour))).toMatchObject({ elapsedMs: 20 * hour, state: 'warning' });
  });

  it('ends at a deadline that is told by the wall clock as it stands now', () => {
    const setBack = { wallMs: start.wallMs - 9 * hour, monotonicMs: start.monotonicMs + 3 * hour };
    expect(deadManAt(first, setBack).deadlineMs).toBe(setBack.wallMs + 21 * hour);
    // Clocks that differ by a little do not make it tremble.
    const drifting = { wallMs: start.wallMs + hour, monotonicMs: start.monotonicMs + hour + 900 };
    expect(deadManAt(first, drifting).deadlineMs).toBe(start.wallMs + day);
  });

  it('begins anew with a check-in, of the window that is configured by then', () => {
    const came = checkedIn(first, sign('cli', 0, 2 * day), later(0.97 * day));
    expect(came.kind).toBe('taken');
    if (came.kind !== 'taken') return;
    expect(came.record).toMatchObject({ run: 2, windowMs: 2 * day, state: 'ok' });
    expect(deadManAt(came.record, later(1.97 * day)).elapsedMs).toBeCloseTo(day, -1);
    expect(came.record.lastCheckIn).toEqual({ atMs: later(0.97 * day).wallMs, source: 'cli' });
  });

  it('takes a check-in on a peer for as old as it is, and one that is no later than the own for known', () => {
    const came = checkedIn(first, sign('peer', hour), later(20 * hour));
    expect(came).toMatchObject({ kind: 'taken', record: { lastCheckIn: { atMs: later(19 * hour).wallMs } } });
    if (came.kind === 'taken') expect(deadManAt(came.record, later(20 * hour)).elapsedMs).toBe(hour);
    expect(checkedIn(first, sign('peer', 20 * hour - 500), later(20 * hour)).kind).toBe('known');
    expect(checkedIn(first, sign('peer', 30 * hour), later(20 * hour)).kind).toBe('known');
  });

  it('is not begun anew by a check-in once it has triggered, but by the reset alone', () => {
    expect(checkedIn(first, sign('cli'), later(day))).toEqual({ kind: 'refused' });
    expect(checkedIn(first, sign('peer', hour), later(day))).toEqual({ kind: 'refused' });
    expect(resetRun(first, sign('cli'), later(day - 1))).toBeNull();
    const again = resetRun(first, sign('cli'), later(day));
    expect(again).toMatchObject({ run: 2, state: 'ok', startedMs: start.wallMs + day });
  });

  it('goes on in the next process where it was, though that has a monotonic clock of its own', () => {
    const stored = storedOf(observed(first, later(3 * hour)));
    const rebooted = { wallMs: start.wallMs - day, monotonicMs: 12 };
    const next = takenUp(stored, rebooted);
    expect(deadManAt(next, rebooted).elapsedMs).toBe(3 * hour);
    expect(deadManAt(next, later(hour, rebooted)).elapsedMs).toBe(4 * hour);
    expect(deadManAt(takenUp(stored, later(5 * hour)), later(5 * hour)).elapsedMs).toBe(5 * hour);
  });
});

const storedArbitrary: fc.Arbitrary<StoredDeadMan> = fc
  .record({
    run: fc.integer({ min: 0, max: 3 }),
    highMs: fc.integer({ min: 0, max: 5_000 }),
    windowMs: fc.integer({ min: 1, max: 3 }).map((hours) => hours * hour),
    state: fc.constantFrom('ok', 'warning', 'critical', 'triggered'),
  })
  .map(({ run, highMs, windowMs, state }) => ({
    // Whoever has seen the same run begin has seen it begin at the same time.
    ...storedOf({ ...first, startedMs: start.wallMs + run, highWaterMs: start.wallMs + run + highMs }),
    run,
    windowMs,
    state,
  }));

describe('two accounts of one timer', () => {
  it('make one in whatever order, however often, and never one with more time', () => {
    fc.assert(
      fc.property(storedArbitrary, storedArbitrary, storedArbitrary, (a, b, c) => {
        expect(merged(a, b)).toEqual(merged(b, a));
        expect(merged(merged(a, b), c)).toEqual(merged(a, merged(b, c)));
        expect(merged(a, a)).toEqual(a);
        const both = merged(a, b);
        const remaining = (stored: StoredDeadMan | null) =>
          stored && deadManAt(takenUp(stored, start), start).remainingMs;
        for (const one of [a, b].filter(({ run }) => run === both?.run)) {
          expect(remaining(both)).toBeLessThanOrEqual(remaining(one) ?? 0);
        }
      }),
    );
  });

  it('of which one is missing are the other', () => {
    const stored = storedOf(first);
    expect(merged(stored, null)).toBe(stored);
    expect(merged(null, stored)).toBe(stored);
    expect(merged(null, null)).toBeNull();
  });
});

describe('the timer that rows add up to', () => {
  const timerOf = (record: DeadManRecord) => ({ timer: storedOf(record) });
  const second = { ...first, run: 2, startedMs: start.wallMs + hour, highWaterMs: start.wallMs + hour };
  const row = (seq: number, kind: string, data: JournalRow['data'], source: JournalRow['source'] = 'cli') => ({
    seq,
    at: new Date(start.wallMs).toISOString(),
    kind,
    source,
    killId: null,
    reason: null,
    data,
  });
  const breaker = (seq: number) =>
    row(seq, 'CIRCUIT_BREAKER_FIRED', { lastCheckIn: null, elapsedMs: day }, 'dead_man_switch');
  const begun = row(1, 'DEAD_MAN_TIMER', timerOf(first));
  const checkIn = row(5, 'CHECK_IN', timerOf(second));
  const reset = row(9, 'DEAD_MAN_RESET', timerOf({ ...first, run: 3 }));

  it('is the last run, and triggered when the breaker fired in it', () => {
    expect(deadManFromRows([], null)).toBeNull();
    expect(deadManFromRows([checkIn, begun], null)).toEqual(storedOf(second));
    expect(deadManFromRows([breaker(7), checkIn, begun], null)).toMatchObject({ run: 2, state: 'triggered' });
    expect(deadManFromRows([reset, breaker(7), checkIn], null)).toMatchObject({ run: 3, state: 'ok' });
    // A reset of which it was said that it is refused.
    expect(deadManFromRows([breaker(10), reset, breaker(7)], null)).toMatchObject({ run: 3, state: 'triggered' });
  });

  it('is not changed by rows of an earlier run, or by those that can not be read', () => {
    const broken = row(11, 'CHECK_IN', { timer: { run: 'many' } });
    expect(deadManFromRows([broken, row(10, 'DEAD_MAN_TIMER', timerOf(first)), reset], null)?.run).toBe(3);
  });

  it('has the time of the newest row of any kind for a mark, if that stands after the start of the run', () => {
    const newest = (seq: number) => ({ seq, at: new Date(start.wallMs + 2 * hour).toISOString() });
    expect(deadManFromRows([checkIn], newest(6))?.highWaterAt).toBe(newest(6).at);
    expect(deadManFromRows([checkIn], newest(4))?.highWaterAt).toBe(storedOf(second).highWaterAt);
  });
});
