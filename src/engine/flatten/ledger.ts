import type { FlattenProgress, Outcome, Residual } from '../../shared/api/state.ts';
import { type Decimal, decimal } from '../../shared/decimal.ts';
import type { Book, OpenBook, OpenOrder, Position } from '../brokers/broker.ts';
import { type CancelTrack, type CloseTrack, isUncertain } from './tracks.ts';

/** Everything that was ever seen open in this kill at one broker, so that totals never shrink. */
export interface Ledger {
  orders: Map<string, OpenOrder>;
  instruments: Map<string, Position>;
  /** How many orders were gone for so long that they are only counted. */
  forgotten: number;
}

export function emptyLedger(): Ledger {
  return { orders: new Map(), instruments: new Map(), forgotten: 0 };
}

/** Enters what a reading shows; our own closes are not orders to be cancelled and don't count. Answers whether any of it is new. */
export function enterBook(ledger: Ledger, book: OpenBook, ownPrefix: string): boolean {
  const before = ledger.orders.size + ledger.instruments.size;
  for (const order of book.orders) {
    if (!order.clientOrderId?.startsWith(ownPrefix) && !ledger.orders.has(order.id)) ledger.orders.set(order.id, order);
  }
  for (const position of book.positions) {
    if (!ledger.instruments.has(position.symbol)) ledger.instruments.set(position.symbol, position);
  }
  return ledger.orders.size + ledger.instruments.size > before;
}

/**
 * Of orders that a reading begun at `readStartedMs` no longer shows, the latest `atMost` are remembered: a bot that goes on placing them
 * through a hold of days must not fill the memory. A cancel that may still change something is kept whatever its age.
 */
export function forgetGone(
  ledger: Ledger,
  cancels: Map<string, CancelTrack>,
  book: Book,
  readStartedMs: number,
  atMost: number,
): void {
  if (Math.max(ledger.orders.size, cancels.size) <= atMost) return;
  const open = new Set(book.orders.map(({ id }) => id));
  ledger.forgotten += forgetOldest(ledger.orders, atMost, (id) => !open.has(id));
  forgetOldest(cancels, atMost, (id, { state, changedMs }) => {
    return !open.has(id) && state !== 'in_flight' && changedMs <= readStartedMs;
  });
}

/** Answers how many. */
function forgetOldest<T>(entries: Map<string, T>, atMost: number, isOver: (id: string, entry: T) => boolean): number {
  const before = entries.size;
  for (const [id, entry] of entries) {
    if (entries.size <= atMost) break;
    if (isOver(id, entry)) entries.delete(id);
  }
  return before - entries.size;
}

/** Nothing is gone by a `part`, read after `book`: it only shows what is open. */
export function countProgress(
  ledger: Ledger,
  book: Book | null,
  part: OpenBook | null,
): Pick<FlattenProgress, 'cancelled' | 'cancelTotal' | 'closed' | 'closeTotal'> {
  const shown = [book, part].filter((each) => each !== null);
  const openOrders = new Set(shown.flatMap(({ orders }) => orders.map(({ id }) => id)));
  const openPositions = new Set(shown.flatMap(({ positions }) => positions.map(({ symbol }) => symbol)));
  const gone = (ids: Iterable<string>, open: Set<string>) => [...ids].filter((id) => !open.has(id)).length;
  return {
    cancelTotal: ledger.forgotten + ledger.orders.size,
    cancelled: book ? ledger.forgotten + gone(ledger.orders.keys(), openOrders) : 0,
    closeTotal: ledger.instruments.size,
    closed: book ? gone(ledger.instruments.keys(), openPositions) : 0,
  };
}

/**
 * The exact strings by which a reset accepts what is left (docs/api.md): a position, an order, an account that can't be read, a close
 * whose fate is not known.
 */
export const acceptName = {
  position: (broker: string, symbol: string, quantity: Decimal) => `${broker}/${symbol}@${quantity}`,
  order: (broker: string, order: OpenOrder) => `${broker}/${order.symbol}#${order.id}@${order.quantity}`,
  unread: (broker: string) => `${broker}/*@unknown`,
  uncertain: (broker: string, symbol: string) => `${broker}/${symbol}@unknown`,
};

/** What stands for a whole account that nobody can read: never nothing, which would look flat. */
export function unreadResidual(broker: string, words: string): Residual {
  return { broker, symbol: '*', quantity: null, outcome: 'unknown', words, accept: acceptName.unread(broker) };
}

/** What is left in an account, each with the venue's last word on it. */
export function residualsOf(
  broker: string,
  book: Book,
  cancels: ReadonlyMap<string, CancelTrack>,
  closes: ReadonlyMap<string, CloseTrack>,
): Residual[] {
  const positions = book.positions.map(({ symbol, quantity }): Residual => {
    const track = closes.get(symbol);
    const queued = book.orders.find((order) => order.symbol === symbol && reduces(order, quantity))?.queued;
    const outcome = queued === undefined ? outcomeOf(track) : 'pending_open';
    const words = queued ?? track?.words ?? 'no close has been placed yet';
    return { broker, symbol, quantity, outcome, words, accept: acceptName.position(broker, symbol, quantity) };
  });
  const orders = book.orders.map((order): Residual => {
    const track = cancels.get(order.id);
    const { symbol, quantity, id, queued } = order;
    const accept = acceptName.order(broker, order);
    const outcome = queued === undefined ? 'failed' : 'pending_open';
    const words = queued ?? track?.words ?? 'still open';
    return { broker, symbol, quantity, orderId: id, outcome, words, accept };
  });
  return [...positions, ...uncertainCloses(broker, book, closes), ...orders];
}

/** Closes that may still land at the venue although their position is gone: until that is known, nobody may call it the end. */
function uncertainCloses(broker: string, book: Book, closes: ReadonlyMap<string, CloseTrack>): Residual[] {
  const held = new Set(book.positions.map(({ symbol }) => symbol));
  const uncertain = [...closes.values()].filter((track) => isUncertain(track) && !held.has(track.symbol));
  return uncertain.map(({ symbol, words }) => {
    return { broker, symbol, quantity: null, outcome: 'unknown', words, accept: acceptName.uncertain(broker, symbol) };
  });
}

function reduces({ side }: OpenOrder, position: Decimal): boolean {
  return side === (decimal.sign(position) > 0 ? 'sell' : 'buy');
}

/** What to call a position that is still there. Never `flat`: that is the venue's to say, by not listing it any more. */
export function outcomeOf(track: CloseTrack | undefined): Exclude<Outcome, 'flat'> {
  if (!track) return 'failed';
  if (track.because === 'market_closed') return 'pending_open';
  if (track.because === 'dust') return 'dust';
  if (track.state === 'unanswered' || track.state === 'looking_up') return 'unknown';
  // A retry under way does not unsay the refusal before it.
  if (track.state === 'in_flight') return track.because === null ? 'unknown' : 'failed';
  if (track.state === 'working') return 'pending_open';
  return 'failed';
}
