import type { Decimal } from '../../../../shared/decimal.ts';
import { advance, submit } from './exchange.ts';
import { type Account, holdingOf, restore } from './state.ts';
import type { Conditions, Instrument, Order, OrderRequest, Outcome } from './types.ts';

export const startMs = 1_790_000_000_000;
export const shares: Instrument = {
  symbol: 'AAPL',
  basePrice: '200',
  tickSize: '0.01',
  stepSize: '1',
  minQuantity: '1',
  open: true,
  limitOnly: false,
  priceBand: null,
};
const coins: Instrument = {
  ...shares,
  symbol: 'BTC/USD',
  basePrice: '100000',
  stepSize: '0.0001',
  minQuantity: '0.001',
};

/** The account of the test that runs, and the conditions that it may change. */
export let account: Account;
export let conditions: Conditions;

const usual: Conditions = {
  orderLatencyMs: 0,
  cancelLatencyMs: 50,
  fillRatio: 1,
  fillIntervalMs: 100,
  reduceOnly: true,
  maintenanceFraction: 0.25,
  blocked: false,
};

/** A fresh account: a hundred shares long, half a coin short. */
export function begin(differing: Partial<Conditions> = {}): void {
  conditions = { ...usual, ...differing };
  const instruments = [
    { instrument: shares, quantity: '100' },
    { instrument: coins, quantity: '-0.5' },
  ];
  const header = { seed: 1, nowMs: startMs, cash: '100000', transfers: '0', level: '1', nextSeq: 1 };
  account = restore({ header, instruments, orders: [], fills: [] }, conditions);
}

export function order(fields: Partial<OrderRequest>): Outcome<Order> {
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

export function placed(fields: Partial<OrderRequest>): Order {
  const outcome = order(fields);
  if (!outcome.ok) throw new Error(outcome.refusal.words);
  return outcome.value;
}

export function refusalOf(outcome: Outcome<unknown>): string {
  return outcome.ok ? 'accepted' : outcome.refusal.code;
}

export function position(symbol = 'AAPL'): Decimal {
  return holdingOf(account, symbol).quantity;
}

export function later(ms: number): void {
  advance(account, account.header.nowMs + ms);
}

export const takeProfit = { type: 'limit', price: '260' } as const;
