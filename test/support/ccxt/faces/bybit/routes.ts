import type { Core } from '../../core/core.ts';
import { isLive } from '../../core/live.ts';
import { Refused } from '../../core/refused.ts';
import type { Instrument, Order, OrderType, Settings } from '../../core/types.ts';
import type { FaceAnswer, FaceRequest, Route } from '../../face.ts';
import { type Category, categoryOf, instrumentOf, symbolOf } from './instruments.ts';
import {
  instrumentView,
  legOfIndex,
  type OrderKind,
  orderKindOf,
  orderView,
  positionView,
  tickerView,
  walletView,
} from './views.ts';

/** Bybit says everything with 200 and a `retCode`. */
export function said(body: object): FaceAnswer {
  return { status: 200, body };
}

function right(result: object): object {
  return { retCode: 0, retMsg: 'OK', result, retExtInfo: {}, time: Date.now() };
}

type Params = FaceRequest['params'];

type Answer = Route['answer'];
const ask = (path: RegExp, answer: Answer): Route => ({ method: 'GET', path, signed: false, answer });
const read = (path: RegExp, answer: Answer): Route => ({ method: 'GET', path, signed: true, answer });
const order = (path: RegExp, answer: Answer): Route => ({ method: 'POST', path, signed: true, answer });

export const bybitRoutes: readonly Route[] = [
  ask(/^\/v5\/market\/time$/, (core) => {
    const nowMs = core.nowMs();
    const result = { timeSecond: String(Math.floor(nowMs / 1_000)), timeNano: `${nowMs}000000` };
    return { ...right(result), time: nowMs };
  }),
  ask(/^\/v5\/market\/instruments-info$/, (core, { params: { category = '', status } }) => {
    const list = status === 'PreLaunch' ? [] : inCategory(core, category).map((each) => instrumentView(each, core));
    return right({ category, list, nextPageCursor: '' });
  }),
  ask(/^\/v5\/market\/tickers$/, (core, { params: { category = '', symbol } }) => {
    const instruments = inCategory(core, category).filter(({ id }) => !symbol || symbolOf(id) === symbol);
    return right({ category, list: instruments.map(tickerView) });
  }),
  read(/^\/v5\/account\/wallet-balance$/, (core, { params: { accountType } }) => {
    if (accountType !== 'UNIFIED') throw new Refused('bad_request');
    return right({ list: [walletView(core)] });
  }),
  read(/^\/v5\/user\/query-api$/, ({ settings }) => right(keyView(settings))),
  read(/^\/v5\/position\/list$/, positionList),
  read(/^\/v5\/order\/realtime$/, (core, { params }) => orderList(core, params, ordersNow(core, params))),
  read(/^\/v5\/order\/history$/, (core, { params }) => {
    const over = [...core.orders.values()].filter((each) => !isLive(each));
    return orderList(core, params, over.filter(byId(params)));
  }),
  order(/^\/v5\/order\/create$/, create),
  order(/^\/v5\/order\/cancel$/, cancel),
  order(/^\/v5\/order\/cancel-all$/, cancelAll),
];

function keyView({ canTrade, canWithdraw }: Settings): object {
  const trading = canTrade
    ? { ContractTrade: ['Order', 'Position'], Spot: ['SpotTrade'], Derivatives: ['DerivativesTrade'] }
    : { ContractTrade: [], Spot: [], Derivatives: [] };
  const permissions = { ...trading, Wallet: ['AccountTransfer', ...(canWithdraw ? ['Withdraw'] : [])] };
  return { id: '1', note: 'test', readOnly: canTrade ? 0 : 1, secret: '', permissions, ips: [], uta: 1 };
}

function positionList(core: Core, { params }: FaceRequest): object {
  const { category = '', symbol, settleCoin } = params;
  if (category === 'linear' && !symbol && !settleCoin) throw new Refused('bad_request');
  const held = core.holdings.positions().filter(({ instrument: id }) => {
    const { settle } = core.instrument(id);
    if (categoryOf(id) !== category) return false;
    return symbol ? symbolOf(id) === symbol : !settleCoin || settle === settleCoin;
  });
  const { items, cursor } = pageOf(held, ({ instrument, leg }) => `${instrument}-${leg}`, params, 200);
  return right({ category, list: items.map((each) => positionView(each, core)), nextPageCursor: cursor });
}

function inCategory(core: Core, category: string): Instrument[] {
  return [...core.instruments.values()].filter(({ id }) => categoryOf(id) === category);
}

const byId =
  ({ orderId, orderLinkId }: Params) =>
  (order: Order): boolean =>
    orderId ? order.id === orderId : !orderLinkId || order.clientId === orderLinkId;

/** Open orders; an id finds one that is over, too. */
function ordersNow(core: Core, params: Params): Order[] {
  if (params.orderId || params.orderLinkId) return [...core.orders.values()].filter(byId(params));
  const { category, symbol, settleCoin, baseCoin } = params;
  if (category === 'linear' && !symbol && !settleCoin && !baseCoin) throw new Refused('bad_request');
  return core.live().filter(({ instrument: id }) => {
    const { settle } = core.instrument(id);
    return symbol ? symbolOf(id) === symbol : !settleCoin || settle === settleCoin;
  });
}

