import { createHash, createHmac } from 'node:crypto';
import type { Core } from '../../core/core.ts';
import { Refused } from '../../core/refused.ts';
import type { Reason } from '../../core/types.ts';
import type { Face, FaceAnswer, FaceRequest } from '../../face.ts';
import { krakenInstruments } from './instruments.ts';
import { krakenRoutes } from './routes.ts';

/** Numbers that requests have carried: none may come twice, and none that is further behind than the key's window. */
const nonces = new Set<number>();
let highest = 0;
const nonceWindow = 10_000;

/** Kraken's REST API: the wallet and margin positions. */
export const krakenFace: Face = {
  instruments: krakenInstruments,
  // A client id is unique among open orders; what is more than a margin position is cut off.
  settings: { idsAreFreeAfterwards: true, reduceOnlyExcess: 'cut' },
  routes: krakenRoutes,
  authenticate,
  refusal: ({ reason }) => wrong(errors[reason]),
  limits: {
    // A counter that falls by one in two seconds.
    calls: { perWindow: 20, windowMs: 40_000 },
    trading: { perWindow: 125, windowMs: 5_000 },
    public: { perWindow: 1_000, windowMs: 1_000 },
  },
  weigh({ path }) {
    if (/\/(AddOrder|CancelOrder)$/.test(path)) return { limit: 'trading', weight: 1 };
    return path.startsWith('/0/private/') ? { limit: 'calls', weight: 1 } : { limit: 'public', weight: 1 };
  },
  tooMany: (_retryAfterMs, isBanned) => wrong(isBanned ? 'EGeneral:Temporary lockout' : 'EAPI:Rate limit exceeded'),
};

/** HMAC-SHA512 in base64 over the path and the SHA-256 of the nonce and what was sent. */
function authenticate({ headers, path, rawBody, params }: FaceRequest, { settings }: Core): void {
  if (headers['api-key'] !== settings.key) throw new Refused('bad_key');
  const nonce = params.nonce ?? '';
  const digest = createHash('sha256').update(`${nonce}${rawBody}`).digest();
  const text = Buffer.concat([Buffer.from(path), digest]);
  const expected = createHmac('sha512', Buffer.from(settings.secret, 'base64')).update(text).digest('base64');
  if (headers['api-sign'] !== expected) throw new Refused('bad_signature');
  const number = Number(nonce);
  if (nonces.has(number) || number < highest - nonceWindow) throw new Refused('stale_timestamp');
  nonces.add(number);
  highest = Math.max(highest, number);
}

/** Everything is said with 200. */
function wrong(error: string): FaceAnswer {
  return { status: 200, body: { error: [error] } };
}

const errors: Readonly<Record<Reason, string>> = {
  unknown_instrument: 'EQuery:Unknown asset pair',
  bad_request: 'EGeneral:Invalid arguments',
  bad_client_id: 'EGeneral:Invalid arguments:cl_ord_id',
  duplicate_client_id: 'EOrder:cl_ord_id already in use',
  below_minimum: 'EGeneral:Invalid arguments:volume minimum not met',
  below_notional: 'EOrder:Cost minimum not met',
  above_maximum: 'EOrder:Invalid volume',
  insufficient_balance: 'EOrder:Insufficient funds',
  nothing_to_reduce: 'EOrder:Reduce only:No position exists',
  reduced_already: 'EOrder:Reduce only:No position exists',
  wrong_position_side: 'EGeneral:Invalid arguments',
  reduce_only_in_hedge: 'EGeneral:Invalid arguments',
  market_closed: 'EService:Market in cancel_only mode',
  no_market_orders: 'EService:Market in limit_only mode',
  price_band: 'EOrder:Invalid price',
  order_gone: 'EOrder:Unknown order',
  trading_forbidden: 'EGeneral:Permission denied',
  bad_key: 'EAPI:Invalid key',
  bad_signature: 'EAPI:Invalid signature',
  stale_timestamp: 'EAPI:Invalid nonce',
};
