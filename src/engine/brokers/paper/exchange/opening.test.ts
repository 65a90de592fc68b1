import { expect, test } from 'vitest';
import { type Decimal, decimal } from '../../../../shared/decimal.ts';
import { equityOf } from './money.ts';
import { openAccount } from './opening.ts';
import { tickMs, walkAmplitude } from './prices.ts';
import { type Account, holdingOf, quoteOf } from './state.ts';
import type { Conditions } from './types.ts';

const conditions: Conditions = {
  orderLatencyMs: 0,
  cancelLatencyMs: 10,
  fillRatio: 1,
  fillIntervalMs: 100,
  reduceOnly: true,
  maintenanceFraction: 0.25,
  blocked: false,
};

function lastOf(account: Account, symbol: string): Decimal {
  return quoteOf(account, holdingOf(account, symbol).instrument).last;
}

/** A distance of the price from the market, as a fraction. */
function distanceFrom(last: Decimal, price: Decimal): number {
  return Math.abs(decimal.toNumber(decimal.over(price, last)) - 1);
}

test.each([1, 7, 2026])('the demo has longs, a short, a fraction and resting orders, for a day on seed %i', (seed) => {
  const account = openAccount({ kind: 'demo' }, seed, 1_790_000_000_000, { ...conditions }, 1);
  const held = [...account.holdings.values()].filter(({ quantity }) => quantity !== '0');
  expect(held.length).toBeGreaterThanOrEqual(5);
  expect(held.some(({ quantity }) => quantity.startsWith('-'))).toBe(true);
  expect(held.some(({ quantity }) => quantity.includes('.'))).toBe(true);
  expect(decimal.toNumber(equityOf(account))).toBeCloseTo(100_000, 0);
  expect(new Set([...account.open].map(({ type }) => type))).toEqual(new Set(['limit', 'stop']));
  for (let second = 0; second < 86_400; second += 600) {
    account.header.nowMs += 600 * tickMs;
    const equity = equityOf(account);
    const net = decimal.minus(equity, account.header.cash);
    expect(decimal.toNumber(decimal.over(net, equity))).toBeGreaterThan(0.9);
    for (const { symbol, price } of account.open) {
      expect(distanceFrom(lastOf(account, symbol), price ?? '0')).toBeGreaterThan(0.15);
    }
  }
});

test('the walk moves, stays in its bounds, and is the same for the same seed', () => {
  const account = openAccount({ kind: 'demo' }, 5, 0, { ...conditions }, 1);
  const base = holdingOf(account, 'AAPL').instrument.basePrice;
  const seen = new Set<Decimal>();
  for (let tick = 0; tick < 5_000; tick += 1) {
    account.header.nowMs = tick * tickMs;
    const last = lastOf(account, 'AAPL');
    seen.add(last);
    expect(distanceFrom(base, last)).toBeLessThanOrEqual(walkAmplitude + 0.0001);
  }
  expect(seen.size).toBeGreaterThan(100);
  const again = openAccount({ kind: 'demo' }, 5, account.header.nowMs, { ...conditions }, 1);
  expect(lastOf(again, 'AAPL')).toBe(lastOf(account, 'AAPL'));
  const other = openAccount({ kind: 'demo' }, 6, account.header.nowMs, { ...conditions }, 1);
  expect(lastOf(other, 'AAPL')).not.toBe(lastOf(account, 'AAPL'));
});

test('a synthetic account has as many positions and orders as asked for', () => {
  const account = openAccount({ kind: 'synthetic', positions: 37, orders: 100 }, 1, 0, { ...conditions }, 1);
  expect([...account.holdings.values()].filter(({ quantity }) => quantity !== '0')).toHaveLength(37);
  expect(account.open.size).toBe(100);
  expect(account.fills).toEqual([]);
});
