import { describe, expect, it } from 'vitest';
import type { OpenOrder, Position } from '../brokers/broker.ts';
import { closeOrderId, killOrderPrefix } from './client-order-id.ts';
import { defaultFlattenLimits as limits } from './limits.ts';
import { type PassView, planPass } from './plan.ts';
import type { CancelTrack, CloseTrack } from './tracks.ts';

const killId = '20260101-000000-abcdef';
const long: Position = { symbol: 'X', quantity: '10', lastPrice: '5' };
const order = (id: string, more: Partial<OpenOrder> = {}): OpenOrder => ({
  id,
  clientOrderId: null,
  symbol: 'X',
  type: 'limit',
  side: 'sell',
  quantity: '4',
  ...more,
});
const own = (attempt = 1) =>
  order('own', { clientOrderId: closeOrderId(killId, 'X', attempt), type: 'market', quantity: '10' });

/** Engaged at 1,000 ms; the reading was begun at 1,100 and it is 1,200 now. */
function view(more: Partial<PassView> & { positions?: Position[]; orders?: OpenOrder[] } = {}): PassView {
  const { positions = [long], orders = [], ...rest } = more;
  return {
    killId,
    nowMs: 1_200,
    engagedMs: 1_000,
    readStartedMs: 1_100,
    book: { positions, orders },
    isPart: false,
    throughZero: 'refused',
    cancels: new Map(),
    closes: new Map(),
    limits,
    ...rest,
  };
}
const closing = (more: Partial<CloseTrack> = {}): PassView['closes'] => {
  const common = {
    symbol: 'X',
    side: 'sell' as const,
    quantity: '10',
    attempt: 1,
    clientOrderId: closeOrderId(killId, 'X', 1),
  };
  const times = { changedMs: 1_050, notBeforeMs: 1_050, tries: 1 };
  const priced = { limit: null, priceLimit: null };
  return new Map([['X', { ...common, ...times, ...priced, state: 'working', because: null, words: '', ...more }]]);
};
const cancelling = (more: Partial<CancelTrack> = {}): PassView['cancels'] =>
  new Map([['a', { state: 'accepted', changedMs: 1_050, notBeforeMs: 1_050, tries: 1, words: '', ...more }]]);

it('spares, in a reading of a part, a close of ours that may rest where nothing was read', () => {
  const orders = [order('a', { symbol: 'Y' }), order('b', { symbol: 'Y' })];
  const bulkOf = (more: Partial<PassView>) => {
    return planPass(view({ positions: [], orders, closes: closing(), ...more })).cancelInBulk.map(({ id }) => id);
  };
  expect([bulkOf({ isPart: false }), bulkOf({ isPart: true })]).toEqual([['a', 'b'], []]);
});

