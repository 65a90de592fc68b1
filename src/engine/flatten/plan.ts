import type { Side } from '../../shared/api/state.ts';
import { assertNever } from '../../shared/assert-never.ts';
import { type Decimal, decimal } from '../../shared/decimal.ts';
import type { Broker, OpenBook, OpenOrder, Position } from '../brokers/broker.ts';
import { closeOrderId, killOrderPrefix } from './client-order-id.ts';
import { type FlattenLimits, retryDelayMs } from './limits.ts';
import { type Limit, nextLimit } from './pricing.ts';
import { type CancelTrack, type CloseTrack, isUncertain } from './tracks.ts';

/** What a pass is decided on: one reading of the account, and what we have already asked for. Times are monotonic. */
export interface PassView {
  killId: string;
  nowMs: number;
  engagedMs: number;
  book: OpenBook;
  /** The book is a part of the account: what it does not show may be open all the same. */
  isPart: boolean;
  /** When the reading was begun: it tells the truth about everything that was settled before then, and about nothing later. */
  readStartedMs: number;
  throughZero: Broker['throughZero'];
  cancels: ReadonlyMap<string, CancelTrack>;
  closes: ReadonlyMap<string, CloseTrack>;
  limits: FlattenLimits;
}

export interface PlannedClose {
  symbol: string;
  side: Side;
  quantity: Decimal;
  attempt: number;
  clientOrderId: string;
  /** null: a market order. */
  limit: Limit | null;
}

export interface Pass {
  /** Orders for the venue's bulk call; empty when there is nothing for it. */
  cancelInBulk: OpenOrder[];
  cancels: OpenOrder[];
  closes: PlannedClose[];
  /** Closes whose fate has to be asked for, by instrument. */
  lookUps: CloseTrack[];
  /** Nothing is open, nothing is under way, and the reading is younger than everything that we did. */
  clean: boolean;
}

/** What to do now for one broker. Pure: the same view gives the same pass. */
export function planPass(view: PassView): Pass {
  const own = killOrderPrefix(view.killId);
  const ordersBySymbol = Map.groupBy(view.book.orders, (order) => order.symbol);
  const toCancel = view.book.orders.filter((order) => wantsCancel(order, own, view));
  const fresh = toCancel.filter((order) => !view.cancels.has(order.id));
  const held = new Set(view.book.positions.map(({ symbol }) => symbol));
  const inBulk = fresh.length >= 2 && !areClosesUnderWay(own, held, view) ? fresh : [];
  const closes: PlannedClose[] = [];
  for (const position of view.book.positions) {
    const close = planClose(position, ordersBySymbol.get(position.symbol) ?? [], own, view);
    if (close) closes.push(close);
  }
  return {
    cancelInBulk: inBulk,
    cancels: inBulk.length > 0 ? toCancel.filter((order) => view.cancels.has(order.id)) : toCancel,
    closes,
    lookUps: [...view.closes.values()].filter((track) => wantsLookUp(track, held, ordersBySymbol, view)),
    clean: isClean(view),
  };
}

/** The bulk call would take our own closes with it, also those of an earlier life: those that rest, and those that may. */
function areClosesUnderWay(own: string, held: ReadonlySet<string>, view: PassView): boolean {
  const isShown = (track: CloseTrack) => isFreshFor(track, view) && (!view.isPart || held.has(track.symbol));
  const mayRest = (track: CloseTrack) => isUncertain(track) || (track.state === 'working' && !isShown(track));
  return view.book.orders.some((order) => isOwn(order, own)) || [...view.closes.values()].some(mayRest);
}

function isClean({ book, readStartedMs, engagedMs, closes, cancels }: PassView): boolean {
  if (book.orders.length > 0 || book.positions.length > 0 || readStartedMs < engagedMs) return false;
  for (const track of closes.values()) if (isUncertain(track) || track.changedMs > readStartedMs) return false;
  for (const track of cancels.values())
    if (track.state === 'in_flight' || track.changedMs > readStartedMs) return false;
  return true;
}

function wantsCancel(order: OpenOrder, own: string, view: PassView): boolean {
  if (isOwn(order, own) && !isStuck(order, view)) return false;
  const track = view.cancels.get(order.id);
  if (!track) return true;
  if (track.state === 'in_flight') return false;
  return view.nowMs >= track.notBeforeMs && view.readStartedMs >= track.changedMs;
}

