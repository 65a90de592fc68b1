import fc from 'fast-check';
import { beforeEach, describe, expect, it, test } from 'vitest';
import { FeedWatch } from './data-feed-corruption.ts';
import { feedLimits } from './limits.ts';
import { postedTick } from './posted-tick.ts';
import type { Tick } from './tick.ts';

const startMs = 1_790_000_000_000;
const rules = { maxAgeMs: 10_000, maxJump: 0.5 };
let watch: FeedWatch;
let nowMs: number;

beforeEach(() => {
  watch = new FeedWatch(rules);
  nowMs = 0;
});

function tick(over: Partial<Tick> = {}): Tick {
  return { symbol: 'AAPL', bid: 99.9, ask: 100.1, last: 100, atMs: startMs + nowMs, open: true, ...over };
}

/** One tick a second. */
function post(...ticks: Partial<Tick>[]): void {
  for (const over of ticks) {
    nowMs += 1_000;
    watch.takePosted([tick(over)], startMs + nowMs, nowMs);
  }
}

const verdict = () => watch.verdict(nowMs);
const state = () => verdict().state;

const bad: [what: string, tick: () => Partial<Tick>, words: RegExp][] = [
  ['crossed', () => ({ bid: 101, ask: 100 }), /crossed: bid 101 above ask 100/],
  ['NaN', () => ({ last: Number.NaN }), /last is no number/],
  ['infinite', () => ({ bid: Number.POSITIVE_INFINITY }), /bid is no number/],
  ['zero', () => ({ last: 0 }), /last 0 is not above zero/],
  ['negative', () => ({ bid: -1 }), /bid -1 is not above zero/],
  ['without a price', () => ({ bid: undefined, ask: undefined, last: undefined }), /no price/],
  ['a jump up', () => ({ bid: 150, ask: 151, last: 150.2 }), /jumped from 100 to 150\.2/],
  ['a jump down', () => ({ bid: 10, ask: 11, last: 10 }), /jumped from 100 to 10/],
  ['running back', () => ({ atMs: startMs + 500 }), /its time runs back by/],
  ['stale', () => ({ atMs: startMs + nowMs - 20_000 }), /stale: 21 s old/],
  ['from the future', () => ({ atMs: startMs + nowMs + 60_000 }), /59 s ahead/],
  ['without a readable time', () => ({ atMs: Number.NaN }), /its time is no time/],
];

describe('ticks that a bot posts', () => {
  test.each(bad)('%s: three running hold, two do not, and a sound one ends it', (_what, make, words) => {
    post({});
    post(make(), make());
    expect(state()).toBe('clear');
    post({}, make(), make());
    expect(state()).toBe('clear');
    post(make());
    expect(verdict()).toMatchObject({ state: 'holds', words: expect.stringMatching(words) });
    expect(verdict().words).toContain('AAPL of bot: 3 ticks running');
    post({});
    expect(state()).toBe('clear');
  });

  it('takes a bound for sound, at the bound', () => {
    post({}, { bid: 100, ask: 100, last: 100 }, { bid: 149, ask: 151, last: 150 });
    expect(state()).toBe('clear');
    post(
      { bid: undefined, ask: undefined, last: 90 },
      { last: undefined, bid: 89, ask: 91 },
      { atMs: startMs + nowMs },
    );
    expect(state()).toBe('clear');
  });

  it('stays with the last sound price: prices that jump and stay there are bad until they come back', () => {
    post({}, ...Array.from({ length: 20 }, () => ({ bid: 999, ask: 1001, last: 1000 })));
    expect(state()).toBe('holds');
    post({});
    expect(state()).toBe('clear');
  });

  it('begins anew after a reset', () => {
    post({}, ...Array.from({ length: 5 }, () => ({ bid: 999, ask: 1001, last: 1000 })));
    watch.forget();
    expect(state()).toBe('unknown');
    post({ bid: 999, ask: 1001, last: 1000 });
    expect(state()).toBe('clear');
  });

  it('that stop are stale, unless their market is closed or the engine was away', () => {
    post({});
    nowMs += 10_000;
    expect(state()).toBe('clear');
    nowMs += 1;
    expect(verdict()).toEqual({ state: 'holds', words: 'AAPL of bot: no tick for 10 s' });
    watch.excuse(9_000, nowMs);
    expect(state()).toBe('clear');
    post({ open: false });
    nowMs += 3_600_000;
    expect(state()).toBe('clear');
    post({});
    nowMs += 11_000;
    expect(state()).toBe('holds');
  });

  it('are not compared across a clock that was set, in time alone', () => {
    post({}, { atMs: startMs - 5_000 }, { atMs: startMs - 4_000 }, { atMs: startMs - 3_000 });
    expect(state()).toBe('holds');
    watch.clockWasSet();
    expect(state()).toBe('clear');
    post({ atMs: startMs - 2_000 }, { atMs: startMs - 1_000 });
    post({ atMs: startMs - 3_000 }, { atMs: startMs - 3_000 }, { last: 1_000 });
    expect(verdict().words).toContain('the last jumped from 100 to 1000');
  });

  it('excuses no more than the whole silence', () => {
    post({});
    nowMs += 5_000;
    watch.excuse(3_600_000, nowMs);
    nowMs += 10_001;
    expect(state()).toBe('holds');
  });

  it('of one instrument do not speak for another', () => {
    for (let n = 0; n < 3; n++) post({ symbol: 'GOOD' }, { symbol: 'BAD', last: -1 });
    expect(verdict().words).toMatch(/^BAD of bot: 3 ticks running/);
    for (let n = 0; n < 3; n++) post({ symbol: 'GOOD' }, { symbol: 'WORSE', last: -1 });
    expect(verdict().words).toMatch(/; and 1 more$/);
  });

  it('are bounded in number of instruments, and go on being followed at the bound', () => {
    for (let n = 0; n < feedLimits.symbols; n++) watch.takePosted([tick({ symbol: `S${n}` })], startMs, nowMs);
    expect(watch.takePosted([tick({ symbol: 'ONE' })], startMs, nowMs)).toBe('ONE');
    expect(watch.takePosted([tick({ symbol: 'S1' })], startMs, nowMs)).toBe(null);
  });

  it('holds exactly while the last three of some instrument are bad', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 40 }), (history) => {
        watch = new FeedWatch(rules);
        nowMs = 0;
        post({});
        let running = 0;
        for (const isBad of history) {
          post(isBad ? { last: Number.NaN } : {});
          running = isBad ? running + 1 : 0;
          expect(state()).toBe(running >= 3 ? 'holds' : 'clear');
        }
      }),
    );
  });
});

