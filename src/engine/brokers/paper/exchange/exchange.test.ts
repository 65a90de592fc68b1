import { beforeEach, describe, expect, test } from 'vitest';
import { decimal } from '../../../../shared/decimal.ts';
import { cancel, shock } from './exchange.ts';
import { account, begin, conditions, later, placed, position, shares, startMs, takeProfit } from './fixture.ts';
import { quoteOf } from './state.ts';
import { orderId } from './types.ts';

beforeEach(() => begin());

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
    const run = (stepMs: number) => {
      begin({ orderLatencyMs: 35, fillRatio: 0.3 });
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
