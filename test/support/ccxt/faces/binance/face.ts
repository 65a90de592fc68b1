import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Core } from '../../core/core.ts';
import { Refused } from '../../core/refused.ts';
import type { Order, OrderRequest } from '../../core/types.ts';
import type { Face, FaceRequest, Route } from '../../face.ts';
import { binanceInstruments, perpetualId } from './instruments.ts';
import { binanceRefusal } from './refusals.ts';
import * as views from './views.ts';

/** Spot (`/api/v3`) and USDⓈ-M futures (`/fapi`) after Binance's documentation of both, as far as a client of this kind needs them. */
export const binanceFace: Face = {
  instruments: binanceInstruments,
  settings: { idsAreFreeAfterwards: true, reduceOnlyIsShared: true },
  authenticate,
  refusal: binanceRefusal,
  limits: {
    spot: { perWindow: 6_000, windowMs: 60_000 },
    futures: { perWindow: 2_400, windowMs: 60_000 },
  },
  weigh,
  tooMany: (retryAfterMs, isBanned) => ({
    status: isBanned ? 418 : 429,
    body: { code: -1003, msg: isBanned ? 'Way too many requests; IP banned until later.' : 'Too many requests.' },
    headers: { 'Retry-After': String(Math.ceil(retryAfterMs / 1_000)) },
  }),
  headers: ({ used }) => ({ 'X-MBX-USED-WEIGHT-1M': String(used) }),
  routes: [
    open('GET', '/api/v3/ping', () => ({})),
    open('GET', '/api/v3/time', (core) => ({ serverTime: core.nowMs() })),
    open('GET', '/api/v3/exchangeInfo', (core) => ({
      symbols: listed(core, 'spot').map((each) => views.spotSymbol(each, core)),
    })),
    open('GET', '/api/v3/ticker/24hr', (_core, { params }) => tickers(params.symbols)),
    signed('GET', '/api/v3/account', (core) => views.spotAccount(core)),
    signed('GET', '/api/v3/openOrders', (core, { params }) => spotOrders(core, params.symbol).map(views.spotOrder)),
    signed('DELETE', '/api/v3/openOrders', cancelSpot),
    signed('POST', '/api/v3/order', (core, { params }) => views.spotOrder(core.place(spotRequest(params)))),
    signed('GET', '/api/v3/order', (core, { params }) => views.spotOrder(find(core, params.symbol, params))),
    signed('DELETE', '/api/v3/order', (core, { params }) =>
      views.spotOrder(core.cancel(find(core, params.symbol, params))),
    ),
    signed('GET', '/sapi/v1/account/apiRestrictions', (core) => restrictions(core)),
    open('GET', '/fapi/v1/ping', () => ({})),
    open('GET', '/fapi/v1/time', (core) => ({ serverTime: core.nowMs() })),
    open('GET', '/fapi/v1/exchangeInfo', (core) => ({
      symbols: listed(core, 'linear').map((each) => views.futuresSymbol(each, core)),
    })),
    signed('GET', '/fapi/v3/account', (core) => views.futuresAccount(core)),
    signed('GET', '/fapi/v3/positionRisk', (core) => views.positionRisk(core)),
    signed('GET', '/fapi/v1/positionSide/dual', (core) => ({ dualSidePosition: core.settings.hedge })),
    signed('GET', '/fapi/v1/openOrders', (core, { params }) =>
      futuresOrders(core, 'plain', params).map(views.futuresOrder),
    ),
    signed('GET', '/fapi/v1/openAlgoOrders', (core, { params }) =>
      futuresOrders(core, 'conditional', params).map(views.algoOrder),
    ),
    signed('DELETE', '/fapi/v1/allOpenOrders', (core, request) => cancelFutures(core, 'plain', request)),
    signed('DELETE', '/fapi/v1/algoOpenOrders', (core, request) => cancelFutures(core, 'conditional', request)),
    signed('POST', '/fapi/v1/order', (core, { params }) => views.futuresOrder(core.place(futuresRequest(params)))),
    signed('GET', '/fapi/v1/order', (core, { params }) =>
      views.futuresOrder(find(core, perpetualId(params.symbol), params, 'plain')),
    ),
    signed('DELETE', '/fapi/v1/order', (core, { params }) =>
      views.futuresOrder(core.cancel(find(core, perpetualId(params.symbol), params, 'plain'))),
    ),
    signed('DELETE', '/fapi/v1/algoOrder', (core, { params }) => {
      const { id, clientId } = core.cancel(algoOrder(core, params));
      return { algoId: Number(id), clientAlgoId: clientId, code: '200', msg: 'success' };
    }),
  ],
};