describe('while bots are held back by our own doing', () => {
  /** As the desk does at every round. */
  const judgedAt = (ms: number, cause: string | null) => {
    nowMs = ms;
    watch.holdBack(cause, nowMs);
    return verdict();
  };

  it('silence does not count, for however long, and from its end it counts anew', () => {
    post({});
    expect(judgedAt(10_900, null).state).toBe('clear');
    for (const ms of [11_900, 60_000, 3_600_000]) {
      expect(judgedAt(ms, 'ft is held')).toEqual({
        state: 'clear',
        words: '1 instrument sound, silence does not count (ft is held)',
      });
    }
    // When between two rounds it has ended nobody knows: no silence is counted that may have been ours.
    expect(judgedAt(3_601_000, null).words).toBe('1 instrument sound, longest silence 0 ms of 10 s');
    expect(judgedAt(3_611_000, null).state).toBe('clear');
    expect(judgedAt(3_611_001, null)).toEqual({ state: 'holds', words: 'AAPL of bot: no tick for 10 s' });
  });

  it('a silence that was a fault before stays one until a tick comes: the kill that it fired does not end it', () => {
    post({}, { symbol: 'MSFT' });
    expect(judgedAt(11_500, null).words).toBe('AAPL of bot: no tick for 11 s');
    expect(judgedAt(60_000, 'kill switch engaged').words).toBe('AAPL of bot: no tick for 59 s');
    post({});
    expect(judgedAt(nowMs, 'kill switch engaged').state).toBe('clear');
    expect(judgedAt(3_600_000, 'kill switch engaged').state).toBe('clear');
  });

  it('ticks that come are judged as ever, and so are the quotes of brokers', () => {
    post({});
    judgedAt(2_000, 'ft is held');
    post({ last: -1 }, { last: -1 }, { last: -1 });
    expect(judgedAt(nowMs, 'ft is held').words).toContain('AAPL of bot: 3 ticks running');
    post({});
    nowMs = 60_000;
    for (let n = 0; n < 3; n++) watch.takeQuotes('demo', [tick({ atMs: startMs })], startMs + nowMs, nowMs);
    expect(judgedAt(nowMs, 'ft is held').words).toContain('AAPL of broker demo: 3 ticks running, the last stale');
  });
});

describe("a broker's quotes", () => {
  const quotes = (...ticks: Partial<Tick>[]) => watch.takeQuotes('demo', ticks.map(tick), startMs + nowMs, nowMs);

  it('are stale when the same old price is read three times, while its market is open', () => {
    const old = { atMs: startMs };
    nowMs = 11_000;
    for (let n = 0; n < 3; n++) quotes({ ...old, open: false });
    expect(state()).toBe('clear');
    quotes(old);
    quotes(old);
    expect(state()).toBe('clear');
    quotes(old);
    expect(verdict().words).toBe('AAPL of broker demo: 3 ticks running, the last stale: 11 s old');
  });

  it("owe nothing when the broker can't be read: then it is unknown", () => {
    quotes({});
    nowMs += 3_600_000;
    expect(state()).toBe('clear');
    watch.noteUnreadable('demo', 'no answer');
    expect(verdict()).toEqual({ state: 'unknown', words: "the prices of demo can't be read (no answer)" });
    quotes({});
    expect(state()).toBe('clear');
  });

  it('that are no longer quoted are no longer followed', () => {
    for (let n = 0; n < 3; n++) quotes({}, { symbol: 'GONE', last: -1 });
    expect(state()).toBe('holds');
    quotes({});
    expect(state()).toBe('clear');
  });

  it('hold while a bot that posts the same name is sound', () => {
    for (let n = 0; n < 3; n++) {
      post({});
      quotes({ last: -1 });
    }
    expect(state()).toBe('holds');
  });
});

describe('what a bot posts', () => {
  test.each([
    [{ last: null }, { last: Number.NaN }],
    [{ last: '' }, { last: Number.NaN }],
    [{ last: 'abc' }, { last: Number.NaN }],
    [{ last: '100.5' }, { last: 100.5 }],
    [{ at: null }, { atMs: Number.NaN }],
    [{ at: 'yesterday' }, { atMs: Number.NaN }],
    [{ at: '2026-11-21T00:00:00Z' }, { atMs: Date.UTC(2026, 10, 21) }],
    [{ at: 5 }, { atMs: 5 }],
    [{}, { atMs: startMs, open: true, bid: undefined }],
    [{ open: false }, { open: false }],
  ])('%j is read as %j', (posted, read) => {
    expect(postedTick({ symbol: 'A', ...posted }, startMs)).toMatchObject(read);
  });
});