function orderList(core: Core, params: Params, orders: Order[]): object {
  const { category = '', orderFilter } = params;
  const listed = orders
    .filter(({ instrument }) => categoryOf(instrument) === category)
    .filter((order) => !orderFilter || orderKindOf(order, core.instrument(order.instrument)) === orderFilter)
    .toReversed();
  const page = pageOf(listed, ({ id }) => id, params, 50);
  return right({ category, list: page.items.map((order) => orderView(order, core)), nextPageCursor: page.cursor });
}

/** 20 entries unless `limit` says otherwise. There is a cursor on every page that has an entry, also on the last one. */
function pageOf<T>(all: T[], keyOf: (item: T) => string, { limit, cursor }: Params, most: number) {
  const start = cursor ? all.findIndex((item) => keyOf(item) === cursor) + 1 : 0;
  const items = all.slice(start, start + Math.min(Number(limit ?? '20'), most));
  const last = items.at(-1);
  return { items, cursor: last ? keyOf(last) : '' };
}

function create(core: Core, { params }: FaceRequest): object {
  const instrument = instrumentOf(core, params.category, params.symbol);
  const { side, qty = '', price, triggerPrice, orderLinkId, timeInForce } = params;
  if (side !== 'Buy' && side !== 'Sell') throw new Refused('bad_request');
  if (orderLinkId !== undefined && !/^[\w-]{1,36}$/.test(orderLinkId)) throw new Refused('bad_client_id');
  // A market order to buy is over an amount of money unless it says otherwise.
  const isByValue = instrument.kind === 'spot' && params.orderType === 'Market' && side === 'Buy';
  if (isByValue && params.marketUnit !== 'baseCoin') throw new Refused('bad_request');
  const leg = instrument.kind === 'spot' ? 'net' : legOfIndex(params.positionIdx);
  const placed = core.place({
    instrument: instrument.id,
    side: side === 'Buy' ? 'buy' : 'sell',
    type: typeOf(params),
    quantity: qty,
    leg,
    reduceOnly: instrument.kind !== 'spot' && params.reduceOnly === 'true',
    immediateOrCancel: timeInForce === 'IOC',
    borrows: params.isLeverage === '1',
    ...(price !== undefined && { price }),
    ...(triggerPrice !== undefined && { trigger: triggerPrice }),
    ...(orderLinkId !== undefined && { clientId: orderLinkId }),
  });
  return right({ orderId: placed.id, orderLinkId: orderLinkId ?? '' });
}

function typeOf({ orderType, triggerPrice, orderFilter }: Params): OrderType {
  const isLimit = orderType === 'Limit';
  if (triggerPrice === undefined) return isLimit ? 'limit' : 'market';
  if (orderFilter === 'tpslOrder') return isLimit ? 'take_profit_limit' : 'take_profit';
  return isLimit ? 'stop_limit' : 'stop';
}

function cancel(core: Core, { params }: FaceRequest): object {
  const instrument = instrumentOf(core, params.category, params.symbol);
  const { orderId, orderLinkId } = params;
  const found = orderId ? core.orders.get(orderId) : core.byClientId(orderLinkId);
  const isThere = found?.instrument === instrument.id;
  // A pair's conditional orders are found under their own filter alone.
  const isMeant = isThere && (instrument.kind !== 'spot' || orderKindOf(found, instrument) === filterOf(params));
  const cancelled = core.cancel(isMeant ? found : undefined);
  return right({ orderId: cancelled.id, orderLinkId: cancelled.clientId });
}

function filterOf({ orderFilter }: Params): OrderKind {
  return orderFilter === 'StopOrder' || orderFilter === 'tpslOrder' ? orderFilter : 'Order';
}

/** A pair's plain orders unless a filter says which; all of a category's by symbol, base or settle coin. */
function cancelAll(core: Core, { params }: FaceRequest): object {
  const { category = '', symbol, baseCoin, settleCoin, orderFilter } = params;
  if (category !== 'spot' && !symbol && !baseCoin && !settleCoin) throw new Refused('bad_request');
  const filter = category === 'spot' ? (orderFilter ?? 'Order') : orderFilter;
  const meant = core.live().filter((order) => {
    const instrument = core.instrument(order.instrument);
    const isInScope = isIn(instrument, { category: category as Category, symbol, baseCoin, settleCoin });
    return isInScope && order.status === 'open' && (!filter || orderKindOf(order, instrument) === filter);
  });
  const list = meant
    .map((order) => core.cancel(order))
    .map(({ id, clientId }) => ({ orderId: id, orderLinkId: clientId }));
  return right({ list, success: '1' });
}

interface Scope {
  category: Category;
  symbol: string | undefined;
  baseCoin: string | undefined;
  settleCoin: string | undefined;
}

function isIn({ id, base, settle }: Instrument, { category, symbol, baseCoin, settleCoin }: Scope): boolean {
  if (categoryOf(id) !== category) return false;
  if (symbol) return symbolOf(id) === symbol;
  if (baseCoin) return base === baseCoin;
  return !settleCoin || settle === settleCoin;
}
