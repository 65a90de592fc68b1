import { beforeEach, describe, expect, test } from 'vitest';
import { type Decimal, decimal } from '../../../../shared/decimal.ts';
import { heldOf } from './admission.ts';
import { advance, cancel, setMarket, shock, submit } from './exchange.ts';
import { crossingsOf } from './ledger.ts';
import { type Account, holdingOf, quoteOf, restore } from './state.ts';
import { type Conditions, type Instrument, type Order, type OrderRequest, type Outcome, orderId } from './types.ts';

const startMs = 1_790_000_000_000;
const shares: Instrument = {
  symbol: 'AAPL',
  basePrice: '200',
  tickSize: '0.01',
  stepSize: '1',
  minQuantity: '1',
  open: true,
};
const coins: Instrument = {
  ...shares,
  symbol: 'BTC/USD',
  basePrice: '100000',
  stepSize: '0.0001',
  minQuantity: '0.001',
};

let account: Account;
let conditions: Conditions;

beforeEach(() => {
  conditions = { orderLatencyMs: 0, cancelLatencyMs: 50, fillRatio: 1, fillIntervalMs: 100, reduceOnly: true };
  const instruments = [
    { instrument: shares, quantity: '100' },
    { instrument: coins, quantity: '-0.5' },
  ];
  const header = { seed: 1, nowMs: startMs, cash: '100000', level: '1', nextSeq: 1 };
  account = restore({ header, instruments, orders: [], fills: [] }, conditions);
});

function order(fields: Partial<OrderRequest>): Outcome<Order> {
  const market: OrderRequest = {
    clientOrderId: null,
    symbol: 'AAPL',
    side: 'sell',
    type: 'market',
    quantity: '100',
    price: null,
    reduceOnly: false,
  };
  return submit(account, { ...market, ...fields });
}

function placed(fields: Partial<OrderRequest>): Order {
  const outcome = order(fields);
  if (!outcome.ok) throw new Error(outcome.refusal.words);
  return outcome.value;
}

function refusalOf(outcome: Outcome<unknown>): string {
  return outcome.ok ? 'accepted' : outcome.refusal.code;
}

function position(symbol = 'AAPL'): Decimal {
  return holdingOf(account, symbol).quantity;
}

function later(ms: number): void {
  advance(account, account.header.nowMs + ms);
}

const takeProfit = { type: 'limit', price: '260' } as const;

describe('trading', () => {
  test('a market order takes the touch, pays its commission and stands in the ledger', () => {
    const { bid } = quoteOf(account, shares);
    const sold = placed({ quantity: '40', clientOrderId: 'k-1' });
    expect(sold).toMatchObject({ status: 'filled', filledQuantity: '40', averagePrice: bid });
    expect(position()).toBe('60');
    expect(account.fills).toEqual([
      expect.objectContaining({
        seq: 1,
        orderId: 'p1',
        clientOrderId: 'k-1',
        price: bid,
        positionBefore: '100',
        positionAfter: '60',
        atMs: startMs,
      }),
    ]);
  });

  test('a limit rests until the market comes to it', () => {
    const resting = placed(takeProfit);
    later(60_000);
    expect(resting.status).toBe('open');
    expect(shock(account, '0.4').ok).toBe(true);
    expect(resting.status).toBe('filled');
    expect(Number(resting.averagePrice)).toBeGreaterThanOrEqual(260);
  });

  test('the walk alone reaches a limit that is near', () => {
    const { last } = quoteOf(account, shares);
    const near = placed({ type: 'limit', price: decimal.plus(last, '0.4') });
    for (let minute = 0; minute < 600 && near.status === 'open'; minute += 1) later(60_000);
    expect(near.status).toBe('filled');
    expect(account.fills[0]?.atMs).toBeGreaterThan(startMs);
  });

  test('a stop is triggered by a fall and then trades at the market', () => {
    const stop = placed({ type: 'stop', price: '160' });
    later(60_000);
    expect(stop.triggered).toBe(false);
    shock(account, '-0.3');
    expect(stop).toMatchObject({ status: 'filled', triggered: true });
    expect(Number(stop.averagePrice)).toBeLessThan(160);
  });

  test('a buy stop protects a short', () => {
    const stop = placed({ symbol: 'BTC/USD', side: 'buy', type: 'stop', quantity: '0.5', price: '120000' });
    shock(account, '-0.3');
    expect(stop.status).toBe('open');
    shock(account, '1');
    expect(stop.status).toBe('filled');
    expect(position('BTC/USD')).toBe('0');
  });

  test('partial fills go on until nothing is left, a slice at a time', () => {
    conditions.fillRatio = 0.5;
    const selling = placed({});
    expect(selling).toMatchObject({ status: 'open', filledQuantity: '50' });
    later(99);
    expect(selling.filledQuantity).toBe('50');
    later(1);
    expect(selling.filledQuantity).toBe('75');
    later(5_000);
    expect(selling.status).toBe('filled');
    expect(position()).toBe('0');
    expect(account.fills.map(({ quantity }) => quantity)).toEqual(['50', '25', '12', '6', '3', '2', '1', '1']);
  });

  test('an order that was accepted lands after its latency, not before', () => {
    conditions.orderLatencyMs = 30;
    const selling = placed({});
    later(29);
    expect(selling.status).toBe('pending_new');
    expect(position()).toBe('100');
    later(1);
    expect(selling.status).toBe('filled');
  });

  test('advancing in one leap or in small steps gives the same ledger', () => {
    const leap = structuredClone({ header: account.header });
    const run = (stepMs: number) => {
      account = restore(
        { header: leap.header, instruments: [{ instrument: shares, quantity: '100' }], orders: [], fills: [] },
        { ...conditions, orderLatencyMs: 35, fillRatio: 0.3 },
      );
      placed({ quantity: '60' });
      placed({ type: 'limit', price: '199', quantity: '40' });
      for (let ms = 0; ms < 20_000; ms += stepMs) later(stepMs);
      return account.fills;
    };
    const small = run(1);
    expect(small.length).toBeGreaterThan(5);
    expect(run(20_000)).toEqual(small);
  });
});

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

describe('time', () => {
  test('an order that lands with its cancel under way stays under cancel', () => {
    Object.assign(conditions, { orderLatencyMs: 10, cancelLatencyMs: 100 });
    const resting = placed(takeProfit);
    cancel(account, orderId(resting), false);
    later(20);
    expect(resting).toMatchObject({ status: 'pending_cancel', landsAtMs: null });
    later(80);
    expect(resting.status).toBe('cancelled');
  });

  test('a sleep of a month is over at once; what was due in it happened when it was due', () => {
    conditions.orderLatencyMs = 5_000;
    placed({ quantity: '10' });
    const resting = placed({ ...takeProfit, quantity: '10' });
    const began = performance.now();
    later(30 * 86_400_000);
    expect(performance.now() - began).toBeLessThan(1_000);
    expect(account.fills.map(({ atMs }) => atMs)).toEqual([startMs + 5_000]);
    expect(resting.status).toBe('open');
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