describe('closes', () => {
  it('closes a long by selling and a short by buying, whole, under the derived id', () => {
    const short = { ...long, symbol: 'Y', quantity: '-0.5' };
    expect(planPass(view({ positions: [long, short] })).closes).toEqual([
      {
        symbol: 'X',
        side: 'sell',
        quantity: '10',
        attempt: 1,
        clientOrderId: closeOrderId(killId, 'X', 1),
        limit: null,
      },
      {
        symbol: 'Y',
        side: 'buy',
        quantity: '0.5',
        attempt: 1,
        clientOrderId: closeOrderId(killId, 'Y', 1),
        limit: null,
      },
    ]);
  });

  it('acts on a reading from before the kill only where the venue keeps it from crossing zero', () => {
    expect(planPass(view({ readStartedMs: 900 })).closes).toHaveLength(1);
    expect(planPass(view({ readStartedMs: 900, throughZero: 'possible' })).closes).toEqual([]);
  });

  it('waits for the orders on its instrument, for a while', () => {
    expect(planPass(view({ orders: [order('a')] })).closes).toEqual([]);
    expect(planPass(view({ orders: [order('a', { symbol: 'Z' })] })).closes).toHaveLength(1);
    expect(planPass(view({ orders: [order('a')], nowMs: 2_000 })).closes).toHaveLength(1);
  });

  it('takes off what other orders may still sell, where nothing else keeps it from crossing zero', () => {
    const late = { nowMs: 2_000, throughZero: 'possible' as const };
    expect(planPass(view({ ...late, orders: [order('a')] })).closes[0]?.quantity).toBe('6');
    expect(planPass(view({ ...late, orders: [order('a', { side: 'buy' })] })).closes[0]?.quantity).toBe('10');
    expect(planPass(view({ ...late, orders: [order('a', { quantity: '10' })] })).closes).toEqual([]);
  });

  it.each(['in_flight', 'unanswered', 'looking_up'] as const)('sends nothing while the last close is %s', (state) => {
    expect(planPass(view({ closes: closing({ state }) })).closes).toEqual([]);
  });

  it('leaves a close that rests alone, and follows one that is gone with the next attempt', () => {
    expect(planPass(view({ closes: closing(), orders: [own()] })).closes).toEqual([]);
    expect(planPass(view({ closes: closing() })).closes[0]?.attempt).toBe(2);
    expect(planPass(view({ closes: closing({ changedMs: 1_150 }) })).closes).toEqual([]);
  });

  it('lets ever more time pass before a close that was taken and came to nothing is made anew', () => {
    const at = (nowMs: number, tries: number, state: CloseTrack['state'] = 'working') =>
      planPass(view({ nowMs, closes: closing({ tries, state }) })).closes.length;
    expect([at(1_100, 1), at(1_299, 2), at(1_300, 2), at(1_549, 3), at(1_550, 3)]).toEqual([1, 0, 1, 0, 1]);
    expect([at(1_299, 2, 'done'), at(1_300, 2, 'done'), at(6_049, 99), at(6_050, 99)]).toEqual([0, 1, 0, 1]);
  });

  it('asks for the fate of a close that is gone before the next one, where an order can cross zero', () => {
    const gone = planPass(view({ closes: closing(), throughZero: 'possible' }));
    expect(gone).toMatchObject({ closes: [], lookUps: [{ symbol: 'X' }] });
    expect(planPass(view({ closes: closing({ state: 'done' }), throughZero: 'possible' })).closes[0]?.attempt).toBe(2);
  });

  it('does not look up a close that has left the list together with its position', () => {
    const gone = { positions: [], closes: closing(), throughZero: 'possible' as const };
    expect(planPass(view(gone)).lookUps).toEqual([]);
    expect(planPass(view({ ...gone, closes: closing({ state: 'unanswered' }) })).lookUps).toHaveLength(1);
  });

  it('looks up a close that was never answered, and sends one that never arrived under the same id', () => {
    expect(planPass(view({ closes: closing({ state: 'unanswered' }) })).lookUps).toHaveLength(1);
    expect(planPass(view({ closes: closing({ state: 'unanswered', notBeforeMs: 1_300 }) })).lookUps).toEqual([]);
    expect(planPass(view({ closes: closing({ state: 'absent' }) })).closes[0]?.attempt).toBe(1);
  });

  it('tries a refused close again after its pause, under the next id', () => {
    expect(planPass(view({ closes: closing({ state: 'refused', notBeforeMs: 1_300 }) })).closes).toEqual([]);
    expect(planPass(view({ closes: closing({ state: 'refused' }) })).closes[0]?.attempt).toBe(2);
  });
});

describe('the price', () => {
  const refused = (because: CloseTrack['because'], more: Partial<CloseTrack> = {}) =>
    planPass(view({ closes: closing({ state: 'refused', because, ...more }) })).closes[0]?.limit;
  const narrow = { reach: 0.01, price: '4.95' };

  it('is the market’s, until the venue takes no market order; then a limit goes 1 % through the last price', () => {
    expect(refused('other')).toBe(null);
    expect(refused('market_orders_refused')).toEqual(narrow);
    expect(refused('price_band')).toEqual(narrow);
    const closes = closing({ state: 'refused', because: 'market_orders_refused', side: 'buy' });
    const short = { ...long, quantity: '-10' };
    expect(planPass(view({ closes, positions: [short] })).closes[0]?.limit?.price).toBe('5.05');
  });

  it('comes nearer after a refusal by the venue’s band, to the price that it names, and not without end', () => {
    expect(refused('price_band', { limit: narrow })).toEqual({ reach: 0.005, price: '4.975' });
    expect(refused('price_band', { limit: narrow, priceLimit: '4.99' })?.price).toBe('4.99');
    expect(refused('price_band', { limit: narrow, priceLimit: '4.9' })?.price).toBe('4.975');
    expect(refused('price_band', { limit: { reach: 0.001, price: '4.995' } })?.reach).toBe(limits.limitReachMin);
  });

  it('goes further after an order that rested, up to a tenth', () => {
    const rested = (reach: number) => planPass(view({ closes: closing({ limit: { reach, price: '1' } }) })).closes[0];
    expect(rested(0.01)?.limit).toEqual({ reach: 0.02, price: '4.9' });
    expect(rested(0.08)?.limit?.reach).toBe(limits.limitReachMax);
  });

  it('stays after other refusals and for an order that never arrived, and is the market’s again where it did not help', () => {
    expect(refused('held', { limit: narrow })).toEqual(narrow);
    expect(refused('other', { limit: narrow })).toBe(null);
    const absent = closing({ state: 'absent', limit: narrow });
    expect(planPass(view({ closes: absent })).closes[0]?.limit).toEqual(narrow);
  });

  it('is the market’s where the account shows no price to go by', () => {
    const closes = closing({ state: 'refused', because: 'market_orders_refused' });
    expect(planPass(view({ closes, positions: [{ ...long, lastPrice: null }] })).closes[0]?.limit).toBe(null);
  });
});

