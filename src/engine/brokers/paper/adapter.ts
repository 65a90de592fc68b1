import { join } from 'node:path';
import { assertNever } from '../../../shared/assert-never.ts';
import { type Decimal, decimal } from '../../../shared/decimal.ts';
import type { Clock } from '../../clock.ts';
import type {
  Answer,
  Book,
  Broker,
  OpenOrder,
  OrderReport,
  Position,
  Quote,
  Quotes,
  Read,
  RefusalCause,
  Shockable,
} from '../broker.ts';
import { towardsMarket } from '../tick.ts';
import { conditionsFor, openDesk } from './desk.ts';
import type { RefusalCode } from './exchange/types.ts';
import { httpVenue } from './http-venue.ts';
import { inProcessVenue } from './in-process-venue.ts';
import { paperLimits } from './limits.ts';
import type { OrderView, PaperAnswer, PositionView } from './routes.ts';
import { memoryStore, openStore } from './store.ts';
import type { PaperVenue, VenueReply } from './venue.ts';

/** The paper broker over a venue; `venue` is there for tests and the drill, which set faults on it. */
export type PaperBroker = Broker & Shockable & { readonly venue: PaperVenue };

/** A paper account at a venue in a process of its own (`scram paper serve`). */
export function createPaperBroker(options: { name: string; url: string }): PaperBroker {
  return brokerAt(options.name, httpVenue(options.url), paperLimits.readIntervalMs);
}

interface InProcessOptions {
  name: string;
  /** The folder of the account's file; null keeps it in memory, for a drill. */
  dataDir: string | null;
  clock: Clock;
  seed: number;
  /** Of a call and its answer, as a venue nearby would take. */
  roundTripMs?: number;
}

const nearbyMs = 20;

/** The demo account inside this process. A file that can't be used costs its memory of the account, not the account. */
export function createInProcessPaperBroker(options: InProcessOptions): PaperBroker {
  const { name, dataDir, clock, seed, roundTripMs = nearbyMs } = options;
  const opened = dataDir === null ? null : openStore(join(dataDir, paperFile(name)), clock.wallMs());
  const store = opened?.ok ? opened.store : memoryStore(opened?.why ?? null);
  const saved = opened?.ok ? opened.saved : null;
  const conditions = conditionsFor(roundTripMs, true);
  const venue = inProcessVenue(openDesk({ clock, store, saved, seed, plan: { kind: 'demo' }, conditions }));
  return brokerAt(name, venue, paperLimits.demoReadIntervalMs);
}

/** One file a broker; a name may hold what a file name may not. */
function paperFile(name: string): string {
  return `${encodeURIComponent(name)}.paper.db`;
}

function brokerAt(name: string, venue: PaperVenue, readIntervalMs: number): PaperBroker {
  let reduceOnly = false;
  let ticks: ReadonlyMap<string, Decimal> | null = null;

  /** Until the venue has said what it can do, the careful answer holds: an order might go through zero. */
  async function learnFacts(): Promise<Read<null>> {
    const facts = await venue.call('venue', {});
    if (facts.kind !== 'answer') return unread(facts);
    reduceOnly = facts.value.reduceOnly;
    ticks = new Map(facts.value.instruments.map(({ symbol, tickSize }) => [symbol, tickSize]));
    return { ok: true, value: null };
  }

  return {
    name,
    kind: 'paper',
    paper: true,
    readIntervalMs,
    venue,
    get throughZero() {
      return reduceOnly ? 'refused' : 'possible';
    },

    async open() {
      await learnFacts();
      await venue.warm(paperLimits.warmSocketsMin);
    },

    async read() {
      const learned = ticks === null ? await learnFacts() : null;
      if (learned && !learned.ok) return learned;
      const book = await readBook(venue);
      if (book.ok) void venue.warm(book.value.positions.length + book.value.orders.length + 2);
      return book;
    },

    readQuotes: () => readQuotes(venue),

    async cancelAll() {
      return answerTo(await venue.call('cancelAll', {}), ({ cancelling }) => ({
        orderId: null,
        words: `cancelling ${cancelling.length} orders`,
      }));
    },

    async cancel(order) {
      return answerTo(await venue.call('cancel', { id: order.id }), accepted);
    },

    async close({ symbol, side, quantity, clientOrderId, limitPrice }) {
      const order = { symbol, side, quantity, clientOrderId, reduceOnly };
      const tick = ticks?.get(symbol);
      const priced =
        limitPrice === undefined || tick === undefined
          ? ({ type: 'market' } as const)
          : ({ type: 'limit', limitPrice: towardsMarket(limitPrice, tick, side) } as const);
      return answerTo(await venue.call('submit', { ...order, ...priced }), accepted);
    },

    async findOrder(clientOrderId) {
      const reply = await venue.call('orderByClientId', { clientOrderId });
      if (reply.kind === 'answer') return { ok: true, value: reportOf(reply.value, clientOrderId) };
      return reply.kind === 'refused' && reply.code === 'unknown_order' ? { ok: true, value: null } : unread(reply);
    },

    async shock(fraction) {
      const reply = await venue.call('shock', { fraction });
      return reply.kind === 'answer' ? { ok: true, value: null } : unread(reply);
    },

    dispose: () => venue.dispose(),
  };
}