type Answer = Route['answer'];
type Params = FaceRequest['params'];

function open(method: Route['method'], path: string, answer: Answer): Route {
  return { method, path: new RegExp(`^${path}$`), signed: false, answer };
}

function signed(method: Route['method'], path: string, answer: Answer): Route {
  return { method, path: new RegExp(`^${path}$`), signed: true, answer };
}

function ofKind(kind: 'spot' | 'linear') {
  return binanceInstruments.filter((instrument) => instrument.kind === kind);
}

function listed({ settings }: Core, kind: 'spot' | 'linear') {
  return ofKind(kind).filter(({ id }) => !settings.unlisted.includes(id));
}

/** HMAC-SHA256 over the query and then the body, without the signature itself; hexadecimal. */
function authenticate({ headers, rawQuery, rawBody, params }: FaceRequest, core: Core): void {
  const { key, secret, receiveWindowMs } = core.settings;
  if (headers['x-mbx-apikey'] !== key) throw new Refused('bad_key');
  const payload = `${rawQuery}${rawBody}`.replace(/&?signature=\w+$/, '');
  const wanted = createHmac('sha256', secret).update(payload).digest();
  const given = Buffer.from(params.signature ?? '', 'hex');
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) throw new Refused('bad_signature');
  const ageMs = core.nowMs() - Number(params.timestamp);
  const windowMs = Math.min(receiveWindowMs, Number(params.recvWindow ?? 5_000));
  if (!(ageMs > -1_000 && ageMs <= windowMs)) throw new Refused('stale_timestamp');
}

/** Weights of the documentation, for the calls where they are not 1. */
function weigh({ method, path, params }: FaceRequest): { limit: string; weight: number } {
  const limit = path.startsWith('/fapi') ? 'futures' : 'spot';
  const all = params.symbol === undefined;
  const weights: Record<string, number> = {
    'GET /api/v3/openOrders': all ? 80 : 6,
    'GET /api/v3/account': 20,
    'GET /api/v3/order': 4,
    'GET /api/v3/exchangeInfo': 20,
    'GET /api/v3/ticker/24hr': tickerWeight(params.symbols),
    'GET /fapi/v1/openOrders': all ? 40 : 1,
    'GET /fapi/v1/openAlgoOrders': all ? 40 : 1,
    'GET /fapi/v3/account': 5,
    'GET /fapi/v3/positionRisk': 5,
    'GET /fapi/v1/positionSide/dual': 30,
  };
  return { limit, weight: weights[`${method} ${path}`] ?? 1 };
}

function tickerWeight(symbols: string | undefined): number {
  const count = symbols === undefined ? Number.POSITIVE_INFINITY : (JSON.parse(symbols) as string[]).length;
  if (count <= 20) return 2;
  return count <= 100 ? 40 : 80;
}

function tickers(symbols: string | undefined): object[] {
  const wanted = symbols === undefined ? null : (JSON.parse(symbols) as string[]);
  return ofKind('spot')
    .filter(({ id }) => wanted === null || wanted.includes(id))
    .map(({ id, price }) => ({
      symbol: id,
      lastPrice: price,
      bidPrice: price,
      bidQty: '1',
      askPrice: price,
      askQty: '1',
      volume: '1000',
    }));
}

