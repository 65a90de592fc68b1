/**
 * What the venue-neutral core of the imitation keeps, and what a test may tell it. Quantities and prices are decimal strings;
 * instruments go by the venue's own ids (`BTCUSDT`).
 */
export interface Instrument {
  id: string;
  /** `spot` moves balances; `linear` makes positions settled in `settle`, `inverse` too, in contracts of `contractSize`. */
  kind: 'spot' | 'linear' | 'inverse';
  base: string;
  quote: string;
  settle: string;
  price: string;
  tick: string;
  step: string;
  minQuantity: string;
  /** Quantity × price at least; '0': none. */
  minNotional: string;
  /** In base currency (linear) or quote currency (inverse) a contract; '1' for spot. */
  contractSize: string;
}

export type Side = 'buy' | 'sell';
export type Leg = 'net' | 'long' | 'short';
/** `plain` orders rest in the book; `conditional` ones wait for a trigger, and live in another list at many venues. */
export type OrderClass = 'plain' | 'conditional';
export type OrderType =
  | 'market'
  | 'limit'
  | 'stop'
  | 'stop_limit'
  | 'take_profit'
  | 'take_profit_limit'
  | 'trailing_stop';

export interface OrderRequest {
  instrument: string;
  side: Side;
  type: OrderType;
  /** null: all of the position when it is triggered (close-position orders). */
  quantity: string | null;
  price?: string;
  trigger?: string;
  reduceOnly?: boolean;
  /** Default `net`. */
  leg?: Leg;
  immediateOrCancel?: boolean;
  /** An order that borrows what the wallet lacks (margin). */
  borrows?: boolean;
  clientId?: string;
}

export interface Order extends Required<Omit<OrderRequest, 'price' | 'trigger'>> {
  /** A number in text; faces that need another form make it of this. */
  id: string;
  class: OrderClass;
  price: string | null;
  trigger: string | null;
  status: 'open' | 'cancelling' | 'filled' | 'cancelled' | 'rejected';
  filled: string;
  averagePrice: string | null;
  atMs: number;
  /** Placed over the wire, and not by the test. */
  overWire: boolean;
}

export interface Fill {
  orderId: string;
  clientId: string;
  instrument: string;
  leg: Leg;
  side: Side;
  quantity: string;
  price: string;
  /** The holding of the instrument (its base currency, or its leg, negative when short) around the fill. */
  before: string;
  after: string;
  overWire: boolean;
}

/** Why the core takes no order or cancel. A face says it in its venue's code and words. */
export type Reason =
  | 'unknown_instrument'
  | 'bad_request'
  | 'bad_client_id'
  | 'duplicate_client_id'
  | 'below_minimum'
  | 'below_notional'
  /** A market order over more than the venue takes in one. */
  | 'above_maximum'
  /** Spot: less of the currency is free than the order takes. */
  | 'insufficient_balance'
  /** Reduce-only, and there is nothing to reduce, or the order goes the wrong way. */
  | 'nothing_to_reduce'
  /** Reduce-only, and other resting reduce-only orders take the position already. */
  | 'reduced_already'
  /** A leg in one-way mode, or none in hedge mode. */
  | 'wrong_position_side'
  /** Reduce-only together with a leg. */
  | 'reduce_only_in_hedge'
  | 'market_closed'
  | 'no_market_orders'
  /** `detail.bound` is the price that would still be taken. */
  | 'price_band'
  | 'order_gone'
  | 'trading_forbidden'
  | 'bad_key'
  | 'bad_signature'
  | 'stale_timestamp';