/**
 * Orders first, then positions: an order that fills in between has left the orders and is seen as a position. The other way
 * round it would be in neither, and the account would look flat.
 */
async function readBook(venue: PaperVenue): Promise<Read<Book>> {
  const orders = await venue.call('orders', {});
  if (orders.kind !== 'answer') return unread(orders);
  const [positions, account] = await Promise.all([venue.call('positions', {}), venue.call('account', {})]);
  if (positions.kind !== 'answer') return unread(positions);
  return {
    ok: true,
    value: {
      ...moneyOf(account),
      positions: positions.value.map(positionOf),
      orders: orders.value.map(openOrderOf),
    },
  };
}

function moneyOf(account: VenueReply<PaperAnswer<'account'>>): Omit<Book, 'positions' | 'orders'> {
  if (account.kind !== 'answer') return { equity: null, currency: null, moneyTrouble: account.words };
  const { equity, currency, netTransfers, marginCall, blocked } = account.value;
  return { equity, currency, netTransfers, marginCall, blocked };
}

/** The venue's time comes from its clock and not from the prices, so that prices which stand still grow old. */
async function readQuotes(venue: PaperVenue): Promise<Read<Quotes>> {
  const [quotes, clock] = await Promise.all([venue.call('quotes', {}), venue.call('clock', {})]);
  if (quotes.kind !== 'answer') return unread(quotes);
  if (clock.kind !== 'answer') return unread(clock);
  return { ok: true, value: { nowMs: Date.parse(clock.value.at), quotes: quotes.value.map(quoteOf) } };
}

function quoteOf({ symbol, bid, ask, last, at, open }: PaperAnswer<'quotes'>[number]): Quote {
  return { symbol, bid: Number(bid), ask: Number(ask), last: Number(last), atMs: Date.parse(at), open };
}

function positionOf({ symbol, quantity, lastPrice }: PositionView): Position {
  return { symbol, quantity, lastPrice };
}

function openOrderOf(order: OrderView): OpenOrder {
  const { id, clientOrderId, symbol, type, side, quantity, filledQuantity } = order;
  return { id, clientOrderId, symbol, type, side, quantity: decimal.minus(quantity, filledQuantity) };
}

const reportStatus: Record<OrderView['status'], OrderReport['status']> = {
  pending_new: 'working',
  open: 'working',
  pending_cancel: 'working',
  filled: 'filled',
  cancelled: 'cancelled',
};

function reportOf({ symbol, status, filledQuantity, averagePrice }: OrderView, clientOrderId: string): OrderReport {
  return { clientOrderId, symbol, status: reportStatus[status], filledQuantity, averagePrice };
}

const causeOf: Record<RefusalCode, RefusalCause> = {
  held: 'held',
  dust: 'dust',
  market_closed: 'market_closed',
  limit_only: 'market_orders_refused',
  price_band: 'price_band',
  blocked: 'other',
  rate_limited: 'rate_limited',
  duplicate: 'duplicate',
  no_position: 'gone',
  unknown_order: 'gone',
  not_cancellable: 'gone',
  unknown_symbol: 'other',
  insufficient_funds: 'other',
  step_size: 'other',
  tick_size: 'other',
  unsupported: 'other',
  full: 'other',
  bad_request: 'other',
  failed: 'other',
};

function accepted(order: PaperAnswer<'submit'>): { orderId: string; words: string } {
  return { orderId: order.id, words: order.status };
}

/** A venue that fails inside may have carried the command out: that is no refusal. */
function answerTo<T>(reply: VenueReply<T>, success: (value: T) => { orderId: string | null; words: string }): Answer {
  switch (reply.kind) {
    case 'answer':
      return { kind: 'accepted', ...success(reply.value) };
    case 'silence':
      return { kind: 'unanswered', words: reply.words };
    case 'unreached':
      return { kind: 'refused', because: 'other', words: reply.words };
    case 'refused': {
      const { code, words, kind, ...told } = reply;
      return code === 'failed' ? { kind: 'unanswered', words } : { ...told, kind, because: causeOf[code], words };
    }
    default:
      return assertNever(reply);
  }
}

function unread(reply: Exclude<VenueReply<unknown>, { kind: 'answer' }>): {
  ok: false;
  words: string;
  retryAfterMs?: number;
} {
  const retryAfterMs = reply.kind === 'refused' ? reply.retryAfterMs : undefined;
  return { ok: false, words: reply.words, ...(retryAfterMs !== undefined && { retryAfterMs }) };
}