function restrictions({ settings: { canTrade, canWithdraw } }: Core): object {
  return {
    ipRestrict: false,
    createTime: 1_700_000_000_000,
    enableReading: true,
    enableSpotAndMarginTrading: canTrade,
    enableFutures: canTrade,
    enableWithdrawals: canWithdraw,
  };
}

/** The list of open orders has the spot ones that wait for a trigger too. */
function spotOrders(core: Core, symbol: string | undefined): Order[] {
  return core.live({ instrument: symbol }).filter(({ instrument }) => core.instrument(instrument).kind === 'spot');
}

function futuresOrders(core: Core, ofClass: Order['class'], { symbol }: Params): Order[] {
  const listed = core.live({ instrument: perpetualId(symbol), class: ofClass });
  return listed.filter(({ instrument }) => core.instrument(instrument).kind === 'linear');
}

function cancelSpot(core: Core, { params }: FaceRequest): object[] {
  const symbol = core.instrument(params.symbol).id;
  const orders = spotOrders(core, symbol).filter(({ status }) => status === 'open');
  if (orders.length === 0) throw new Refused('order_gone');
  return orders.map((order) => views.spotOrder(core.cancel(order)));
}

function cancelFutures(core: Core, ofClass: Order['class'], { params }: FaceRequest): object {
  core.instrument(perpetualId(params.symbol));
  for (const order of futuresOrders(core, ofClass, params)) if (order.status === 'open') core.cancel(order);
  return { code: 200, msg: 'The operation of cancel all open order is done.' };
}

function find(core: Core, instrument: string | undefined, params: Params, ofClass?: Order['class']): Order {
  core.instrument(instrument);
  const { orderId, origClientOrderId } = params;
  const order = orderId === undefined ? core.byClientId(origClientOrderId) : core.orders.get(orderId);
  const isHere = order?.instrument === instrument && (ofClass === undefined || order?.class === ofClass);
  if (!order || !isHere) throw new Refused('order_gone');
  return order;
}

function algoOrder(core: Core, { algoId, clientAlgoId }: Params): Order {
  const order = algoId === undefined ? core.byClientId(clientAlgoId) : core.orders.get(algoId);
  if (order?.class !== 'conditional') throw new Refused('order_gone');
  return order;
}

function spotRequest(params: Params): OrderRequest {
  const type = views.typeOf('spot', params.type);
  if (!type) throw new Refused('bad_request');
  return { ...orderRequest(params), instrument: params.symbol ?? '', type };
}

/** Since the end of 2025 conditional orders have an endpoint of their own; this one refuses them (−4120). */
function futuresRequest(params: Params): OrderRequest {
  const type = views.typeOf('futures', params.type);
  if (type !== 'market' && type !== 'limit') throw new Refused('bad_request');
  return { ...orderRequest(params), instrument: perpetualId(params.symbol) ?? '', type };
}

function orderRequest(params: Params): Omit<OrderRequest, 'instrument' | 'type'> {
  const { side, quantity, price, stopPrice, newClientOrderId, timeInForce, reduceOnly, positionSide } = params;
  if (newClientOrderId !== undefined && !/^[.A-Z:/a-z0-9_-]{1,36}$/.test(newClientOrderId)) {
    throw new Refused('bad_client_id');
  }
  return {
    side: side === 'BUY' ? 'buy' : 'sell',
    quantity: quantity ?? '0',
    reduceOnly: reduceOnly === 'true',
    leg: views.legOf(positionSide),
    immediateOrCancel: timeInForce === 'IOC',
    ...(price !== undefined && { price }),
    ...(stopPrice !== undefined && { trigger: stopPrice }),
    ...(newClientOrderId !== undefined && { clientId: newClientOrderId }),
  };
}
