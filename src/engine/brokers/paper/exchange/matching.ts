import { type Decimal, decimal } from '../../../../shared/decimal.ts';
import { closableBy } from './admission.ts';
import { floorToStep, isZero, negated, signOf } from './digits.ts';
import { commissionOn } from './money.ts';
import type { Quote } from './prices.ts';
import { type Account, finish, type Holding, holdingOf, quoteOf, remaining, reserve } from './state.ts';
import { type Fill, type Order, orderId } from './types.ts';

/** Trades what this order can trade now; does nothing while its price, its market or its last partial fill stand against it. */
export function match(account: Account, order: Order): void {
  const holding = holdingOf(account, order.symbol);
  const { nowMs } = account.header;
  if (order.landsAtMs !== null || !holding.instrument.open) return;
  if (order.nextFillAtMs !== null && order.nextFillAtMs > nowMs) return;
  const quote = quoteOf(account, holding.instrument);
  trigger(account, order, quote);
  if (!isMarketable(order, quote)) return;
  const wanted = tradable(holding, order);
  if (isZero(wanted)) {
    finish(account, order, 'cancelled', 'reduce-only: nothing is left to reduce');
    return;
  }
  fill(account, holding, order, slice(account, holding, wanted), order.side === 'buy' ? quote.ask : quote.bid);
}

function trigger(account: Account, order: Order, quote: Quote): void {
  if (order.type !== 'stop' || order.triggered || order.price === null) return;
  const reached = decimal.compare(quote.last, order.price) * (order.side === 'buy' ? 1 : -1) >= 0;
  if (!reached) return;
  order.triggered = true;
  account.changes.orders.add(order);
}

function isMarketable(order: Order, quote: Quote): boolean {
  if (order.type === 'stop') return order.triggered;
  if (order.type === 'market' || order.price === null) return true;
  return order.side === 'buy'
    ? decimal.compare(quote.ask, order.price) <= 0
    : decimal.compare(quote.bid, order.price) >= 0;
}

/** Looked at again with every fill, because the position may have changed since the order was admitted. */
function tradable(holding: Holding, order: Order): Decimal {
  return order.reduceOnly ? decimal.min(remaining(order), closableBy(holding, order)) : remaining(order);
}

function slice(account: Account, holding: Holding, wanted: Decimal): Decimal {
  const { fillRatio } = account.conditions;
  if (fillRatio >= 1) return wanted;
  const { stepSize } = holding.instrument;
  const part = floorToStep(decimal.times(wanted, decimal.of(fillRatio)), stepSize);
  return decimal.min(wanted, signOf(part) > 0 ? part : stepSize);
}

function fill(account: Account, holding: Holding, order: Order, quantity: Decimal, price: Decimal): void {
  const signed = order.side === 'buy' ? quantity : negated(quantity);
  const value = decimal.times(quantity, price);
  const commission = commissionOn(value);
  const line: Fill = {
    seq: account.fills.length + 1,
    atMs: account.header.nowMs,
    orderId: orderId(order),
    clientOrderId: order.clientOrderId,
    symbol: order.symbol,
    side: order.side,
    quantity,
    price,
    commission,
    positionBefore: holding.quantity,
    positionAfter: decimal.plus(holding.quantity, signed),
  };
  const proceeds = order.side === 'buy' ? negated(value) : value;
  account.header.cash = decimal.minus(decimal.plus(account.header.cash, proceeds), commission);
  holding.quantity = line.positionAfter;
  reserve(account, order, negated(quantity));
  const isLast = quantity === remaining(order);
  order.filledQuantity = decimal.plus(order.filledQuantity, quantity);
  order.filledValue = decimal.plus(order.filledValue, value);
  // Most orders fill at once, and a division costs as much as the rest of a fill.
  order.averagePrice = order.averagePrice === null ? price : decimal.over(order.filledValue, order.filledQuantity);
  account.fills.push(line);
  record(account, holding, order, line);
  if (isLast) finish(account, order, 'filled', '');
  else fillLater(account, order);
}

function record(account: Account, holding: Holding, order: Order, line: Fill): void {
  const { changes } = account;
  changes.header = true;
  changes.fills.push(line);
  changes.holdings.add(holding);
  changes.orders.add(order);
}

function fillLater(account: Account, order: Order): void {
  order.nextFillAtMs = account.header.nowMs + account.conditions.fillIntervalMs;
  account.agenda.add({ atMs: order.nextFillAtMs, order, what: 'fill' });
}
