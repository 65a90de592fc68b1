import * as z from 'zod';
import { Side } from '../../../../shared/api/state.ts';
import { Decimal } from '../../../../shared/decimal.ts';

/** What the venue lists, and by which rules it trades. */
export const Instrument = z.object({
  symbol: z.string(),
  /** The price around which the walk runs, before shocks. */
  basePrice: Decimal,
  tickSize: Decimal,
  stepSize: Decimal,
  minQuantity: Decimal,
  open: z.boolean(),
  /** Market orders are refused, as venues do while they calm a market down. */
  limitOnly: z.boolean().default(false),
  /** How far from the last price a limit may be, as a fraction of it; null: anywhere. */
  priceBand: Decimal.nullable().default(null),
});
export type Instrument = z.infer<typeof Instrument>;

export const OrderType = z.enum(['market', 'limit', 'stop']);
export type OrderType = z.infer<typeof OrderType>;

/** An order as asked for. `price` is the limit, or the trigger of a stop; null for a market order. */
export interface OrderRequest {
  clientOrderId: string | null;
  symbol: string;
  side: Side;
  type: OrderType;
  quantity: Decimal;
  price: Decimal | null;
  reduceOnly: boolean;
}

/** The first three can still fill, a `pending_cancel` as well; the others are final. */
export const OrderStatus = z.enum(['pending_new', 'open', 'pending_cancel', 'filled', 'cancelled']);
export type OrderStatus = z.infer<typeof OrderStatus>;

export const Order = z.object({
  /** Counts every order of the venue; also the id, written `p<seq>`. */
  seq: z.number().int(),
  clientOrderId: z.string().nullable(),
  symbol: z.string(),
  side: Side,
  type: OrderType,
  price: Decimal.nullable(),
  reduceOnly: z.boolean(),
  quantity: Decimal,
  filledQuantity: Decimal,
  /** Sum of quantity × price over its fills. */
  filledValue: Decimal,
  averagePrice: Decimal.nullable(),
  status: OrderStatus,
  /** A stop whose trigger was reached: from then on a market order. */
  triggered: z.boolean(),
  acceptedAtMs: z.number(),
  /** When it reaches the market; null once it has. */
  landsAtMs: z.number().nullable(),
  /** When its cancel takes effect; null when there is none, or one that never will. */
  cancelAtMs: z.number().nullable(),
  /** When the rest may trade after a partial fill. */
  nextFillAtMs: z.number().nullable(),
  words: z.string(),
});
export type Order = z.infer<typeof Order>;

/** One line of the append-only ledger. */
export const Fill = z.object({
  seq: z.number().int(),
  atMs: z.number(),
  orderId: z.string(),
  clientOrderId: z.string().nullable(),
  symbol: z.string(),
  side: Side,
  quantity: Decimal,
  price: Decimal,
  commission: Decimal,
  positionBefore: Decimal,
  positionAfter: Decimal,
});
export type Fill = z.infer<typeof Fill>;

/** Why the venue refuses; the closed list that its callers act on. */
export const RefusalCode = z.enum([
  'held',
  'insufficient_funds',
  'dust',
  'step_size',
  'tick_size',
  'market_closed',
  'limit_only',
  'price_band',
  'blocked',
  'duplicate',
  'no_position',
  'unknown_symbol',
  'unknown_order',
  'not_cancellable',
  'unsupported',
  'full',
  'rate_limited',
  'bad_request',
  'failed',
]);
export type RefusalCode = z.infer<typeof RefusalCode>;

export interface Refusal {
  code: RefusalCode;
  words: string;
  /** For `held`: the orders that hold the quantity. */
  relatedOrders?: string[];
  /** For `price_band`: the furthest price that would pass. */
  priceLimit?: Decimal;
}

export type Outcome<T> = { ok: true; value: T } | { ok: false; refusal: Refusal };

/** How the venue behaves just now; may change at any time and does not belong to the account. */
export interface Conditions {
  /** From the acceptance of an order to its reaching the market. */
  orderLatencyMs: number;
  /** From the acknowledgement of a cancel to its taking effect. */
  cancelLatencyMs: number;
  /** How much of what is left trades at a time, above 0 and up to 1. */
  fillRatio: number;
  /** Between two fills of one order where `fillRatio` is below 1. */
  fillIntervalMs: number;
  /** Off: the venue knows no reduce-only, so that an order can go through zero. */
  reduceOnly: boolean;
  /** A margin call stands while the equity is below this share of the positions' value. */
  maintenanceFraction: number;
  /** The account may only reduce what it has. */
  blocked: boolean;
}

export function orderId(order: Order): string {
  return `p${order.seq}`;
}

export function isFinal(order: Order): boolean {
  return order.status === 'filled' || order.status === 'cancelled';
}
