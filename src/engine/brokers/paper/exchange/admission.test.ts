import { beforeEach, describe, expect, test } from 'vitest';
import { heldOf } from './admission.ts';
import { cancel, setMarket, shock } from './exchange.ts';
import {
  account,
  begin,
  conditions,
  later,
  order,
  placed,
  position,
  refusalOf,
  shares,
  takeProfit,
} from './fixture.ts';
import { crossingsOf } from './ledger.ts';
import { holdingOf, quoteOf } from './state.ts';
import { type OrderRequest, orderId } from './types.ts';

beforeEach(() => begin());

describe('holds', () => {
  test('a resting order holds its quantity against a further close, until its cancel has taken effect', () => {
    const resting = placed({ ...takeProfit, quantity: '70' });
    expect(heldOf(holdingOf(account, 'AAPL'))).toBe('70');
    const refused = order({ quantity: '31' });
    expect(refused).toMatchObject({ ok: false, refusal: { code: 'held', relatedOrders: [orderId(resting)] } });
    expect(order({ quantity: '100', reduceOnly: true })).toMatchObject({ ok: false, refusal: { code: 'held' } });
    expect(placed({ quantity: '30' }).status).toBe('filled');

    expect(cancel(account, orderId(resting), false).ok).toBe(true);
    expect(resting.status).toBe('pending_cancel');
    later(30);
    const dueMs = resting.cancelAtMs;
    expect(cancel(account, orderId(resting), false).ok).toBe(true);
    expect(resting.cancelAtMs).toBe(dueMs);
    later(19);
    expect(refusalOf(order({ quantity: '70' }))).toBe('held');
    later(1);
    expect(resting.status).toBe('cancelled');
    expect(placed({ quantity: '70' }).status).toBe('filled');
    expect(position()).toBe('0');
  });

  test('an order that can no more be cancelled in time fills', () => {
    const resting = placed(takeProfit);
    cancel(account, orderId(resting), false);
    later(20);
    shock(account, '0.4');
    expect(resting.status).toBe('filled');
    later(100);
    expect(resting.status).toBe('filled');
    expect(position()).toBe('0');
  });

  test('a stuck cancel stays pending, holds on, and goes through when it is asked for again', () => {
    const resting = placed(takeProfit);
    cancel(account, orderId(resting), true);
    later(3_600_000);
    expect(resting.status).toBe('pending_cancel');
    expect(refusalOf(order({}))).toBe('held');
    cancel(account, orderId(resting), false);
    later(50);
    expect(resting.status).toBe('cancelled');
  });

  test('a cancel overtakes an order that has not landed yet', () => {
    conditions.orderLatencyMs = 200;
    const selling = placed({});
    cancel(account, orderId(selling), false);
    later(1_000);
    expect(selling).toMatchObject({ status: 'cancelled', filledQuantity: '0' });
    expect(position()).toBe('100');
  });
});

describe('reduce-only', () => {
  test('is cut to the position when it is taken in', () => {
    expect(placed({ quantity: '250', reduceOnly: true }).quantity).toBe('100');
    expect(position()).toBe('0');
  });

  test('is refused without a position, and on the side that would add to it', () => {
    expect(refusalOf(order({ side: 'buy', reduceOnly: true }))).toBe('no_position');
    placed({});
    expect(refusalOf(order({ reduceOnly: true }))).toBe('no_position');
  });

  test('is cut again when the position has shrunk before it lands', () => {
    conditions.orderLatencyMs = 100;
    const closing = placed({ quantity: '60', reduceOnly: true });
    conditions.orderLatencyMs = 0;
    // Forty are free, and a flip of the whole would need the sixty: the venue moves them by another way, such as a transfer.
    holdingOf(account, 'AAPL').quantity = '25';
    later(1_000);
    expect(closing).toMatchObject({ status: 'cancelled', filledQuantity: '25' });
    expect(position()).toBe('0');
  });

  test('without it an order goes through zero, and the ledger says so', () => {
    conditions.reduceOnly = false;
    expect(refusalOf(order({ reduceOnly: true }))).toBe('unsupported');
    placed({ quantity: '150' });
    expect(position()).toBe('-50');
    expect(crossingsOf(account.fills)).toHaveLength(1);
  });

  test('closing twice is a crossing also when it went by way of flat', () => {
    placed({});
    placed({ quantity: '10' });
    expect(crossingsOf(account.fills).map(({ seq }) => seq)).toEqual([2]);
  });

  test('closing and opening again on the same side is none', () => {
    placed({});
    placed({ side: 'buy', quantity: '10' });
    expect(crossingsOf(account.fills)).toEqual([]);
  });
});

