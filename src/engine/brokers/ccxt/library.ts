import * as z from 'zod';
import { type Decimal, decimal } from '../../../shared/decimal.ts';

/** Parameters of a call that ccxt passes on to the venue, or takes as a choice between the venue's endpoints. */
export type Params = Readonly<Record<string, unknown>>;

/** An order as ccxt writes all of them. With `number: String` every figure is text; `info` is the venue's own answer. */
export const CcxtOrder = z.object({
  id: z.string().min(1),
  clientOrderId: z.string().nullish(),
  symbol: z.string().nullish(),
  type: z.string().nullish(),
  side: z.enum(['buy', 'sell']).nullish(),
  status: z.string().nullish(),
  amount: figure().nullish(),
  filled: figure().nullish(),
  remaining: figure().nullish(),
  average: figure().nullish(),
  triggerPrice: figure().nullish(),
  info: z.unknown(),
});
export type CcxtOrder = z.infer<typeof CcxtOrder>;

/** A position in a derivative; `contracts` has no sign, `side` says which way. */
export const CcxtPosition = z.object({
  symbol: z.string().min(1),
  contracts: figure().nullish(),
  side: z.enum(['long', 'short']).nullish(),
  markPrice: figure().nullish(),
  lastPrice: figure().nullish(),
  info: z.unknown(),
});
export type CcxtPosition = z.infer<typeof CcxtPosition>;

/** Balances by currency, and the venue's own answer. */
export const CcxtBalances = z.object({
  total: z.record(z.string(), figure().nullish()),
  free: z.record(z.string(), figure().nullish()).nullish(),
  used: z.record(z.string(), figure().nullish()),
  debt: z.record(z.string(), figure().nullish()).nullish(),
  info: z.unknown(),
});
export type CcxtBalances = z.infer<typeof CcxtBalances>;

/** Prices by symbol. */
export const CcxtTickers = z.record(
  z.string(),
  z.object({ bid: figure().nullish(), last: figure().nullish(), close: figure().nullish() }),
);

/** What is used of a market of ccxt's. */
export interface CcxtMarket {
  symbol: string;
  id: string;
  base: string;
  quote: string;
  settle?: string | undefined;
  type: string;
  spot?: boolean | undefined;
  margin?: boolean | undefined;
  contract?: boolean | undefined;
  linear?: boolean | undefined;
  inverse?: boolean | undefined;
  option?: boolean | undefined;
  active?: boolean | undefined;
  precision: { price?: Decimal | undefined };
  /** The most of one order; `market`: of one market order, where that is less. Venues that have none say 0, or nothing. */
  limits: Readonly<Partial<Record<'amount' | 'market', { max?: Decimal | null } | undefined>>>;
}

/**
 * The part of ccxt's `Exchange` that is used here, with quantities and prices as text: ccxt takes and gives them so when it is made
 * with `number: String`, which its own types do not say. Answers are unknown until they are parsed. Every method throws ccxt's errors.
 */
export interface CcxtExchange {
  readonly id: string;
  readonly has: Readonly<Record<string, boolean | 'emulated' | undefined>>;
  /** Endpoints by name, possibly nested; hosts may contain `{hostname}`. */
  readonly urls: { api: unknown };
  /** Of `{hostname}` in `urls`. */
  readonly hostname?: string;
  markets?: Record<string, CcxtMarket> | null;
  loadMarkets(reload?: boolean): Promise<unknown>;
  setSandboxMode(enabled: boolean): void;
  /** Not of every exchange. */
  enableDemoTrading?(enabled: boolean): void;
  fetchTime(params?: Params): Promise<unknown>;
  fetchBalance(params?: Params): Promise<unknown>;
  fetchPositions(symbols?: readonly string[], params?: Params): Promise<unknown>;
  fetchPositionMode(symbol?: string, params?: Params): Promise<unknown>;
  fetchTickers(symbols?: readonly string[], params?: Params): Promise<unknown>;
  fetchOpenOrders(symbol?: string, since?: number, limit?: number, params?: Params): Promise<unknown>;
  fetchClosedOrders(symbol?: string, since?: number, limit?: number, params?: Params): Promise<unknown>;
  fetchOrder(id: string | undefined, symbol?: string, params?: Params): Promise<unknown>;
  cancelAllOrders(symbol?: string, params?: Params): Promise<unknown>;
  cancelOrder(id: string, symbol?: string, params?: Params): Promise<unknown>;
  createOrder(
    symbol: string,
    type: string,
    side: string,
    amount: Decimal,
    price?: Decimal,
    params?: Params,
  ): Promise<unknown>;
  parseOrder(raw: unknown, market?: CcxtMarket): unknown;
  parsePositions(raw: unknown): unknown;
  market(symbol: string): CcxtMarket;
}

/** A call of the venue's own API by ccxt's name for it, such as `sapiGetAccountApiRestrictions`. */
export function venueCall(
  exchange: CcxtExchange,
  endpoint: string,
  params: Params | readonly Params[] = {},
): Promise<unknown> {
  const method: unknown = Reflect.get(exchange, endpoint);
  if (typeof method !== 'function') throw new Error(`ccxt's ${exchange.id} has no ${endpoint}`);
  return Reflect.apply(method, exchange, [params]) as Promise<unknown>;
}

/** ccxt's figures: text with `number: String`, and now and then a number all the same; an exponent is written out. */
function figure() {
  return z.union([z.string().regex(/^[-+]?\d*\.?\d+(e[-+]?\d+)?$/i), z.number()]).transform((value) => plain(value));
}

function plain(value: string | number): Decimal {
  const text = String(value).replace(/^\+/, '');
  return /e/i.test(text) ? decimal.of(text) : text.replace(/^(-?)\./, '$10.');
}