/** A close of ours that rests is left alone for a while; then it stands in the way of the next one, unless it waits for the open. */
function isStuck(order: OpenOrder, { closes, nowMs, engagedMs, limits }: PassView): boolean {
  if (order.queued !== undefined) return false;
  const track = closes.get(order.symbol);
  const sinceMs = track?.clientOrderId === order.clientOrderId && track ? track.changedMs : engagedMs;
  return nowMs - sinceMs > limits.closePatienceMs;
}

function planClose(position: Position, orders: OpenOrder[], own: string, view: PassView): PlannedClose | null {
  const track = view.closes.get(position.symbol);
  const attempt = nextAttempt(track, orders, own, view);
  if (attempt === null) return null;
  const side: Side = decimal.sign(position.quantity) > 0 ? 'sell' : 'buy';
  const quantity = closeQuantity(position, side, orders, view);
  if (quantity === null) return null;
  const { symbol } = position;
  const limit = nextLimit(position, side, track, view.limits);
  return { symbol, side, quantity, attempt, clientOrderId: closeOrderId(view.killId, symbol, attempt), limit };
}

/** Which close of this instrument may go out now; null while none may. */
function nextAttempt(track: CloseTrack | undefined, orders: OpenOrder[], own: string, view: PassView): number | null {
  if (!track) return mayBegin(orders, view) ? 1 : null;
  const settled = isFreshFor(track, view) && !orders.some((order) => isOwn(order, own));
  switch (track.state) {
    case 'in_flight':
    case 'unanswered':
    case 'looking_up':
      return null;
    case 'absent':
      // The same id, so that the venue refuses the second of the two should the first one still arrive.
      return settled ? track.attempt : null;
    case 'working':
      // Gone from the list and yet something is left: where the venue keeps us from crossing zero, that is reason enough for the
      // next close; elsewhere its fate is asked for first (`wantsLookUp`).
      return settled && view.throughZero === 'refused' && hasPaused(track, view) ? track.attempt + 1 : null;
    case 'done':
      return settled && hasPaused(track, view) ? track.attempt + 1 : null;
    case 'refused':
      return settled && view.nowMs >= track.notBeforeMs ? track.attempt + 1 : null;
    default:
      return assertNever(track.state);
  }
}

/** An order that was taken and then came to nothing is tried again at once; one that comes to nothing again and again, ever later. */
function hasPaused({ tries, changedMs }: CloseTrack, { nowMs, limits }: PassView): boolean {
  return tries <= 1 || nowMs >= changedMs + retryDelayMs(tries - 1, limits);
}

/** Orders on the instrument hold its quantity at many venues, so they go first; for a while, because a cancel may never come. */
function mayBegin(orders: OpenOrder[], { nowMs, engagedMs, limits }: PassView): boolean {
  return orders.length === 0 || nowMs - engagedMs >= limits.heldPatienceMs;
}

/**
 * How much to close. Where the venue itself forbids going through zero, all that the last reading shows; elsewhere what a reading
 * made after the kill shows, less what other orders may still take from it. null when nothing may be closed yet.
 */
function closeQuantity(position: Position, side: Side, orders: OpenOrder[], view: PassView): Decimal | null {
  const held = decimal.abs(position.quantity);
  if (view.throughZero === 'refused') return held;
  if (view.readStartedMs < view.engagedMs) return null;
  const pending = orders.filter((order) => order.side === side).map((order) => order.quantity);
  const left = pending.reduce(decimal.minus, held);
  return decimal.sign(left) > 0 ? left : null;
}

function isFreshFor(track: CloseTrack, view: PassView): boolean {
  return view.readStartedMs >= track.changedMs;
}

function isOwn(order: OpenOrder, own: string): boolean {
  return order.clientOrderId?.startsWith(own) === true;
}

function wantsLookUp(
  track: CloseTrack,
  held: ReadonlySet<string>,
  orders: Map<string, OpenOrder[]>,
  view: PassView,
): boolean {
  if (track.state === 'unanswered') return view.nowMs >= track.notBeforeMs;
  // A close that has left the list together with its position has done its work: asking would cost a request for each.
  if (!held.has(track.symbol)) return false;
  if (track.state !== 'working' || view.throughZero === 'refused' || !isFreshFor(track, view)) return false;
  return !(orders.get(track.symbol) ?? []).some((order) => order.clientOrderId === track.clientOrderId);
}
