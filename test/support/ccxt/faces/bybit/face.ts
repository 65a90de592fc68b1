import { createHmac } from 'node:crypto';
import type { Core } from '../../core/core.ts';
import { Refused } from '../../core/refused.ts';
import type { Reason } from '../../core/types.ts';
import type { Face, FaceAnswer, FaceRequest } from '../../face.ts';
import { bybitInstruments } from './instruments.ts';
import { bybitRoutes, said } from './routes.ts';

/** Bybit's API v5 on a unified account. */
export const bybitFace: Face = {
  instruments: bybitInstruments,
  // An `orderLinkId` is used once; a reduce-only order over more than the position is cut down to it.
  // Whoever asks too often of one call is refused; a ban is for an address, which asks too often of all together.
  settings: {
    idsAreFreeAfterwards: false,
    reduceOnlyExcess: 'cut',
    reduceOnlyWithLeg: true,
    receiveWindowMs: 5_000,
    banMs: 0,
  },
  routes: bybitRoutes,
  authenticate,
  refusal,
  limits: {
    'create futures': { perWindow: 10, windowMs: 1_000 },
    'create spot': { perWindow: 20, windowMs: 1_000 },
    'cancel futures': { perWindow: 10, windowMs: 1_000 },
    'cancel spot': { perWindow: 20, windowMs: 1_000 },
    'cancel-all futures': { perWindow: 10, windowMs: 1_000 },
    'cancel-all spot': { perWindow: 20, windowMs: 1_000 },
    realtime: { perWindow: 50, windowMs: 1_000 },
    history: { perWindow: 50, windowMs: 1_000 },
    'position/list': { perWindow: 50, windowMs: 1_000 },
    'wallet-balance': { perWindow: 50, windowMs: 1_000 },
    address: { perWindow: 600, windowMs: 5_000 },
  },
  weigh({ path, params }) {
    const product = params.category === 'spot' ? 'spot' : 'futures';
    const [, trade] = /^\/v5\/order\/(create|cancel|cancel-all)$/.exec(path) ?? [];
    if (trade !== undefined) return { limit: `${trade} ${product}`, weight: 1 };
    const [, read] = /(realtime|history|position\/list|wallet-balance)$/.exec(path) ?? [];
    return { limit: read ?? 'address', weight: 1 };
  },
  tooMany(retryAfterMs, isBanned): FaceAnswer {
    if (isBanned) return { status: 403, body: 'access too frequent' };
    const headers = { 'X-Bapi-Limit-Status': '0', 'X-Bapi-Limit-Reset-Timestamp': String(Date.now() + retryAfterMs) };
    return { status: 200, body: wrong(10_006, 'Too many visits. Exceeded the API Rate Limit.'), headers };
  },
};

/** HMAC-SHA256 in hex over timestamp, key, window and what was sent; the window reaches a second ahead of the venue's clock. */
function authenticate({ headers, method, rawQuery, rawBody }: FaceRequest, core: Core): void {
  const { key, secret } = core.settings;
  const [timestamp, window] = [headers['x-bapi-timestamp'] ?? '', headers['x-bapi-recv-window'] ?? '5000'];
  if (headers['x-bapi-api-key'] !== key) throw new Refused('bad_key');
  const text = `${timestamp}${key}${window}${method === 'GET' ? rawQuery : rawBody}`;
  const expected = createHmac('sha256', secret).update(text).digest('hex');
  if (headers['x-bapi-sign'] !== expected) throw new Refused('bad_signature');
  const ageMs = core.nowMs() - Number(timestamp);
  if (ageMs > Number(window) || ageMs <= -1_000) throw new Refused('stale_timestamp');
}

function refusal({ reason, detail }: Refused, { params }: FaceRequest): FaceAnswer {
  const words = params.category === 'spot' ? { ...futures, ...spot } : futures;
  const [code, message] = words[reason];
  const bound = detail.bound ?? '';
  if (reason === 'price_band' && params.side === 'Sell') {
    const spotWords = `Sell order price cannot be lower than ${bound}.`;
    const futuresWords = `Order price cannot be smaller than ${bound}, the price limitation`;
    return said(params.category === 'spot' ? wrong(170_194, spotWords) : wrong(110_120, futuresWords));
  }
  return said(wrong(code, message.replace('%s', bound)));
}

function wrong(retCode: number, retMsg: string): object {
  return { retCode, retMsg, result: {}, retExtInfo: {}, time: Date.now() };
}

type Words = readonly [code: number, message: string];

const futures: Record<Reason, Words> = {
  unknown_instrument: [10_001, 'params error: symbol invalid'],
  bad_request: [10_001, 'Request parameter error.'],
  bad_client_id: [10_001, 'OrderLinkId is invalid'],
  duplicate_client_id: [110_072, 'OrderLinkedID is duplicate'],
  below_minimum: [10_001, 'The number of contracts exceeds minimum limit allowed'],
  below_notional: [110_094, 'Order does not meet minimum order value 5USDT'],
  above_maximum: [10_001, 'The number of contracts exceeds maximum limit allowed: too large'],
  insufficient_balance: [110_007, 'ab not enough for new order'],
  nothing_to_reduce: [110_017, 'current position is zero, cannot fix reduce-only order qty'],
  reduced_already: [110_017, 'orderQty will be truncated to zero.'],
  wrong_position_side: [10_001, 'position idx not match position mode'],
  reduce_only_in_hedge: [10_001, 'Request parameter error.'],
  market_closed: [110_074, 'This contract is not live'],
  no_market_orders: [110_098, 'Only Good-Till-Canceled (GTC) orders are supported during Call Auction.'],
  price_band: [110_121, 'Order price cannot be higher than %s, the price limitation'],
  order_gone: [110_001, 'order not exists or too late to cancel'],
  trading_forbidden: [10_005, 'Permission denied, please check your API key permissions.'],
  bad_key: [10_003, 'API key is invalid.'],
  bad_signature: [10_004, 'Error sign, please check your signature generation algorithm.'],
  stale_timestamp: [10_002, 'invalid request, please check your server timestamp or recv_window param.'],
};

const spot: Partial<Record<Reason, Words>> = {
  unknown_instrument: [170_121, 'Invalid symbol.'],
  duplicate_client_id: [170_141, 'Duplicate clientOrderId.'],
  below_minimum: [170_136, 'Order quantity lower than the minimum.'],
  below_notional: [170_140, 'Order value exceeded lower limit.'],
  above_maximum: [170_135, 'Order quantity exceeded upper limit.'],
  insufficient_balance: [170_131, 'Insufficient balance.'],
  market_closed: [170_151, 'The trading pair is not open yet.'],
  no_market_orders: [
    170_159,
    'Market Order is not supported within the first 5 minutes of newly launched pairs due to risk control.',
  ],
  price_band: [170_193, 'Buy order price cannot be higher than %s.'],
  order_gone: [170_213, 'Order does not exist.'],
};
