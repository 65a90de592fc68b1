import { createHash, createHmac } from 'node:crypto';
import type { Core } from '../../core/core.ts';
import { Refused } from '../../core/refused.ts';
import type { Reason } from '../../core/types.ts';
import type { Face, FaceAnswer, FaceRequest } from '../../face.ts';
import { krakenfuturesInstruments } from './instruments.ts';
import { krakenfuturesRoutes } from './routes.ts';

const costs: readonly (readonly [RegExp, number])[] = [
  [/\/(sendorder|cancelorder)$/, 10],
  [/\/cancelallorders$/, 25],
  [/\/(accounts|openpositions|openorders|fills)$/, 2],
  [/\/orders\/status$/, 1],
];

/** Kraken's futures, REST v3. */
export const krakenfuturesFace: Face = {
  instruments: krakenfuturesInstruments,
  // What is more than the position is cut off; a client id is used once.
  settings: { reduceOnlyExcess: 'cut', idsAreFreeAfterwards: false },
  routes: krakenfuturesRoutes,
  authenticate,
  refusal,
  limits: {
    derivatives: { perWindow: 500, windowMs: 10_000 },
    history: { perWindow: 100, windowMs: 600_000 },
    public: { perWindow: 1_000, windowMs: 1_000 },
  },
  weigh({ path }) {
    if (path.startsWith('/api/history/')) return { limit: 'history', weight: 1 };
    const cost = costs.find(([pattern]) => pattern.test(path));
    return cost ? { limit: 'derivatives', weight: cost[1] } : { limit: 'public', weight: 1 };
  },
  tooMany(_retryAfterMs, isBanned): FaceAnswer {
    return isBanned ? { status: 429, body: 'Too Many Requests' } : wrong('apiLimitExceeded');
  },
};

/** HMAC-SHA512 in base64 over the SHA-256 of what was sent, the nonce if there is one, and the path without its first part. */
function authenticate({ headers, path, rawQuery, rawBody }: FaceRequest, { settings }: Core): void {
  if (headers.apikey !== settings.key) throw new Refused('bad_key');
  const endpoint = path.replace(/^\/derivatives/, '');
  const digest = createHash('sha256')
    .update(`${rawQuery}${rawBody}${headers.nonce ?? ''}${endpoint}`)
    .digest();
  const expected = createHmac('sha512', Buffer.from(settings.secret, 'base64')).update(digest).digest('base64');
  if (headers.authent !== expected) throw new Refused('bad_signature');
}

function refusal({ reason }: Refused, { path }: FaceRequest): FaceAnswer {
  const status = statuses[reason];
  if (status === undefined) return wrong(reason === 'unknown_instrument' ? 'contractNotFound' : errorOf(reason));
  const name = path.endsWith('/sendorder') ? 'sendStatus' : 'cancelStatus';
  const serverTime = new Date().toISOString();
  return { status: 200, body: { result: 'success', serverTime, [name]: { status, receivedTime: serverTime } } };
}

function errorOf(reason: Reason): string {
  return reason === 'bad_request' ? 'invalidArgument' : 'authenticationError';
}

function wrong(error: string): FaceAnswer {
  return { status: 200, body: { result: 'error', error, serverTime: new Date().toISOString() } };
}

/** An order that is not taken is a success of the call, with a status that says so. */
const statuses: Partial<Record<Reason, string>> = {
  bad_client_id: 'clientOrderIdTooLong',
  duplicate_client_id: 'clientOrderIdAlreadyExist',
  below_minimum: 'invalidSize',
  below_notional: 'invalidSize',
  insufficient_balance: 'insufficientAvailableFunds',
  nothing_to_reduce: 'wouldNotReducePosition',
  reduced_already: 'wouldNotReducePosition',
  market_closed: 'marketSuspended',
  no_market_orders: 'invalidOrderType',
  price_band: 'outsidePriceCollar',
  order_gone: 'notFound',
};