describe('refusals', () => {
  test.each<[string, Partial<OrderRequest>]>([
    ['unknown_symbol', { symbol: 'XYZ' }],
    ['dust', { symbol: 'BTC/USD', side: 'buy', quantity: '0.0009' }],
    ['dust', { quantity: '0.5' }],
    ['step_size', { quantity: '1.5' }],
    ['tick_size', { type: 'limit', price: '199.999' }],
    ['insufficient_funds', { side: 'buy', quantity: '1000' }],
    ['insufficient_funds', { quantity: '1000' }],
  ])('%s', (code, fields) => {
    expect(refusalOf(order(fields))).toBe(code);
    expect(account.open.size + account.fills.length).toBe(0);
  });

  test('resting orders use up what may be opened', () => {
    const bid = { side: 'buy', type: 'limit', price: '190' } as const;
    const resting = placed({ ...bid, quantity: '250' });
    expect(refusalOf(order({ ...bid, quantity: '250' }))).toBe('insufficient_funds');
    cancel(account, orderId(resting), false);
    later(50);
    expect(placed({ ...bid, quantity: '250' }).status).toBe('open');
  });

  test('a client order id is used up for ever, though not by a refusal', () => {
    expect(refusalOf(order({ clientOrderId: 'k', quantity: '0.5' }))).toBe('dust');
    placed({ clientOrderId: 'k', quantity: '10' });
    expect(refusalOf(order({ clientOrderId: 'k', quantity: '10' }))).toBe('duplicate');
    expect(position()).toBe('90');
  });

  test('a closed market takes nothing in and fills nothing, and trades what waits when it opens', () => {
    const holding = holdingOf(account, 'AAPL');
    const resting = placed({ type: 'stop', price: '160' });
    setMarket(account, holding, { open: false });
    expect(refusalOf(order({ quantity: '1' }))).toBe('market_closed');
    shock(account, '-0.3');
    later(10_000);
    expect(resting.status).toBe('open');
    setMarket(account, holding, { open: true });
    expect(resting.status).toBe('filled');
  });

  test('a raised minimum turns a position into dust', () => {
    setMarket(account, holdingOf(account, 'BTC/USD'), { minQuantity: '1' });
    expect(refusalOf(order({ symbol: 'BTC/USD', side: 'buy', quantity: '0.5', reduceOnly: true }))).toBe('dust');
    expect(refusalOf(order({ symbol: 'BTC/USD', side: 'buy', quantity: '5', reduceOnly: true }))).toBe('dust');
  });

  test('while it takes limit orders alone, a market order is refused and a limit that trades at once trades', () => {
    setMarket(account, holdingOf(account, 'AAPL'), { limitOnly: true });
    expect(refusalOf(order({}))).toBe('limit_only');
    expect(placed({ type: 'limit', price: '150' }).status).toBe('filled');
    setMarket(account, holdingOf(account, 'AAPL'), { limitOnly: false });
    expect(placed({ quantity: '1' }).status).toBe('filled');
  });

  test('a limit worse than the band allows is refused with the furthest that it may be; a better one is not', () => {
    setMarket(account, holdingOf(account, 'AAPL'), { priceBand: '0.01' });
    const refused = order({ type: 'limit', price: '150' });
    expect(refusalOf(refused)).toBe('price_band');
    const priceLimit = refused.ok ? '' : (refused.refusal.priceLimit ?? '');
    expect(Number(priceLimit)).toBeCloseTo(0.99 * Number(quoteOf(account, shares).last), 1);
    expect(order({ type: 'limit', price: priceLimit, quantity: '10' }).ok).toBe(true);
    expect(order({ type: 'limit', price: '300', quantity: '10' }).ok).toBe(true);
    expect(refusalOf(order({ type: 'limit', side: 'buy', price: '300', quantity: '1' }))).toBe('price_band');
    expect(order({ type: 'limit', side: 'buy', price: '150', quantity: '1' }).ok).toBe(true);
    expect(placed({ quantity: '10' }).status).toBe('filled');
  });

  test('cancelling what is final or unknown says which', () => {
    const sold = placed({});
    expect(refusalOf(cancel(account, orderId(sold), false))).toBe('not_cancellable');
    expect(refusalOf(cancel(account, 'p99', false))).toBe('unknown_order');
  });

  test('prices can be shocked only as far as they mean something', () => {
    for (let times = 0; times < 9; times += 1) shock(account, '-0.9');
    expect(refusalOf(shock(account, '-0.9'))).toBe('bad_request');
    expect(Number(quoteOf(account, shares).last)).toBeGreaterThan(0);
  });
});
