import * as z from 'zod';
import { Decimal, decimal } from '../../../shared/decimal.ts';

/**
 * What Alpaca's trading API answers, as far as it is used here. Written after its published OpenAPI document; what that leaves
 * optional is optional, what is unknown is let through, and a status that is not in its list is taken as one that lives.
 */
const Money = z.union([Decimal, z.number().transform((value) => decimal.of(value))]);

export const AccountAnswer = z.object({
  account_number: z.string().optional(),
  status: z.string(),
  crypto_status: z.string().optional(),
  currency: z.string().default('USD'),
  equity: Money,
  maintenance_margin: Money.optional(),
  trading_blocked: z.boolean().default(false),
  account_blocked: z.boolean().default(false),
  trade_suspended_by_user: z.boolean().default(false),
});
export type AccountAnswer = z.infer<typeof AccountAnswer>;

const OrderFields = z.object({
  id: z.string().min(1),
  client_order_id: z.string().nullish(),
  /** Empty or missing for the parent of a multi-leg order. */
  symbol: z.string().nullish(),
  asset_class: z.string().nullish(),
  side: z.enum(['buy', 'sell']).or(z.literal('')).nullish(),
  type: z.string().nullish(),
  order_class: z.string().nullish(),
  time_in_force: z.string().nullish(),
  status: z.string(),
  qty: Money.nullish(),
  notional: Money.nullish(),
  filled_qty: Money.nullish(),
  filled_avg_price: Money.nullish(),
  extended_hours: z.boolean().nullish(),
});
export const OrderAnswer = OrderFields.extend({ legs: z.array(OrderFields).nullish() });
export type OrderAnswer = z.infer<typeof OrderAnswer>;
export const OrdersAnswer = z.array(OrderAnswer);

export const PositionAnswer = z.object({
  symbol: z.string().min(1),
  asset_class: z.string(),
  qty: Money,
  side: z.enum(['long', 'short']),
  current_price: Money.nullish(),
});
export type PositionAnswer = z.infer<typeof PositionAnswer>;
export const PositionsAnswer = z.array(PositionAnswer);

export const ClockAnswer = z.object({
  timestamp: z.iso.datetime({ offset: true }),
  is_open: z.boolean(),
  next_open: z.iso.datetime({ offset: true }),
  next_close: z.iso.datetime({ offset: true }),
});

/** One order of a bulk cancel; `status` is an HTTP status, which some answers write as text. */
export const CancelledAnswer = z.array(
  z.object({ id: z.string(), status: z.union([z.number(), z.string().transform(Number)]) }),
);

/** One position of a bulk close; `body` is the closing order, or why there is none. */
export const LiquidatedAnswer = z.array(
  z.object({
    symbol: z.string(),
    status: z.union([z.number(), z.string().transform(Number)]),
    body: z.unknown(),
  }),
);
export type LiquidatedAnswer = z.infer<typeof LiquidatedAnswer>;

/** A refusal. The further fields come with `insufficient qty available`, the last one with `potential wash trade detected`. */
export const RefusalAnswer = z.object({
  code: z.number().optional(),
  message: z.string(),
  existing_qty: Money.optional(),
  related_orders: z.array(z.string()).optional(),
  existing_order_id: z.string().optional(),
});
export type RefusalAnswer = z.infer<typeof RefusalAnswer>;
