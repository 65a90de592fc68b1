import { decimal } from '../../../../../src/shared/decimal.ts';
import type { Core } from '../../core/core.ts';
import type { Fill, Instrument, Order, OrderType } from '../../core/types.ts';

export const at = (ms: number) => new Date(ms).toISOString();

export function instrumentView({ id, kind, tick, step, contractSize }: Instrument, { settings }: Core): object {
  return {
    symbol: id,
    type: kind === 'linear' ? 'flexible_futures' : 'futures_inverse',
    tradeable: !settings.closed.includes(id),
    tickSize: Number(tick),
    contractSize: Number(contractSize),
    contractValueTradePrecision: (step.split('.')[1] ?? '').length,
    impactMidSize: 1,
    maxPositionSize: 1_000_000,
    openingDate: '2022-01-01T00:00:00.000Z',
    postOnly: false,
  };
}

export function tickerView({ id, price }: Instrument): object {
  const last = Number(price);
  return {
    symbol: id,
    last,
    markPrice: last,
    indexPrice: last,
    bid: last,
    ask: last,
    tag: 'perpetual',
    suspended: false,
  };
}

export function positionView({ instrument, quantity }: { instrument: string; quantity: string }, core: Core): object {
  return {
    side: decimal.sign(quantity) > 0 ? 'long' : 'short',
    symbol: instrument,
    price: Number(core.instrument(instrument).price),
    fillTime: at(core.nowMs()),
    size: Number(decimal.abs(quantity)),
    unrealizedFunding: 0,
  };
}

/** Money in dollars; each position is worth what it was bought for, so that equity is what the wallet has. */
export function accountsView({ holdings, settings }: Core): object {
  const usd = Number(holdings.balance('USD'));
  const flex = {
    type: 'multiCollateralMarginAccount',
    currencies: { USD: { quantity: usd, value: usd, collateral: usd, available: usd } },
    initialMargin: 0,
    initialMarginWithOrders: 0,
    maintenanceMargin: Number(settings.maintenanceMargin),
    balanceValue: usd,
    portfolioValue: usd,
    collateralValue: usd,
    pnl: 0,
    unrealizedFunding: 0,
    totalUnrealized: 0,
    totalUnrealizedAsMargin: 0,
    availableMargin: usd,
    marginEquity: usd,
  };
  return { cash: { type: 'cashAccount', balances: { usd: 0, xbt: 0 } }, flex };
}

const types: Readonly<Record<OrderType, string>> = {
  market: 'mkt',
  limit: 'lmt',
  stop: 'stop',
  stop_limit: 'stop',
  take_profit: 'take_profit',
  take_profit_limit: 'take_profit',
  trailing_stop: 'trailing_stop',
};

export function openOrderView(order: Order, core: Core): object {
  const { id, clientId, instrument, side, type, price, trigger, filled, reduceOnly, atMs } = order;
  return {
    order_id: id,
    cliOrdId: clientId,
    symbol: instrument,
    side,
    orderType: types[type],
    ...(price !== null && { limitPrice: Number(price) }),
    ...(trigger !== null && { stopPrice: Number(trigger), triggerSignal: 'mark' }),
    unfilledSize: Number(core.left(order)),
    filledSize: Number(filled),
    receivedTime: at(atMs),
    lastUpdateTime: at(atMs),
    status: decimal.isZero(filled) ? 'untouched' : 'partiallyFilled',
    reduceOnly,
  };
}

/** As an event of placing, and in the status of an order. */
export function orderView({ id, clientId, instrument, side, type, quantity, price, filled, reduceOnly, atMs }: Order) {
  return {
    orderId: id,
    cliOrdId: clientId,
    type: types[type],
    symbol: instrument,
    side,
    quantity: Number(quantity),
    filled: Number(filled),
    limitPrice: price === null ? null : Number(price),
    reduceOnly,
    timestamp: at(atMs),
    lastUpdateTimestamp: at(atMs),
  };
}

export function statusView(order: Order): object {
  const statuses = {
    open: order.class === 'conditional' ? 'TRIGGER_PLACED' : 'ENTERED_BOOK',
    cancelling: 'ENTERED_BOOK',
    filled: 'FULLY_EXECUTED',
    cancelled: 'CANCELLED',
    rejected: 'REJECTED',
  } as const;
  const { type: _, ...view } = orderView(order);
  return { order: { type: 'ORDER', ...view }, status: statuses[order.status], updateReason: null, error: null };
}

/** How the history tells of an order that is over: one event, its last. `quantity` is what was left. */
export function eventView(order: Order, core: Core): object {
  const { id, clientId, instrument, side, filled, reduceOnly, price, atMs } = order;
  const view = {
    uid: id,
    accountUid: 'test',
    tradeable: instrument,
    direction: side === 'buy' ? 'Buy' : 'Sell',
    quantity: core.left(order),
    filled,
    timestamp: atMs,
    limitPrice: price ?? '0',
    orderType: 'IoC',
    clientId,
    reduceOnly,
    lastUpdateTimestamp: atMs,
  };
  const event =
    order.status === 'filled'
      ? { OrderUpdated: { oldOrder: view, newOrder: view, reason: 'full_fill', reducedQuantity: '' } }
      : { OrderCancelled: { order: view, reason: 'cancelled_by_user', reducedQuantity: '' } };
  return { uid: `event-${id}`, timestamp: atMs, event };
}

export function fillView({ orderId, clientId, instrument, side, quantity, price }: Fill, index: number): object {
  return {
    fill_id: `fill-${index}`,
    symbol: instrument,
    side,
    order_id: orderId,
    cliOrdId: clientId,
    size: Number(quantity),
    price: Number(price),
    fillTime: at(0),
    fillType: 'taker',
  };
}
