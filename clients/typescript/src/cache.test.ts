import { afterEach, describe, expect, it, vi } from 'vitest';
import { Cache } from './cache.ts';
import { reconnectDelayMs } from './link.ts';
import type { Clocks } from './moment.ts';

const armed = { trading: true, reason: null };
const killed = { trading: false, reason: 'kill switch engaged' };
const accept = { decision: 'accept' };
const silent = { decision: 'reject', reason: 'no sign of life from the engine for 3 s' };
const asked = { decision: 'reject', reason: 'asked' };

function opened() {
  const now = { monotonicMs: 50, wallMs: 1_800_000_000_000, uptimeMs: 9_000 };
  const clocks: Clocks = {
    monotonicMs: () => now.monotonicMs,
    wallMs: () => now.wallMs,
    uptimeMs: () => now.uptimeMs,
  };
  const pass = (ms: number) => {
    now.monotonicMs += ms;
    now.wallMs += ms;
    now.uptimeMs += ms;
  };
  const cache = new Cache(clocks);
  const number = cache.begin();
  cache.hear(number, armed);
  return { cache, number, now, pass };
}

/** Callbacks run in turns of their own. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

afterEach(() => vi.restoreAllMocks());

describe('what is known of the engine', () => {
  it('is nothing before the first snapshot', () => {
    const cache = new Cache({ monotonicMs: () => 0, wallMs: () => 0, uptimeMs: () => 0 });
    const rejected = { decision: 'reject', reason: 'no word from the engine yet' };
    expect(cache.decide()).toEqual(rejected);
    cache.hear(cache.begin(), null);
    expect(cache.decide()).toEqual(rejected);
  });

  it('is believed for less than three seconds after a sign of life', () => {
    const { cache, number, pass } = opened();
    pass(2_999);
    expect(cache.decide()).toEqual(accept);
    cache.hear(number, armed);
    pass(2_999);
    expect(cache.decide()).toEqual(accept);
    pass(1);
    expect(cache.decide()).toEqual(silent);
  });

  it('does not depend on how the clock is set', () => {
    const { cache, now, pass } = opened();
    now.wallMs += 3_600_000;
    expect(cache.decide()).toEqual(accept);
    now.wallMs -= 7_200_000;
    expect(cache.decide()).toEqual(accept);
    pass(3_000);
    expect(cache.decide()).toEqual(silent);
  });

  it('is no longer believed after a sleep in which the monotonic clock stood still', () => {
    const { cache, now } = opened();
    now.wallMs += 3_600_000;
    now.uptimeMs += 3_600_000;
    expect(cache.decide()).toEqual(silent);
  });

  it('is nothing once the connection is lost, and an older connection is not believed', () => {
    const { cache, number } = opened();
    cache.lose(number, 'lost');
    expect(cache.decide()).toEqual({ decision: 'reject', reason: 'lost' });
    const next = cache.begin();
    expect(cache.hear(number, armed)).toBe(false);
    expect(cache.decide()).toEqual({ decision: 'reject', reason: 'lost' });
    expect(cache.hear(next, armed)).toBe(true);
    cache.lose(number, 'late');
    expect(cache.decide()).toEqual(accept);
  });

  it('is shut while held, and by whatever was on its way meanwhile', () => {
    const { cache, number } = opened();
    const release = cache.hold('asked');
    expect(cache.hear(number, armed)).toBe(false);
    const during = cache.begin();
    expect(cache.hear(during, armed)).toBe(false);
    expect(cache.decide()).toEqual(asked);
    release();
    expect(cache.hear(during, armed)).toBe(false);
    expect(cache.decide()).toEqual(asked);
    cache.hear(cache.begin(), armed);
    expect(cache.decide()).toEqual(accept);
  });

  it('stays closed once closed, and tells no callback', async () => {
    const { cache, number } = opened();
    const heard = vi.fn();
    cache.onHalt(heard);
    cache.close();
    cache.lose(number, 'lost');
    expect(cache.hear(number, armed)).toBe(false);
    cache.hold('asked')();
    expect(cache.decide()).toEqual({ decision: 'reject', reason: 'this program has closed its gate' });
    await settle();
    expect(heard).not.toHaveBeenCalled();
  });
});

describe('callbacks', () => {
  it('are called once for each closing, with the reason', async () => {
    const { cache, number } = opened();
    const heard = vi.fn();
    cache.onHalt(heard);
    cache.hear(number, killed);
    cache.hear(number, { trading: false, reason: "dead man's switch triggered" });
    cache.lose(number, 'lost');
    await settle();
    expect(heard.mock.calls).toEqual([['kill switch engaged']]);
    const next = cache.begin();
    cache.hear(next, armed);
    cache.lose(next, 'lost');
    await settle();
    expect(heard.mock.calls).toEqual([['kill switch engaged'], ['lost']]);
  });

  it('are called at once when the gate is closed already', async () => {
    const { cache, number } = opened();
    cache.hear(number, killed);
    const heard = vi.fn();
    cache.onHalt(heard);
    await settle();
    expect(heard.mock.calls).toEqual([['kill switch engaged']]);
  });

  it('harm nothing when they throw or reject', async () => {
    const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
    const { cache, number } = opened();
    const heard = vi.fn();
    cache.onHalt(() => {
      throw new Error('thrown');
    });
    cache.onHalt(() => Promise.reject(new Error('rejected')));
    cache.onHalt(heard);
    cache.hear(number, killed);
    await settle();
    expect(heard).toHaveBeenCalledOnce();
    expect(warn.mock.calls.map(([warning]) => warning)).toEqual([
      'an onHalt callback failed: Error: thrown',
      'an onHalt callback failed: Error: rejected',
    ]);
  });
});

describe('reconnecting', () => {
  it('waits longer each time up to three seconds, and never in step', () => {
    expect([0, 1, 2, 9, 5_000].map((attempt) => reconnectDelayMs(attempt, 0))).toEqual([50, 100, 200, 1_500, 1_500]);
    expect(reconnectDelayMs(99, 0.999)).toBeCloseTo(2_998.5);
  });
});
