import { describe, expect, it } from 'vitest';
import { fullBucket, refilled, taken } from './bucket.ts';
import { obeyedMs, retryDelayMs } from './entry.ts';
import { retryAfterMsOf } from './http.ts';
import { alertLimits } from './limits.ts';
import { remindersBy, unacknowledgedIn } from './reminders.ts';

describe('the wait before another attempt', () => {
  it('doubles up to its limit, spread by chance', () => {
    expect([1, 2, 3, 4].map((attempts) => retryDelayMs(attempts, undefined, 0.5))).toEqual([
      1_000, 2_000, 4_000, 8_000,
    ]);
    expect(retryDelayMs(1_000, undefined, 0.5)).toBe(alertLimits.retryMaxMs);
    expect([retryDelayMs(3, undefined, 0), retryDelayMs(3, undefined, 1)]).toEqual([2_000, 6_000]);
  });

  it('is what the service asks for where that is longer, up to a limit', () => {
    expect(retryDelayMs(1, 7_000, 0.5)).toBe(7_000);
    expect(retryDelayMs(1, 0, 0.5)).toBe(1_000);
    expect(retryDelayMs(4, 7_000, 0.5)).toBe(8_000);
    expect(retryDelayMs(1, 1e300, 0.5)).toBe(alertLimits.retryAfterMaxMs);
    expect(obeyedMs(undefined)).toBe(0);
  });

  it('is asked for in seconds or as a date', () => {
    const nowMs = Date.parse('2026-01-02T03:04:05Z');
    expect(retryAfterMsOf('7', nowMs)).toBe(7_000);
    expect(retryAfterMsOf('Fri, 02 Jan 2026 03:04:35 GMT', nowMs)).toBe(30_000);
    expect(retryAfterMsOf('Fri, 02 Jan 2026 03:00:00 GMT', nowMs)).toBe(0);
    expect(retryAfterMsOf('999999', nowMs)).toBe(alertLimits.retryAfterMaxMs);
    expect(retryAfterMsOf('soon', nowMs)).toBeUndefined();
    expect(retryAfterMsOf(undefined, nowMs)).toBeUndefined();
  });
});

describe('the pace of a channel', () => {
  const pace = { burst: 2, refillMs: 1_000, merges: true };

  it('lets a burst pass, then one each interval, and saves up no more than a burst', () => {
    const empty = taken(taken(fullBucket(pace, 0)));
    expect(empty.tokens).toBe(0);
    expect(taken(empty).tokens).toBe(0);
    expect(refilled(empty, pace, 999).tokens).toBe(0);
    expect(refilled(empty, pace, 1_000)).toEqual({ tokens: 1, filledMs: 1_000 });
    expect(refilled(empty, pace, 1_900)).toEqual({ tokens: 1, filledMs: 1_000 });
    expect(refilled(empty, pace, 60_000).tokens).toBe(2);
  });
});

describe('reminders of a kill', () => {
  const minutes = (count: number) => count * 60_000;

  it('come after 2, 5, 10 and 20 minutes, then every 30', () => {
    expect(remindersBy(0)).toEqual({ due: 0, nextMs: minutes(2) });
    expect(remindersBy(minutes(2))).toEqual({ due: 1, nextMs: minutes(5) });
    expect(remindersBy(minutes(19))).toEqual({ due: 3, nextMs: minutes(20) });
    expect(remindersBy(minutes(20))).toEqual({ due: 4, nextMs: minutes(50) });
    expect(remindersBy(minutes(121))).toEqual({ due: 7, nextMs: minutes(140) });
  });

  const row = (kind: string, source: 'cli' | 'engine' | 'usb' = 'cli', killId: string | null = 'k') => {
    return { seq: 1, at: '2026-01-02T03:04:05.678Z', kind, source, killId, reason: 'why', data: {} };
  };

  it('end with an acknowledgement, or with a reset by a person, and not when a kill clears itself', () => {
    expect(unacknowledgedIn([])).toBeNull();
    expect(unacknowledgedIn([row('KILL_FIRED', 'usb')])).toMatchObject({ killId: 'k', source: 'usb', reason: 'why' });
    expect(unacknowledgedIn([row('ALERTS_ACKNOWLEDGED'), row('KILL_FIRED')])).toBeNull();
    expect(unacknowledgedIn([row('RESET'), row('KILL_FIRED')])).toBeNull();
    expect(unacknowledgedIn([row('RESET', 'engine'), row('KILL_FIRED')])).not.toBeNull();
    expect(unacknowledgedIn([row('RESET', 'cli', null), row('KILL_FIRED')])).not.toBeNull();
    expect(unacknowledgedIn([row('KILL_FIRED'), row('ALERTS_ACKNOWLEDGED'), row('KILL_FIRED')])).not.toBeNull();
  });
});
