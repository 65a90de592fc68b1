/** What the imitation keeps, and what a test may tell it. Quantities and prices are decimal strings. */
export interface Settings {
  keyId: string;
  secretKey: string;
  accountNumber: string;
  /** Before each answer, and between an order and its (next) fill, and between a cancel and its effect. */
  answerMs: number;
  fillMs: number;
  cancelMs: number;
  /** How much of what is left each fill takes. */
  fillRatio: string;
  /** Cancels are accepted and never happen. */
  cancelsStick: boolean;
  /** Cancels are accepted and come too late: the order fills instead. */
  cancelsComeLate: boolean;
  marketOpen: boolean;
  /** How far the venue's clock is from this machine's. */
  clockOffsetMs: number;
  /** Cancelling one leg of a bracket leaves the held one behind, out of every list. */
  heldLegsStay: boolean;
  requestsPerMinute: number;
  /** Sent with every 429; null: none, so that the reset of the minute is all there is to go by. */
  retryAfterSeconds: number | null;
  minNotional: Record<AssetClass, string>;
  /** Market orders are refused; limit orders are not. */
  limitOnly: boolean;
  tradingBlocked: boolean;
  maintenanceMargin: string;
}

export type AssetClass = 'us_equity' | 'crypto';

export interface Asset {
  symbol: string;
  assetClass: AssetClass;
  price: string;
  shortable: boolean;
}

export type Side = 'buy' | 'sell';
export type OrderType = 'market' | 'limit' | 'stop' | 'stop_limit' | 'trailing_stop';

export interface OrderRequest {
  symbol: string;
  side: Side;
  type: OrderType;
  time_in_force: string;
  qty?: string;
  notional?: string;
  limit_price?: string;
  stop_price?: string;
  trail_percent?: string;
  client_order_id?: string;
  position_intent?: string;
}

export interface Order extends OrderRequest {
  id: string;
  clientOrderId: string;
  asset: Asset;
  orderClass: string;
  status: string;
  filledQty: string;
  /** Of `filledQty` and the price; null before the first fill. */
  averagePrice: string | null;
  submittedAt: string;
  /** The other legs of its bracket. */
  siblings: Order[];
}

export interface Fill {
  clientOrderId: string;
  symbol: string;
  side: Side;
  qty: string;
  before: string;
  after: string;
}

/** One misbehaviour, for the next `times` calls that match. `landed`: the call is carried out all the same. */
export interface Fault {
  method: string;
  /** A regular expression over the path with its query. */
  path: string;
  times: number;
  landed: boolean;
  what:
    | { kind: 'status'; status: number; body: unknown }
    | { kind: 'hang' }
    | { kind: 'drop' }
    | { kind: 'text'; text: string };
}

export interface Seed {
  positions?: Record<string, string>;
  /** Orders as a client would place them. */
  orders?: OrderRequest[];
  /** Instruments whose position has a take-profit that is open and a stop-loss that is held. */
  brackets?: string[];
}

/** What a test sees over the control port. */
export interface VenueState {
  positions: Record<string, string>;
  orders: { id: string; clientOrderId: string; symbol: string; side: Side; status: string; type: OrderType }[];
  fills: Fill[];
  /** `METHOD path` of every call, the oldest first. */
  calls: string[];
  /** How many calls were refused for being too many. */
  tooMany: number;
}

export const wellBehaved: Settings = {
  keyId: 'PKTESTKEY',
  secretKey: 'test-secret-key-of-nobody',
  accountNumber: 'PA3TEST00001',
  answerMs: 5,
  fillMs: 20,
  cancelMs: 30,
  fillRatio: '1',
  cancelsStick: false,
  cancelsComeLate: false,
  marketOpen: true,
  clockOffsetMs: 0,
  heldLegsStay: false,
  requestsPerMinute: 200,
  retryAfterSeconds: null,
  minNotional: { us_equity: '1', crypto: '1' },
  limitOnly: false,
  tradingBlocked: false,
  maintenanceMargin: '0',
};

export const assets: readonly Asset[] = [
  { symbol: 'AAPL', assetClass: 'us_equity', price: '200', shortable: true },
  { symbol: 'MSFT', assetClass: 'us_equity', price: '400', shortable: true },
  { symbol: 'TSLA', assetClass: 'us_equity', price: '250', shortable: true },
  { symbol: 'NVDA', assetClass: 'us_equity', price: '120', shortable: true },
  { symbol: 'BTC/USD', assetClass: 'crypto', price: '60000', shortable: false },
  { symbol: 'ETH/USD', assetClass: 'crypto', price: '3000', shortable: false },
  ...Array.from({ length: 300 }, (_, nth): Asset => {
    return { symbol: `S${nth}`, assetClass: 'us_equity', price: '50', shortable: true };
  }),
];
