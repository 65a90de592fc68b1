import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ChannelNow, choose, type Waiting } from './choose.ts';
import { alertLimits } from './limits.ts';

const now = (over: Partial<ChannelNow> = {}): ChannelNow => ({
  nowMs: 1_000,
  quietUntilMs: 0,
  tokens: 3,
  nextTokenMs: 5_000,
  pace: { burst: 3, refillMs: 4_000, merges: true },
  ...over,
});
const one = (id: string, over: Partial<Waiting> = {}): Waiting => ({
  id,
  thread: id,
  urgent: false,
  tried: false,
  notBeforeMs: 0,
  inFlight: false,
  ...over,
});

describe('what goes out now', () => {
  it('is everything urgent at once, each by itself, past limits and a service’s wish for quiet', () => {
    const waiting = [one('a'), one('kill', { urgent: true }), one('dead man', { urgent: true })];
    const choice = choose(waiting, now({ tokens: 0, quietUntilMs: 9_000 }));
    expect(choice).toEqual({ batches: [['kill'], ['dead man']], wakeAtMs: 9_000 });
  });

  it('is a repetition of something urgent only when the service’s wish for quiet is over', () => {
    const waiting = [one('again', { urgent: true, tried: true }), one('new', { urgent: true })];
    expect(choose(waiting, now({ quietUntilMs: 9_000 }))).toEqual({ batches: [['new']], wakeAtMs: 9_000 });
    expect(choose(waiting, now({ quietUntilMs: 1_000 })).batches).toEqual([['again'], ['new']]);
  });

  it('is a new kill however many old ones hang, and never more than there is room for', () => {
    const { urgentAtOnce } = alertLimits;
    const urgent = (count: number, over: Partial<Waiting>) =>
      Array.from({ length: count }, (_, at) => one(`${over.tried}${over.inFlight}${at}`, { urgent: true, ...over }));
    const hanging = urgent(urgentAtOnce, { tried: true, inFlight: true });
    const more = urgent(1, { tried: true });
    const fresh = urgent(urgentAtOnce + 1, { tried: false });
    const { batches } = choose([...hanging, ...more, ...fresh], now());
    expect(batches).toEqual(fresh.slice(0, urgentAtOnce).map(({ id }) => [id]));
  });

  it('is what had to wait as one message, where the channel merges, and the first alone elsewhere', () => {
    const waiting = [one('a'), one('b'), one('c')];
    expect(choose(waiting, now()).batches).toEqual([['a', 'b', 'c']]);
    expect(choose(waiting, now({ pace: { burst: 3, refillMs: 4_000, merges: false } })).batches).toEqual([['a']]);
  });

  it('is nothing that is not urgent while such a message is on its way, or the pace is used up', () => {
    expect(choose([one('a', { inFlight: true }), one('b')], now())).toEqual({ batches: [], wakeAtMs: null });
    expect(choose([one('a')], now({ tokens: 0 }))).toEqual({ batches: [], wakeAtMs: 5_000 });
  });

  it('is never a later message of a thread whose earlier one is not out', () => {
    const kill = { thread: 'kill', urgent: true };
    expect(choose([one('fired', { ...kill, inFlight: true }), one('outcome', kill)], now()).batches).toEqual([]);
    const retried = choose([one('fired', { ...kill, notBeforeMs: 2_000 }), one('outcome', kill)], now());
    expect(retried).toEqual({ batches: [], wakeAtMs: 2_000 });
    expect(choose([one('fired', kill), one('outcome', kill)], now()).batches).toEqual([['fired']]);
  });

  it('is what stands before something urgent of its thread, past the pace and by itself', () => {
    const before = one('change', { thread: 'kill' });
    const waiting = [before, one('other'), one('reset', { thread: 'kill', urgent: true })];
    expect(choose(waiting, now()).batches).toEqual([['change'], ['other']]);
    expect(choose(waiting, now({ tokens: 0 })).batches).toEqual([['change']]);
    expect(choose([before], now({ tokens: 0 })).batches).toEqual([]);
  });

  it('keeps its promises for whatever waits', () => {
    const anyWaiting = fc.array(
      fc.record({
        thread: fc.constantFrom('a', 'b', 'c', 'd'),
        urgent: fc.boolean(),
        tried: fc.boolean(),
        notBeforeMs: fc.constantFrom(0, 500, 1_500),
        inFlight: fc.boolean(),
      }),
      { maxLength: 80 },
    );
    const anyNow = fc.record({
      tokens: fc.integer({ min: 0, max: 3 }),
      quietUntilMs: fc.constantFrom(0, 3_000),
      merges: fc.boolean(),
    });
    fc.assert(
      fc.property(anyWaiting, anyNow, (some, { tokens, quietUntilMs, merges }) => {
        const given = some.map((each, index) => ({ ...each, id: String(index) }));
        const { batches } = choose(given, now({ tokens, quietUntilMs, pace: { burst: 3, refillMs: 1, merges } }));
        // As it is judged: what stands before something urgent of its thread is urgent as well.
        const waiting = given.map((each, index) => {
          return {
            ...each,
            urgent: given.some(({ thread, urgent }, at) => at >= index && thread === each.thread && urgent),
          };
        });
        const chosen = batches.flat().map((id) => waiting[Number(id)]);
        expect(new Set(batches.flat()).size).toBe(batches.flat().length);
        expect(chosen.every((each) => each?.inFlight === false && each.notBeforeMs <= 1_000)).toBe(true);
        const overtaken = chosen.flatMap((each) =>
          waiting.filter(({ id, thread }) => thread === each?.thread && Number(id) < Number(each.id)),
        );
        expect(overtaken.filter(({ id }) => !batches.flat().includes(id))).toEqual([]);
        const again = chosen.filter((each) => each?.urgent && each.tried);
        expect(again.length).toBeLessThanOrEqual(quietUntilMs === 0 ? alertLimits.urgentAtOnce : 0);
        const ordinary = batches.filter(([id]) => waiting[Number(id)]?.urgent === false);
        expect(ordinary.length).toBeLessThanOrEqual(tokens > 0 && quietUntilMs === 0 ? 1 : 0);
        expect(ordinary.flat().length).toBeLessThanOrEqual(merges ? alertLimits.mergedMost : 1);
        expect(batches.filter((batch) => !ordinary.includes(batch) && batch.length !== 1)).toEqual([]);
      }),
    );
  });
});
