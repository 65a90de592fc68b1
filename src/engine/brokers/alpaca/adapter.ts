import { assertNever } from '../../../shared/assert-never.ts';
import type { Clock } from '../../clock.ts';
import type { Answer, Broker, CloseCommand, OrderReport, Read, RefusalCause } from '../broker.ts';
import { towardsMarket } from '../tick.ts';
import { type AlpacaApi, type AlpacaKeys, alpacaApi, type Reply, unread } from './api.ts';
import { reportOf } from './book.ts';
import { BulkClose } from './bulk-close.ts';
import { checkAccount } from './checks.ts';
import { alpacaLimits } from './limits.ts';
import { Market } from './market.ts';
import { Reader } from './reader.ts';
import { cancelRefusal, closeRefusal, ordersNamedIn } from './refusals.ts';
import { cryptoTick, stockTick } from './ticks.ts';
import { CancelledAnswer, OrderAnswer, type RefusalAnswer } from './wire.ts';

export interface AlpacaOptions {
  name: string;
  paper: boolean;
  /** Alpaca's own host of the account's kind, or what stands in its place. */
  baseUrl: string;
  keys: AlpacaKeys;
  clock: Clock;
}

const hosts = { paper: 'https://paper-api.alpaca.markets', live: 'https://api.alpaca.markets' } as const;

export function alpacaHost(paper: boolean): string {
  return paper ? hosts.paper : hosts.live;
}

/**
 * An account at Alpaca, by its trading API.
 *
 * A close is an order with our own client id and not `DELETE /v2/positions/…`, which takes none: it could neither be looked up when
 * its answer is lost, nor be told from a stranger's. `throughZero` is `possible`, because the API promises no reduce-only. A second
 * fence stands at the venue all the same: it keeps what open orders hold, and with `position_intent` it refuses to open.
 */
export function createAlpacaBroker({ name, paper, baseUrl, keys, clock }: AlpacaOptions): Broker {
  const market = new Market(clock);
  const api = alpacaApi({ baseUrl, keys, clock, onClock: (answer) => market.learn(answer) });
  const placedFor = new Map<string, string>();
  const placed = (orderId: string, clientOrderId: string) => {
    if (placedFor.size >= alpacaLimits.placedOrders) placedFor.clear();
    placedFor.set(orderId, clientOrderId);
  };
  const bulk = new BulkClose(api, placed);
  const reader = new Reader({ api, clock, market, placedFor });

  return {
    name,
    kind: 'alpaca',
    paper,
    throughZero: 'possible',
    readIntervalMs: alpacaLimits.readIntervalMs,
    open: () => api.warm(alpacaLimits.warmSocketsMin),

    async read() {
      const book = await reader.read();
      if (book.ok) void api.warm(book.value.positions.length + 2);
      return book;
    },

    noteKill() {
      api.budget.noteKill();
      reader.lookAgain();
    },

    async cancelAll() {
      const reply = await api.ask('bulk', { method: 'DELETE', path: '/v2/orders', answer: CancelledAnswer });
      return answerTo(reply, (cancelled) => ({ orderId: null, words: cancelledWords(cancelled) }), cancelRefusal);
    },

    async cancel({ id }) {
      const path = `/v2/orders/${encodeURIComponent(id)}`;
      const reply = await api.ask('cancel', { method: 'DELETE', path, answer: null });
      return answerTo(reply, () => ({ orderId: id, words: 'cancel requested' }), cancelRefusal);
    },

    async close(command) {
      const reply = await api.ask('close', closeCall(command, reader.isCrypto(command.symbol)));
      const instead = reply.kind === 'refused' ? await bulk.closeInstead(command, reply.refusal) : null;
      if (instead) return instead;
      if (reply.kind === 'refused') reader.name(ordersNamedIn(reply.refusal));
      const answer = answerTo(reply, accepted, closeRefusal);
      if (answer.kind !== 'refused') return answer;
      if (answer.because === 'dust') return liquidate(api, command, placed, answer);
      return answer.because === 'rate_limited' ? bulk.join(command, answer) : answer;
    },

    findOrder: (clientOrderId) => findOrder(api, placedFor, clientOrderId),
    check: () => checkAccount({ api, clock, market, paper }),

    async dispose() {
      reader.dispose();
      api.dispose();
    },
  };
}

