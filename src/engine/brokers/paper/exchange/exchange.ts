import { assertNever } from '../../../../shared/assert-never.ts';
import { type Decimal, decimal } from '../../../../shared/decimal.ts';
import { paperLimits } from '../limits.ts';
import { admit } from './admission.ts';
import type { Due } from './agenda.ts';
import { match } from './matching.ts';
import { tickMs } from './prices.ts';
import { type Account, finish, type Holding, register } from './state.ts';
import { type Instrument, isFinal, type Order, type OrderRequest, type Outcome } from './types.ts';

/**
 * The exchange is an account and the functions below, which change it. It has no clock: each command carries the venue's time,
 * and `advance` does everything that was due by then, in order, however often or rarely it is called. The same commands at the
 * same times on the same seed give the same ledger.
 */
export function advance(account: Account, toMs: number): void {
  const { header } = account;
  if (toMs <= header.nowMs) return;
  skipSleep(account, toMs);
  for (;;) {
    const nextMs = nextDueMs(account);
    if (nextMs === null || nextMs > toMs) break;
    step(account, nextMs);
  }
  header.nowMs = toMs;
}

/** When something happens by itself next, null when nothing does: with no open order the venue sleeps. */
export function nextDueMs(account: Account): number | null {
  if (account.open.size === 0) return null;
  const tickAtMs = (Math.floor(account.header.nowMs / tickMs) + 1) * tickMs;
  return Math.min(tickAtMs, account.agenda.nextMs() ?? tickAtMs);
}

/** Takes the order in; with no latency it has traded, or rests, when this returns. */
export function submit(account: Account, request: OrderRequest): Outcome<Order> {
  const admitted = admit(account, request);
  if (!admitted.ok) return admitted;
  const { header, conditions } = account;
  const order: Order = {
    ...request,
    seq: header.nextSeq,
    quantity: admitted.value,
    filledQuantity: '0',
    filledValue: '0',
    averagePrice: null,
    status: 'pending_new',
    triggered: false,
    acceptedAtMs: header.nowMs,
    landsAtMs: header.nowMs + conditions.orderLatencyMs,
    cancelAtMs: null,
    nextFillAtMs: null,
    words: '',
  };
  header.nextSeq += 1;
  register(account, order);
  account.changes.header = true;
  account.changes.orders.add(order);
  if (conditions.orderLatencyMs === 0) step(account, header.nowMs);
  return { ok: true, value: order };
}

/**
 * Begins to cancel: the order can still fill until `cancelLatencyMs` have passed, and for ever when `stuck`. Asking again
 * gives a stuck one its time; it never delays one that is under way.
 */
export function cancel(account: Account, id: string, stuck: boolean): Outcome<Order> {
  const order = account.orders.get(id);
  if (!order) return { ok: false, refusal: { code: 'unknown_order', words: `there is no order ${id}` } };
  if (isFinal(order)) {
    return { ok: false, refusal: { code: 'not_cancellable', words: `order ${id} is ${order.status} already` } };
  }
  order.status = 'pending_cancel';
  account.changes.orders.add(order);
  if (!stuck && order.cancelAtMs === null) {
    order.cancelAtMs = account.header.nowMs + Math.max(1, account.conditions.cancelLatencyMs);
    account.agenda.add({ atMs: order.cancelAtMs, order, what: 'cancel' });
  }
  return { ok: true, value: order };
}

/** Moves every price at once, and lets the resting orders react; refused where prices would lose their meaning. */
export function shock(account: Account, fraction: Decimal): Outcome<null> {
  const level = decimal.times(account.header.level, decimal.plus('1', fraction));
  if (decimal.compare(level, paperLimits.levelMin) < 0 || decimal.compare(level, paperLimits.levelMax) > 0) {
    return {
      ok: false,
      refusal: { code: 'bad_request', words: `prices would be ${level} times what they began with` },
    };
  }
  account.header.level = decimal.round(level, 12);
  account.changes.header = true;
  matchAll(account);
  return { ok: true, value: null };
}

/** Pays in, or out where the amount is negative. No profit and no loss: `transfers` keeps the sum. Only cash can be paid out. */
export function transfer(account: Account, amount: Decimal): Outcome<null> {
  const { header, changes } = account;
  const cash = decimal.plus(header.cash, amount);
  if (decimal.sign(amount) < 0 && decimal.sign(cash) < 0) {
    return { ok: false, refusal: { code: 'insufficient_funds', words: `there is ${header.cash} in cash` } };
  }
  header.cash = cash;
  header.transfers = decimal.plus(header.transfers, amount);
  changes.header = true;
  return { ok: true, value: null };
}

/** What a venue may change about a market while it trades. */
export type MarketChange = Partial<Pick<Instrument, 'open' | 'minQuantity' | 'limitOnly' | 'priceBand'>>;

/** Opens or closes a market, or moves its rules, as venues do; orders that waited for the opening trade at once. */
export function setMarket(account: Account, holding: Holding, change: MarketChange): void {
  holding.instrument = { ...holding.instrument, ...change };
  account.changes.holdings.add(holding);
  matchAll(account);
}

function step(account: Account, atMs: number): void {
  const { header } = account;
  const isTick = Math.floor(atMs / tickMs) > Math.floor(header.nowMs / tickMs);
  header.nowMs = atMs;
  if (isTick) matchAll(account);
  for (let due = account.agenda.take(atMs); due; due = account.agenda.take(atMs)) perform(account, due);
}

function perform(account: Account, due: Due): void {
  const { order } = due;
  if (isFinal(order)) return;
  switch (due.what) {
    case 'land':
      order.landsAtMs = null;
      if (order.status === 'pending_new') order.status = 'open';
      account.changes.orders.add(order);
      match(account, order);
      return;
    case 'cancel':
      finish(account, order, 'cancelled', '');
      return;
    case 'fill':
      match(account, order);
      return;
    default:
      assertNever(due.what);
  }
}

function matchAll(account: Account): void {
  for (const order of account.open) match(account, order);
}

/** After a long sleep the prices in between are not looked at, as a venue that was down would not have. */
function skipSleep(account: Account, toMs: number): void {
  const fromMs = toMs - paperLimits.catchUpMs;
  if (account.header.nowMs >= fromMs) return;
  for (let nextMs = account.agenda.nextMs(); nextMs !== null && nextMs < fromMs; nextMs = account.agenda.nextMs()) {
    step(account, nextMs);
  }
  account.header.nowMs = fromMs;
}
