import type { Decimal } from '../../../../shared/decimal.ts';
import type { RefusalCause } from '../../broker.ts';
import type { CcxtBalances, CcxtExchange, CcxtMarket, CcxtOrder, CcxtPosition, Params } from '../library.ts';

/**
 * What Scram has to know of a venue beside what ccxt says of all: one table a venue, in a file of its own, and a line in `registry.ts`.
 *
 * How to write one:
 * 1. Read the venue's documentation, and then in ccxt's file of the venue which endpoint each unified call really uses, with which
 *    parameters. `has` flags are hints; `fetchOpenOrders` without parameters is often half of the orders.
 * 2. An account has **sections**: parts that are listed, traded and limited apart (spot; linear derivatives). For each say every class
 *    of order with the calls that list all of it, how the class is cancelled in bulk, what a holding is, and what a close needs so
 *    that it only reduces.
 * 3. Anything that can't be said with parameters is a small function of the exchange. It may throw ccxt's errors: the adapter turns
 *    them into values. It must make one request where it can, and none that is not declared in `weights`.
 * 4. Refusals: the venue's codes, as they stand in ccxt's message (which contains the venue's answer), to what the flatten acts on.
 * 5. Write the venue's face for the imitation (`test/support/ccxt/faces/<venue>.ts`) from its documentation, not from this table, a
 *    stage (`test/support/brokers/ccxt-<venue>-stage.ts`) with `test/engine/conformance-ccxt-<venue>.test.ts`, and a table for its random
 *    worlds (`test/support/brokers/<venue>-world.ts`) with `test/engine/property-<venue>.test.ts`.
 *
 * A section's name is what the configuration calls it (`"markets": ["spot", "swap"]`).
 */
export interface Venue {
  /** ccxt's id of the exchange. */
  readonly exchange: string;
  /** Options for ccxt's instance (its constructor's `options`): default types, warnings that would throw, extra requests turned off. */
  readonly options: Params;
  /** Its sandbox is what ccxt calls demo trading, where the other one has gone or covers less; left out: ccxt's sandbox. */
  readonly sandboxIsDemo?: boolean;
  /** Secrets that the venue wants beside `key` and `secret`. */
  readonly needsPassword: boolean;
  readonly sections: Readonly<Record<string, Section>>;
  /** The names of the sections that are taken when the configuration names none. */
  readonly defaultSections: readonly string[];
  /**
   * The client order id in the venue's form and length, derived from ours alone, so that two engines arrive at the same one; use
   * `hashedId` or `uuidId` of `client-ids.ts`.
   */
  clientId(ours: string): string;
  /**
   * The first that matches decides. What none matches is judged by the class of ccxt's error (`errors.ts`). `silence`: the venue says
   * itself that the command may have been carried out.
   */
  readonly refusals: readonly (readonly [RegExp, RefusalCause | 'silence'])[];
  /**
   * How long to wait after a request that was one too many, where the answer's `Retry-After` does not say: by the venue's words, which
   * are empty when only the status is known. Left out: a guess for all venues. Milliseconds.
   */
  pauseMs?(words: string): number;
  /**
   * The venue's words for a ban of the machine's address, which every further request may make longer. Left out where the status
   * tells it: 418 and 429 pause all that is at their host.
   */
  readonly ban?: RegExp;
  /** Finds the price that a refusal as `price_band` names, in its first group. Left out where the venue names none. */
  readonly priceLimit?: RegExp;
  /**
   * Whether an answer has the shape that the venue documents, for the lists that a reading is made of: ccxt makes an empty list of
   * almost anything, and an empty account is a claim. `path` is that of the request. Answers of other calls are not judged: true.
   */
  isWhole(path: string, answer: unknown): boolean;
  /** Finds out what calls depend on, such as the mode of the account, whenever the markets are loaded. */
  begin?(exchange: CcxtExchange): Promise<void>;
  /** What the key may do in these sections. Left out where the venue does not tell. */
  permissions?(exchange: CcxtExchange, sections: readonly string[]): Promise<Permissions>;
  /** How the venue says what is left of its budget, in its answers' headers (names in lower case). Left out where it does not. */
  readonly allowance?: (header: (name: string) => string | undefined) => Allowance | null;
}

/** null: the venue does not tell. */
export interface Permissions {
  canTrade: boolean | null;
  canWithdraw: boolean | null;
}

/** What an answer tells of the venue's own count of a section's budget, in a window that begins with each full one of the clock. */
export interface Allowance {
  used: number;
  /** Left out: the limit of the table. */
  limit?: number;
}

