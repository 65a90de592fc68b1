import { describe, expect, it } from 'vitest';
import { type OrderFacts, openOrdersOf, positionsOf, reportOf } from './book.ts';
import { Market } from './market.ts';
import { cancelRefusal, closeRefusal } from './refusals.ts';
import { OrderAnswer } from './wire.ts';

const facts: OrderFacts = { placedFor: new Map(), closedUntil: null, prices: new Map() };
const order = (more: object = {}) =>
  OrderAnswer.parse({
    id: 'o1',
    client_order_id: 'mine',
    symbol: 'AAPL',
    asset_class: 'us_equity',
    side: 'sell',
    type: 'limit',
    status: 'new',
    qty: '10',
    notional: null,
    filled_qty: '4',
    ...more,
  });

describe('orders', () => {
  it('are what is left of them, under the name that positions have', () => {
    const pair = order({ symbol: 'BTC/USD', asset_class: 'crypto', side: 'buy' });
    expect(openOrdersOf([pair], facts)).toEqual([
      { id: 'o1', clientOrderId: 'mine', symbol: 'BTCUSD', type: 'limit', side: 'buy', quantity: '6' },
    ]);
  });

  it.each(['filled', 'canceled', 'expired', 'replaced', 'rejected'])('that are %s are over', (status) => {
    expect(openOrdersOf([order({ status })], facts)).toEqual([]);
    expect(reportOf(order({ status }), 'mine').status).not.toBe('working');
  });

  it.each(['held', 'suspended', 'pending_cancel', 'done_for_day', 'something new'])('that are %s live', (status) => {
    expect(openOrdersOf([order({ status })], facts)).toHaveLength(1);
    expect(reportOf(order({ status }), 'mine').status).toBe('working');
  });

  it('inside another one are orders too, each once', () => {
    const leg = { ...order({ id: 'leg', status: 'held', type: 'stop' }), legs: undefined };
    const found = openOrdersOf([order({ status: 'filled', legs: [leg] }), order({ id: 'leg', status: 'held' })], facts);
    expect(found.map(({ id, type }) => `${id} ${type}`)).toEqual(['leg limit (held)']);
  });

  it('of several legs have the names of all of them', () => {
    const legs = ['AAPL250620C00100000', 'AAPL250620C00110000'].map((symbol) => ({
      ...order({ id: symbol, symbol }),
      legs: null,
    }));
    const [parent] = openOrdersOf([order({ symbol: '', side: '', order_class: 'mleg', legs })], facts);
    expect(parent?.symbol).toBe('AAPL250620C00100000+AAPL250620C00110000');
  });

  it('over an amount of money are reckoned at the last price, where there is one', () => {
    const amount = order({ qty: null, notional: '500', filled_qty: '1' });
    expect(openOrdersOf([amount], { ...facts, prices: new Map([['AAPL', '100']]) })[0]?.quantity).toBe('4');
    expect(openOrdersOf([amount], facts)[0]?.quantity).toBe('0');
  });

  it('at market for stocks wait while the market is closed; others do not', () => {
    const closed = { ...facts, closedUntil: '2026-01-05T09:30:00-05:00' };
    const market = { type: 'market', status: 'accepted' };
    expect(openOrdersOf([order(market)], closed)[0]?.queued).toBe(
      'accepted: the market is closed until 2026-01-05T09:30:00-05:00',
    );
    expect(openOrdersOf([order(market)], facts)[0]).not.toHaveProperty('queued');
    expect(openOrdersOf([order()], closed)[0]).not.toHaveProperty('queued');
    expect(openOrdersOf([order({ ...market, asset_class: 'crypto' })], closed)[0]).not.toHaveProperty('queued');
  });

  it('that the venue placed for us bear our client id', () => {
    const [found] = openOrdersOf([order()], { ...facts, placedFor: new Map([['o1', 'scram-k-1']]) });
    expect(found?.clientOrderId).toBe('scram-k-1');
  });
});

it('a short position is negative, whichever sign its quantity has', () => {
  const short = (qty: string) => ({ symbol: 'X', asset_class: 'us_equity', qty, side: 'short' as const });
  expect(positionsOf([short('-25'), short('25')]).map(({ quantity }) => quantity)).toEqual(['-25', '-25']);
  expect(positionsOf([short('0')])).toEqual([]);
});

it('the market’s hours are good until its next change', () => {
  const clock = { nowMs: 0, monotonicMs: () => clock.nowMs };
  const market = new Market(clock);
  expect(market.closedUntil()).toBe(null);
  const [next_open, next_close] = ['2026-01-05T09:30:00-05:00', '2026-01-05T16:00:00-05:00'];
  market.learn({ timestamp: '2026-01-05T09:29:00-05:00', is_open: false, next_open, next_close });
  expect(market.closedUntil()).toBe(next_open);
  clock.nowMs = 60_000;
  expect(market.closedUntil()).toBe(null);
});

describe('refusals', () => {
  const held = 'insufficient qty available for order (requested: 23, available: 0)';
  it.each([
    [403, { message: held, existing_qty: '23' }, 'held'],
    [403, { message: held, existing_qty: '0' }, 'gone'],
    [403, { message: 'insufficient balance for BTC (requested: 1, available: 0.5)' }, 'held'],
    [403, { message: 'cost basis must be >= minimal amount of order 1' }, 'dust'],
    [422, { message: 'client_order_id must be unique' }, 'duplicate'],
    [422, { message: 'position intent mismatch, inferred: sell_to_open, specified: sell_to_close' }, 'gone'],
    [404, { message: 'position does not exist' }, 'gone'],
    [422, { message: 'options market orders are only allowed during market hours' }, 'market_closed'],
    [403, { message: 'insufficient day trading buying power' }, 'other'],
    [422, { message: 'asset "X" is not tradable' }, 'other'],
  ] as const)('of a close: %i %o is %s', (status, refusal, cause) => {
    expect(closeRefusal(status, refusal)).toBe(cause);
  });

  it.each([
    [404, 'order not found for 7', 'gone'],
    [422, 'order is already in "filled" state', 'gone'],
    [422, 'order is already in "pending_cancel" state', 'other'],
    [422, 'the order status is not cancelable', 'other'],
  ] as const)('of a cancel: %i %s is %s', (status, message, cause) => {
    expect(cancelRefusal(status, { message })).toBe(cause);
  });
});
