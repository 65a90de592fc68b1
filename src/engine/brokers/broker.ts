import type { Side } from '../../shared/api/state.ts';
import type { Decimal } from '../../shared/decimal.ts';

/** A resting or pending order of any class, as the venue lists it. */
export interface OpenOrder {
  id: string;
  clientOrderId: string | null;
  symbol: string;
  type: string;
  side: Side;
  /** What is left unfilled. */
  quantity: Decimal;
  /** The venue keeps it until a market opens, in words for people: resting like this it is not stuck. Left out otherwise. */
  queued?: string;
}

export interface Position {
  symbol: string;
  /** Negative when short; never zero. */
  quantity: Decimal;
  lastPrice: Decimal | null;
}

/** One reading of everything that must be zero: every class of order, every position. */
export interface Book {
  /** null while the venue does not tell it, which keeps no kill from what is open. */
  equity: Decimal | null;
  currency: string | null;
  /** Why `equity`, and whatever else comes with it, is not told; left out while it is. */
  moneyTrouble?: string;
  positions: Position[];
  orders: OpenOrder[];
  /**
   * Everything ever paid in, less everything ever paid out, from the same answer as `equity`: a transfer that shows in one and not
   * yet in the other would look like a gain or a loss. Left out by a venue that does not tell.
   */
  netTransfers?: Decimal;
  /** The venue's margin call in its own words; null while there is none; left out by a venue that does not tell. */
  marginCall?: string | null;
  /** Why the venue keeps the account from trading, in its own words; null while it does not; left out by one that does not tell. */
  blocked?: string | null;
}

/** What is open, without the money. */
export type OpenBook = Pick<Book, 'positions' | 'orders'>;

/**
 * One reading of an account. `part`: where not all of it could be read, what could, of each instrument both its position and its orders:
 * a kill acts on it, and nothing else believes it.
 */
export type BookRead = { ok: true; value: Book } | { ok: false; words: string; retryAfterMs?: number; part?: OpenBook };

/** One price that a venue quotes. Prices are as they came: whether they make sense is for the reader to judge. */
export interface Quote {
  symbol: string;
  bid: number | null;
  ask: number | null;
  last: number | null;
  /** Wall clock of the venue, milliseconds since 1970. */
  atMs: number;
  /** Whether its market is open: a closed one owes no fresh price. */
  open: boolean;
}

/** `nowMs`: the venue's own time, so that the age of a quote does not depend on how well two clocks agree. */
export interface Quotes {
  nowMs: number;
  quotes: Quote[];
}

/**
 * What a venue said to a command. `refused.because` is the closed list that the flatten acts on; `words` are the venue's own,
 * for people. `unanswered` means that it may have landed all the same: never to be repeated under another client id.
 */
export type Answer =
  | { kind: 'accepted'; orderId: string | null; words: string }
  | {
      kind: 'refused';
      because: RefusalCause;
      words: string;
      retryAfterMs?: number;
      /** With `price_band`: the furthest price that the venue takes on this side now; left out where it names none. */
      priceLimit?: Decimal;
    }
  | { kind: 'unanswered'; words: string };

export type RefusalCause =
  /** The quantity is held by another order. */
  | 'held'
  /** Below the venue's minimum. */
  | 'dust'
  | 'market_closed'
  /** The venue is open and takes no market orders now: a limit order might do. */
  | 'market_orders_refused'
  /** The price of the order, or the one that a market order might get, is too far from the market. */
  | 'price_band'
  | 'rate_limited'
  /** This client order id is already placed: fetch it. */
  | 'duplicate'
  /** The order or position is not there (any more). */
  | 'gone'
  | 'other';

export type Read<T> = { ok: true; value: T } | { ok: false; words: string; retryAfterMs?: number };

/** What became of an order that we placed. */
export interface OrderReport {
  clientOrderId: string;
  symbol: string;
  status: 'working' | 'filled' | 'cancelled' | 'rejected';
  filledQuantity: Decimal;
  averagePrice: Decimal | null;
}

export interface CloseCommand {
  symbol: string;
  side: Side;
  quantity: Decimal;
  /** Derived from the kill, so that a second engine or a second life can't close twice. */
  clientOrderId: string;
  /**
   * Left out: a market order. Otherwise a limit order at this price, meant to trade at once; the adapter brings it to the venue's
   * tick by `towardsMarket`. It is given only after the venue has refused a market order for its kind or its price.
   */
  limitPrice?: Decimal;
}

/** One thing that a broker has found out about its keys, its settings or its venue: a line of the preflight. */
export interface BrokerFinding {
  /** Which thing, unique within the broker: `permissions`, `clock`, `market`. */
  about: string;
  status: 'pass' | 'warn' | 'fail';
  sentence: string;
  /** Empty when it passes. */
  nextAction: string;
}

/**
 * One account at one venue. Methods never throw for what a venue or a network does: trouble is a value. Each call has a time
 * limit of its own, so that a hanging venue costs only itself.
 */
export interface Broker {
  readonly name: string;
  readonly kind: string;
  readonly paper: boolean;
  /**
   * `refused`: the venue itself forbids that a close goes through zero (reduce-only), so sizes of the last reading may be acted
   * on at once. `possible`: closes wait for a fresh reading.
   */
  readonly throughZero: 'refused' | 'possible';
  /** The least time between two readings while holding, so that reading keeps to its share of the venue's budget. */
  readonly readIntervalMs: number;

  /**
   * A kill is at work here: what the venue's budget holds back for one may be spent, by the reading too that its first close waits for.
   * Said anew before each reading while it lasts. Left out by a venue without such a budget.
   */
  noteKill?(): void;
  /** Opens and warms connections. May be called again; trouble shows in the readings. */
  open(): Promise<void>;
  read(): Promise<BookRead>;
  /** The prices of what the account trades, at most once in `readIntervalMs`; left out by a venue that quotes none. */
  readQuotes?(): Promise<Read<Quotes>>;
  /** The venue's bulk call for orders of every class. */
  cancelAll(): Promise<Answer>;
  cancel(order: OpenOrder): Promise<Answer>;
  close(command: CloseCommand): Promise<Answer>;
  /**
   * An order of ours by its client id, terminal or not; `value: null` when the venue has never seen it. Many venues look it up
   * within one instrument alone, so that is said too: the one of its `CloseCommand`.
   */
  findOrder(clientOrderId: string, symbol: string): Promise<Read<OrderReport | null>>;
  /** Looks at permissions, clocks and market hours for the preflight; left out by a venue that has none. */
  check?(): Promise<BrokerFinding[]>;
  dispose(): Promise<void>;
}

/** A broker whose prices a person may move (paper alone). */
export interface Shockable {
  shock(fraction: number): Promise<Read<null>>;
}