/** Settings that every venue has; a face sets those of its own in `Face.settings`. Tests change them while it runs. */
export interface Settings {
  key: string;
  secret: string;
  password: string;
  /** Before each answer, between an order and its (next) fill, between a cancel and its effect. */
  answerMs: number;
  fillMs: number;
  cancelMs: number;
  /** How much of what is left each fill takes. */
  fillRatio: string;
  /** Of so many more immediate orders, such as every market order, what the first fill leaves is cancelled. */
  restsCancelled: number;
  /** Cancels are accepted and never happen. */
  cancelsStick: boolean;
  /** How far the venue's clock is from this machine's, and how old a signed request may be. */
  clockOffsetMs: number;
  receiveWindowMs: number;
  /** Which position mode derivatives are in. */
  hedge: boolean;
  /** Reduce-only orders together may not exceed the position (Binance's −4118). */
  reduceOnlyIsShared: boolean;
  /** A reduce-only order over more than the position: refused, or cut down to it when it fills. */
  reduceOnlyExcess: 'refuse' | 'cut';
  /** An order may be reduce-only and name a leg; elsewhere a leg says it already. */
  reduceOnlyWithLeg: boolean;
  /** Client ids are refused again only while the order that has them lives; otherwise for ever. */
  idsAreFreeAfterwards: boolean;
  /** Instruments that are closed, and those that take no market orders now (a reserved state). */
  closed: string[];
  noMarketOrders: string[];
  /** Limit orders further from the price than this fraction are refused; '1': none are. */
  priceBand: string;
  minQuantity: Record<string, string>;
  /** The largest market order, where there is one; the list of markets shows it where the venue's does. */
  maxQuantity: Record<string, string>;
  /** Instruments that are traded and not (yet) in the list of markets. */
  unlisted: string[];
  canTrade: boolean;
  canWithdraw: boolean;
  /** Of the derivatives account; above its equity there is a margin call. */
  maintenanceMargin: string;
  /** Replaces the limits of the face's budgets by name. */
  limits: Record<string, number>;
  /** How long a client that goes on after 429 is banned; 0: never. */
  banMs: number;
}

export const wellBehaved: Settings = {
  key: 'test-key-of-nobody',
  // Base64, because some venues decode it.
  secret: 'dGVzdC1zZWNyZXQtb2Ytbm9ib2R5LWF0LWFsbA==',
  password: 'test-password',
  answerMs: 5,
  fillMs: 25,
  cancelMs: 25,
  fillRatio: '1',
  restsCancelled: 0,
  cancelsStick: false,
  clockOffsetMs: 0,
  receiveWindowMs: 10_000,
  hedge: false,
  reduceOnlyIsShared: false,
  reduceOnlyExcess: 'refuse',
  reduceOnlyWithLeg: false,
  idsAreFreeAfterwards: false,
  closed: [],
  noMarketOrders: [],
  priceBand: '1',
  minQuantity: {},
  maxQuantity: {},
  unlisted: [],
  canTrade: true,
  canWithdraw: false,
  maintenanceMargin: '0',
  limits: {},
  banMs: 5_000,
};

/** What a test puts into the account. Nothing of it is checked as an order over the wire would be. */
export interface Seed {
  /** Wallets by currency; negative: borrowed. */
  balances?: Record<string, string>;
  positions?: { instrument: string; leg?: Leg; quantity: string }[];
  orders?: OrderRequest[];
}

/** One misbehaviour, for the next `times` calls whose `METHOD /path?query` matches. `landed`: the call is carried out all the same. */
export interface Fault {
  match: string;
  times: number;
  landed: boolean;
  what: /** As the venue itself says that it was one too many. */
    | { kind: 'rate limit' }
    | { kind: 'status'; status: number; body: unknown }
    | { kind: 'text'; text: string }
    | { kind: 'hang' }
    | { kind: 'drop' };
}

/** What a test sees over the control port. */
export interface VenueState {
  balances: Record<string, string>;
  positions: { instrument: string; leg: Leg; quantity: string }[];
  /** Those that live. */
  orders: Order[];
  fills: Fill[];
  /** `METHOD /path?query` of every call, signatures left out, the oldest first. */
  calls: string[];
  /** How many calls were refused for being too many. */
  tooMany: number;
  banned: number;
}