function closeCall({ symbol, side, quantity, clientOrderId, limitPrice }: CloseCommand, isCrypto: boolean) {
  const tickOf = isCrypto ? cryptoTick : stockTick;
  const priced =
    limitPrice === undefined
      ? { type: 'market' }
      : { type: 'limit', limit_price: towardsMarket(limitPrice, tickOf(limitPrice), side) };
  const order = { symbol, side, qty: quantity, ...priced, client_order_id: clientOrderId };
  // Crypto knows no `day`, and can't be sold short, so that there is nothing to be fenced off.
  const body = isCrypto
    ? { ...order, time_in_force: 'gtc' }
    : { ...order, time_in_force: 'day', position_intent: side === 'sell' ? 'sell_to_close' : 'buy_to_close' };
  return { method: 'POST', path: '/v2/orders', body, answer: OrderAnswer } as const;
}

/**
 * What is too small for an order may still be small enough for the venue's own liquidation of the position. It is bounded by the
 * position; its order bears the venue's id, which is kept so that the order is known as ours.
 */
async function liquidate(
  api: AlpacaApi,
  { symbol, clientOrderId }: CloseCommand,
  placed: (orderId: string, clientOrderId: string) => void,
  dust: Answer,
): Promise<Answer> {
  const path = `/v2/positions/${encodeURIComponent(symbol)}`;
  const reply = await api.ask('close', { method: 'DELETE', path, answer: OrderAnswer });
  if (reply.kind === 'answer') placed(reply.value.id, clientOrderId);
  return reply.kind === 'answer' || reply.kind === 'silence' ? answerTo(reply, accepted, closeRefusal) : dust;
}

async function findOrder(
  api: AlpacaApi,
  placedFor: ReadonlyMap<string, string>,
  clientOrderId: string,
): Promise<Read<OrderReport | null>> {
  const [placed] = [...placedFor].find(([, ours]) => ours === clientOrderId) ?? [];
  const path =
    placed === undefined
      ? `/v2/orders:by_client_order_id?client_order_id=${encodeURIComponent(clientOrderId)}`
      : `/v2/orders/${encodeURIComponent(placed)}`;
  const reply = await api.ask('look_up', { method: 'GET', path, answer: OrderAnswer });
  if (reply.kind === 'answer') return { ok: true, value: reportOf(reply.value, clientOrderId) };
  return reply.kind === 'refused' && reply.status === 404 ? { ok: true, value: null } : unread(reply);
}

function accepted({ id, status }: OrderAnswer): { orderId: string; words: string } {
  return { orderId: id, words: status };
}

/** The orders whose cancel was not taken are named; the next readings show them, and each is then cancelled by itself. */
function cancelledWords(cancelled: readonly { id: string; status: number }[]): string {
  const failed = cancelled.filter(({ status }) => status >= 300);
  const words = `cancelling ${cancelled.length - failed.length} of ${cancelled.length} orders`;
  const named = failed.slice(0, 3).map(({ id, status }) => `${id}: ${status}`);
  return failed.length === 0 ? words : `${words}; not taken: ${named.join(', ')}${failed.length > 3 ? ', …' : ''}`;
}

function answerTo<T>(
  reply: Reply<T>,
  success: (value: T) => { orderId: string | null; words: string },
  causeOf: (status: number, refusal: RefusalAnswer) => RefusalCause,
): Answer {
  switch (reply.kind) {
    case 'answer':
      return { kind: 'accepted', ...success(reply.value) };
    case 'refused':
      return { kind: 'refused', because: causeOf(reply.status, reply.refusal), words: reply.words };
    case 'limited':
      return { kind: 'refused', because: 'rate_limited', words: reply.words, retryAfterMs: reply.retryAfterMs };
    case 'silence':
      return { kind: 'unanswered', words: reply.words };
    case 'unsent':
      return { kind: 'refused', because: 'other', words: reply.words };
    default:
      return assertNever(reply);
  }
}