describe('cancels', () => {
  it('uses the bulk call first for several, and single cancels for one, or once closes are under way', () => {
    const two = [order('a'), order('b')];
    expect(planPass(view({ orders: two })).cancelInBulk).toHaveLength(2);
    expect(planPass(view({ orders: [order('a')] }))).toMatchObject({ cancelInBulk: [], cancels: [{ id: 'a' }] });
    expect(planPass(view({ orders: two, closes: closing({ changedMs: 1_150 }) })).cancelInBulk).toEqual([]);
    expect(planPass(view({ orders: two, closes: closing({ state: 'unanswered' }) })).cancelInBulk).toEqual([]);
    expect(planPass(view({ orders: [...two, own()] }))).toMatchObject({
      cancelInBulk: [],
      cancels: [{ id: 'a' }, { id: 'b' }],
    });
  });

  it('uses the bulk call again once the closes have gone from the list: what a bot places while the latch holds comes in hundreds', () => {
    const two = [order('a'), order('b')];
    expect(planPass(view({ orders: two, closes: closing() })).cancelInBulk).toHaveLength(2);
  });

  it('does not repeat a cancel before its patience is over, nor on a reading older than its answer', () => {
    const orders = [order('a')];
    expect(planPass(view({ orders, cancels: cancelling({ state: 'in_flight' }) })).cancels).toEqual([]);
    expect(planPass(view({ orders, cancels: cancelling({ notBeforeMs: 1_300 }) })).cancels).toEqual([]);
    expect(planPass(view({ orders, cancels: cancelling({ changedMs: 1_150 }) })).cancels).toEqual([]);
    expect(planPass(view({ orders, cancels: cancelling() })).cancels).toHaveLength(1);
  });

  it('cancels a close of its own that has rested for too long', () => {
    const closes = closing();
    expect(planPass(view({ closes, orders: [own()] })).cancels).toEqual([]);
    expect(planPass(view({ closes, orders: [own()], nowMs: 6_100 })).cancels).toHaveLength(1);
  });

  it('leaves a close of its own that the venue keeps until the market opens, and no other order', () => {
    const orders = [{ ...own(), queued: 'closed until 09:30' }, order('a', { queued: 'closed until 09:30' })];
    const pass = planPass(view({ closes: closing(), orders, nowMs: 6_100 }));
    expect(pass.cancels).toMatchObject([{ id: 'a' }]);
    expect(pass.closes).toEqual([]);
  });
});

describe('clean', () => {
  const nothing = { positions: [], orders: [] };
  it('is a reading with nothing open, younger than the kill and than everything that we did', () => {
    expect(planPass(view(nothing)).clean).toBe(true);
    expect(planPass(view({ ...nothing, readStartedMs: 900 })).clean).toBe(false);
    expect(planPass(view({ ...nothing, closes: closing({ state: 'unanswered' }) })).clean).toBe(false);
    expect(planPass(view({ ...nothing, closes: closing({ changedMs: 1_150 }) })).clean).toBe(false);
    expect(planPass(view({ ...nothing, cancels: cancelling({ changedMs: 1_150 }) })).clean).toBe(false);
    expect(planPass(view({ positions: [], orders: [own()] })).clean).toBe(false);
  });
});

it.each(['1a2b3c4d-0123456789abcdef', 'x'.repeat(28), 'a-name-that-somebody-has-put-into-the-flag-file-by-hand'])(
  'keeps ids within 48 characters for the kill %s',
  (name) => {
    const id = closeOrderId(name, 'BTC/USD', 9_999);
    expect(id.length).toBeLessThanOrEqual(48);
    expect(id.startsWith(killOrderPrefix(name))).toBe(true);
    expect(closeOrderId(`${name}2`, 'BTC/USD', 9_999)).not.toBe(id);
  },
);
