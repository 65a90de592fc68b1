import { createHmac } from 'node:crypto';
import type { Core } from '../../core/core.ts';
import { Refused } from '../../core/refused.ts';
import type { Face, FaceAnswer, FaceRequest } from '../../face.ts';
import { okxInstruments } from './instruments.ts';
import { okxRoutes } from './routes.ts';
import { wordsOf } from './words.ts';

const perTwoSeconds = (perWindow: number) => ({ perWindow, windowMs: 2_000 });

/** OKX's API v5 on a trading account. */
export const okxFace: Face = {
  instruments: okxInstruments,
  // A `clOrdId` is taken again when its order is over; a reduce-only order over more than the position is refused whole. Whoever asks
  // too often is refused and not banned.
  settings: { idsAreFreeAfterwards: true, reduceOnlyExcess: 'refuse', receiveWindowMs: 30_000, banMs: 0 },
  routes: okxRoutes,
  authenticate,
  refusal,
  limits: {
    'orders-algo-pending': perTwoSeconds(20),
    'orders-pending': perTwoSeconds(60),
    positions: perTwoSeconds(10),
    balance: perTwoSeconds(10),
    config: perTwoSeconds(5),
    order: perTwoSeconds(60),
    'cancel-order': perTwoSeconds(60),
    'cancel-batch-orders': perTwoSeconds(300),
    'cancel-algos': perTwoSeconds(20),
    public: perTwoSeconds(40),
  },
  weigh({ path, json }) {
    const [, name = ''] = /\/(?:trade|account)\/([\w-]+)$/.exec(path) ?? [];
    // Batches count by their orders.
    return { limit: name in okxFace.limits ? name : 'public', weight: Array.isArray(json) ? json.length : 1 };
  },
  tooMany(): FaceAnswer {
    return { status: 429, body: wrong('50011', 'Too Many Requests') };
  },
};

/** HMAC-SHA256 in base64 over time, method, path and what was sent; the time may be off by 30 seconds. */
function authenticate({ headers, method, path, rawQuery, rawBody }: FaceRequest, core: Core): void {
  const { key, secret, password, receiveWindowMs } = core.settings;
  const timestamp = headers['ok-access-timestamp'] ?? '';
  if (headers['ok-access-key'] !== key) throw new Refused('bad_key');
  const query = rawQuery === '' ? '' : `?${rawQuery}`;
  const expected = createHmac('sha256', secret)
    .update(`${timestamp}${method}${path}${query}${rawBody}`)
    .digest('base64');
  const isSigned = headers['ok-access-sign'] === expected && headers['ok-access-passphrase'] === password;
  if (!isSigned) throw new Refused('bad_signature');
  if (Math.abs(core.nowMs() - Date.parse(timestamp)) > receiveWindowMs) throw new Refused('stale_timestamp');
}

/** Orders are refused in the row that asked for them; everything else as a whole. */
function refusal(refused: Refused, { path, method }: FaceRequest): FaceAnswer {
  const isLookedUp = refused.reason === 'order_gone' && method === 'GET';
  const [code, message] = isLookedUp ? ['51603', 'Order does not exist'] : wordsOf(refused);
  if (code.startsWith('501')) return { status: 401, body: wrong(code, message) };
  if (method === 'GET') return { status: 200, body: wrong(code, message) };
  const idName = path.endsWith('algos') ? 'algoId' : 'ordId';
  const row = { clOrdId: '', [idName]: '', tag: '', sCode: code, sMsg: message };
  return { status: 200, body: { code: '1', msg: 'All operations failed', data: [row] } };
}

function wrong(code: string, msg: string): object {
  return { code, msg, data: [] };
}
