import { decimal } from '../../../shared/decimal.ts';
import { isoTime } from '../../clock.ts';
import { heldOf } from './exchange/admission.ts';
import { buyingPowerOf, equityOf, marginCallOf } from './exchange/money.ts';
import { tickMs } from './exchange/prices.ts';
import { type Account, quoteOf } from './exchange/state.ts';
import { type Order, orderId } from './exchange/types.ts';
import type { OrderView, PaperAnswer, PositionView, VenueFacts } from './routes.ts';

export function orderView(order: Order): OrderView {
  const { clientOrderId, symbol, side, type, quantity, filledQuantity, averagePrice, reduceOnly, status, words } =
    order;
  return {
    id: orderId(order),
    clientOrderId,
    symbol,
    side,
    type,
    quantity,
    filledQuantity,
    averagePrice,
    limitPrice: type === 'limit' ? order.price : null,
    stopPrice: type === 'stop' ? order.price : null,
    reduceOnly,
    status,
    acceptedAt: isoTime(order.acceptedAtMs),
    words,
  };
}

export function openOrderViews(account: Account): OrderView[] {
  return [...account.open].map(orderView);
}

export function positionViews(account: Account): PositionView[] {
  return [...account.holdings.values()]
    .filter((holding) => !decimal.isZero(holding.quantity))
    .map((holding) => ({
      symbol: holding.instrument.symbol,
      quantity: holding.quantity,
      held: heldOf(holding),
      lastPrice: quoteOf(account, holding.instrument).last,
    }));
}

export function accountView(account: Account): PaperAnswer<'account'> {
  const { cash, transfers } = account.header;
  return {
    equity: equityOf(account),
    cash,
    buyingPower: buyingPowerOf(account),
    currency: 'USD',
    netTransfers: transfers,
    marginCall: marginCallOf(account),
    blocked: account.conditions.blocked ? 'only reduce-only orders pass' : null,
  };
}

export function quoteViews(account: Account): PaperAnswer<'quotes'> {
  const at = isoTime(Math.floor(account.header.nowMs / tickMs) * tickMs);
  return [...account.holdings.values()].map(({ instrument }) => ({
    ...quoteOf(account, instrument),
    at,
    open: instrument.open,
  }));
}

export function venueFacts(account: Account): VenueFacts {
  const instruments = [...account.holdings.values()].map(({ instrument }) => {
    const { symbol, minQuantity, stepSize, tickSize, open, limitOnly, priceBand } = instrument;
    return { symbol, minQuantity, stepSize, tickSize, open, limitOnly, priceBand };
  });
  return { venue: 'scram-paper', currency: 'USD', reduceOnly: account.conditions.reduceOnly, instruments };
}
