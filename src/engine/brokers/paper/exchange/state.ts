import { type Decimal, decimal } from '../../../../shared/decimal.ts';
import { Agenda } from './agenda.ts';
import { negated } from './digits.ts';
import { type Quote, quoteAt, tickMs } from './prices.ts';
import { type Conditions, type Fill, type Instrument, isFinal, type Order, orderId } from './types.ts';

/** What an account has in one instrument. */
export interface Holding {
  instrument: Instrument;
  /** Negative when short. */
  quantity: Decimal;
  /** What the open orders of each side still want to trade. */
  buying: Decimal;
  selling: Decimal;
}

/** The facts of an account that stand alone. */
export interface Header {
  seed: number;
  /** Venue time, milliseconds since 1970. Never goes back. */
  nowMs: number;
  cash: Decimal;
  /** Everything paid in since the account was opened, less everything paid out. */
  transfers: Decimal;
  /** Product of all shocks. */
  level: Decimal;
  nextSeq: number;
}

/** A whole account, as it is stored. */
export interface SavedAccount {
  header: Header;
  instruments: { instrument: Instrument; quantity: Decimal }[];
  orders: Order[];
  fills: Fill[];
}

/** What changed since it was last stored. */
export interface Changes {
  header: boolean;
  holdings: Set<Holding>;
  orders: Set<Order>;
  fills: Fill[];
}

export interface Account {
  header: Header;
  conditions: Conditions;
  holdings: Map<string, Holding>;
  /** Every order there ever was, by id. */
  orders: Map<string, Order>;
  byClientId: Map<string, Order>;
  open: Set<Order>;
  fills: Fill[];
  agenda: Agenda;
  changes: Changes;
  quotes: Map<string, { tick: number; level: Decimal; quote: Quote }>;
  valuation: Valuation;
}

/** What the holdings come to at one moment's prices, kept up to date holding by holding (`money.ts`). */
export interface Valuation {
  tick: number;
  level: Decimal;
  weights: Map<Holding, { value: Decimal; exposure: Decimal }>;
  value: Decimal;
  /** Of the positions alone, longs and shorts added up. */
  gross: Decimal;
  exposure: Decimal;
  /** Holdings that changed since they were weighed. */
  stale: Set<Holding>;
}

export function noChanges(): Changes {
  return { header: false, holdings: new Set(), orders: new Set(), fills: [] };
}

/** Builds the account in memory; what is open and due follows from the orders. */
export function restore(saved: SavedAccount, conditions: Conditions): Account {
  const account: Account = {
    header: { ...saved.header },
    conditions,
    holdings: new Map(),
    orders: new Map(),
    byClientId: new Map(),
    open: new Set(),
    fills: [...saved.fills],
    agenda: new Agenda(),
    changes: noChanges(),
    quotes: new Map(),
    valuation: { tick: -1, level: '0', weights: new Map(), value: '0', gross: '0', exposure: '0', stale: new Set() },
  };
  for (const { instrument, quantity } of saved.instruments) {
    account.holdings.set(instrument.symbol, { instrument, quantity, buying: '0', selling: '0' });
  }
  for (const order of saved.orders) register(account, order);
  return account;
}

/** Takes an order into every index; what it leaves open is held from here on. */
export function register(account: Account, order: Order): void {
  account.orders.set(orderId(order), order);
  if (order.clientOrderId !== null) account.byClientId.set(order.clientOrderId, order);
  if (isFinal(order)) return;
  account.open.add(order);
  reserve(account, order, remaining(order));
  schedule(account, order);
}

/** Puts what an order has to do into the agenda. */
function schedule(account: Account, order: Order): void {
  if (order.landsAtMs !== null) account.agenda.add({ atMs: order.landsAtMs, order, what: 'land' });
  if (order.cancelAtMs !== null) account.agenda.add({ atMs: order.cancelAtMs, order, what: 'cancel' });
  if (order.nextFillAtMs !== null) account.agenda.add({ atMs: order.nextFillAtMs, order, what: 'fill' });
}

/** Adds to what the open orders of one side want; `quantity` is negative to give it back. */
export function reserve(account: Account, order: Order, quantity: Decimal): void {
  const holding = holdingOf(account, order.symbol);
  if (order.side === 'buy') holding.buying = decimal.plus(holding.buying, quantity);
  else holding.selling = decimal.plus(holding.selling, quantity);
  account.valuation.stale.add(holding);
}

export function remaining(order: Order): Decimal {
  return order.filledQuantity === '0' ? order.quantity : decimal.minus(order.quantity, order.filledQuantity);
}

/** The holding of a symbol that is known to be listed. */
export function holdingOf(account: Account, symbol: string): Holding {
  const holding = account.holdings.get(symbol);
  if (!holding) throw new Error(`no instrument ${symbol}`);
  return holding;
}

/** The quote now; computed once a tick. */
export function quoteOf(account: Account, instrument: Instrument): Quote {
  const { seed, nowMs, level } = account.header;
  const tick = Math.floor(nowMs / tickMs);
  const known = account.quotes.get(instrument.symbol);
  if (known && known.tick === tick && known.level === level) return known.quote;
  const quote = quoteAt(instrument, seed, nowMs, level);
  account.quotes.set(instrument.symbol, { tick, level, quote });
  return quote;
}

/** Takes an order out of the market for good and gives back what it held. */
export function finish(account: Account, order: Order, status: 'filled' | 'cancelled', words: string): void {
  if (status === 'cancelled') reserve(account, order, negated(remaining(order)));
  order.status = status;
  order.words = words;
  order.landsAtMs = null;
  order.cancelAtMs = null;
  order.nextFillAtMs = null;
  account.open.delete(order);
  account.changes.orders.add(order);
}