export interface Section {
  /** Whether a market of ccxt's is traded in this section. */
  trades(market: CcxtMarket): boolean;
  /** Added to the symbols of a section that trades what another one trades too, such as ` margin`; '' otherwise. */
  readonly mark: string;
  readonly budget: BudgetRule;
  /** That of readings, where the venue counts lists apart from commands; left out: `budget`. */
  readonly listBudget?: BudgetRule;
  readonly weights: Weights;
  /** Every class of order that can rest here. Together they must show all that lives. */
  readonly orders: readonly OrderClass[];
  readonly holdings: Balances | Positions;
  /** The venue promises that an order with these parameters never goes through zero. */
  readonly reduceOnly: boolean;
  closeParams(close: { clientId: string; leg: Leg; exchange: CcxtExchange }): Params;
  /** Parameters that make a limit order fill at once or go, beside those of `closeParams`. */
  readonly immediateOrCancel: Params;
  /** An order by its client id, alive or over, as ccxt writes orders; throws ccxt's `OrderNotFound`, or null, when there is none. */
  find(exchange: CcxtExchange, order: WantedOrder): Promise<unknown>;
  /** Parameters of `fetchTime`; null: this section has no clock of its own. */
  readonly clock: Params | null;
  /** An address that costs next to nothing, to keep connections open; from ccxt's `urls.api`. null: none is known. */
  ping(urls: UrlOf): string | null;
}

/** One of ccxt's `urls.api`, by its name (`fapiPublic`, `rest`). */
export type UrlOf = (name: string) => string;

/** Sections that share one limit at the venue share one object. The window slides. */
export interface BudgetRule {
  /** Requests, or whatever the venue counts, in `windowMs`. A leaky bucket of `max` that loses `rate` a second: `max` in `max / rate`. */
  readonly perWindow: number;
  readonly windowMs: number;
}

/** What calls cost of the budget, in the venue's own unit. */
export interface Weights {
  /** Everything that one reading of this section asks for: all classes of order, holdings, money. */
  readonly reading: number;
  /** One request of a bulk cancel. */
  readonly cancelAll: number;
  readonly cancel: number;
  readonly close: number;
  readonly find: number;
  /** `fetchTickers` of what is held, where holdings are balances. */
  readonly prices: number;
  /** One call to `ping`; left out: 1. */
  readonly ping?: number;
}

/** One class of order: plain, conditional, algo. */
export interface OrderClass {
  /** For people, and to tell the classes apart: `plain`, `conditional`. One word. */
  readonly name: string;
  /** Parameters of one `fetchOpenOrders(undefined, …)` each; together the whole account (by settle coin where the venue wants that). */
  readonly list: readonly Params[];
  /** Instead of `fetchOpenOrders`, where ccxt's does not page, or does not know the class. Returns orders as ccxt writes them. */
  listAll?(exchange: CcxtExchange): Promise<unknown>;
  readonly cancelAll: BulkCancel;
  /** Parameters of `cancelOrder(id, symbol, …)`. */
  readonly cancel: Params;
}

export type BulkCancel =
  /** `cancelAllOrders(undefined, …)` once with each of these. */
  | { by: 'account'; calls: readonly Params[] }
  /** `cancelAllOrders(symbol, …)` for each symbol that has orders. */
  | { by: 'symbol'; params: Params }
  /** A call of the venue's own for up to `size` orders of any symbol. */
  | { by: 'call'; size: number; cancel(exchange: CcxtExchange, orders: readonly CcxtOrder[]): Promise<unknown> }
  /** The venue has no bulk call: one by one. */
  | { by: 'order' };

/**
 * Which of the positions that may be open in one instrument: `net` where there is one, the legs of a hedge, and each of them margined
 * for itself where the venue keeps that apart.
 */
export type Leg = 'net' | 'long' | 'short' | 'isolated' | 'isolated long' | 'isolated short';

/** A wallet: what is in it is held, and sold at its market. */
export interface Balances {
  kind: 'balances';
  /** Parameters of `fetchBalance`. */
  readonly params: Params;
  /** What is owned of each currency, negative when borrowed, where ccxt's totals are something else. */
  amounts?(balances: CcxtBalances): Readonly<Record<string, Decimal>>;
  /** What the venue lists beside what can be sold, such as wallets that earn (`LDBTC`): not for sale, and not shown. */
  isForSale(currency: string): boolean;
}

/** Positions in derivatives. */
export interface Positions {
  kind: 'positions';
  /** Parameters of one `fetchPositions(undefined, …)` each; together all of the section. */
  readonly list: readonly Params[];
  /** Instead of `fetchPositions`, where ccxt's does not page. Returns positions as ccxt writes them. */
  listAll?(exchange: CcxtExchange): Promise<unknown>;
  /** By the venue's own answer. */
  legOf(position: CcxtPosition): Leg;
  orderLeg(order: CcxtOrder): Leg;
  /** The section's money, by one call: `moneyIn`, where `fetchBalance` has it. */
  readMoney(exchange: CcxtExchange): Promise<Money>;
  /** Which mode the account is in, for preflight; left out where the venue does not tell. What a kill does it reads from positions. */
  mode?(exchange: CcxtExchange): Promise<'one_way' | 'hedge' | 'by_instrument'>;
}

export interface Money {
  equity: Decimal;
  /** Of `equity`. */
  currency: string;
  /** It is the money of the whole account, with what is in its other sections: one wallet for all. */
  ofAccount?: boolean;
  /** The margin call in words when there is one; null: none; left out: the venue does not tell. */
  marginCall?: string | null;
}

export interface WantedOrder {
  clientId: string;
  /** ccxt's symbol, without a leg. */
  symbol: string;
  /** The venue's id of the order, when it has told it. */
  orderId: string | null;
}
