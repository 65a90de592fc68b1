import * as z from 'zod';

/**
 * What Alpaca's published OpenAPI document (Trading API 2.0.1) says of the answers and the request that are used here, restated: the
 * fields that it requires, their types, and its closed lists. What the document does not name is an error, so that the imitation
 * can't be bent to what the adapter would like.
 */
const text = z.string().min(1);
const time = z.iso.datetime({ offset: true });
const side = z.enum(['buy', 'sell']);
const assetClass = z.enum(['us_equity', 'us_option', 'crypto', 'ipo']);
const orderType = z.enum(['market', 'limit', 'stop', 'stop_limit', 'trailing_stop']);
const timeInForce = z.enum(['day', 'gtc', 'opg', 'cls', 'ioc', 'fok']);
const intent = z.enum(['buy_to_open', 'buy_to_close', 'sell_to_open', 'sell_to_close']);
const orderStatus = z.enum([
  ...([
    'new',
    'partially_filled',
    'filled',
    'done_for_day',
    'canceled',
    'expired',
    'replaced',
    'pending_cancel',
  ] as const),
  ...(['pending_replace', 'accepted', 'pending_new', 'accepted_for_bidding', 'stopped', 'rejected'] as const),
  ...(['suspended', 'calculated', 'held'] as const),
]);

export const PublishedOrder = z.strictObject({
  id: z.uuid(),
  client_order_id: z.string().max(128),
  created_at: time,
  updated_at: time.nullable(),
  submitted_at: time.nullable(),
  filled_at: time.nullable(),
  expired_at: time.nullable(),
  canceled_at: time.nullable(),
  failed_at: time.nullable(),
  replaced_at: time.nullable(),
  replaced_by: z.uuid().nullable(),
  replaces: z.uuid().nullable(),
  asset_id: z.uuid(),
  symbol: text,
  asset_class: assetClass,
  notional: text.nullable(),
  qty: text.nullable(),
  filled_qty: text,
  filled_avg_price: z.string().nullable(),
  order_class: z.enum(['simple', 'bracket', 'oco', 'oto', 'mleg', '']),
  order_type: z.string(),
  type: orderType,
  side,
  time_in_force: timeInForce,
  limit_price: z.string().nullable(),
  stop_price: z.string().nullable(),
  trail_percent: z.string().nullable(),
  trail_price: z.string().nullable(),
  hwm: z.string().nullable(),
  status: orderStatus,
  extended_hours: z.boolean(),
  legs: z.array(z.unknown()).nullable(),
  position_intent: intent.optional(),
});
export const PublishedOrders = z.array(PublishedOrder);

export const PublishedPositions = z.array(
  z.strictObject({
    asset_id: z.uuid(),
    symbol: z.string(),
    exchange: z.enum(['AMEX', 'ARCA', 'BATS', 'NYSE', 'NASDAQ', 'NYSEARCA', 'OTC', '']),
    asset_class: assetClass,
    asset_marginable: z.boolean(),
    avg_entry_price: text,
    qty: text,
    qty_available: text.optional(),
    side: z.enum(['long', 'short']),
    market_value: text,
    cost_basis: text,
    unrealized_pl: text,
    unrealized_plpc: text,
    unrealized_intraday_pl: text,
    unrealized_intraday_plpc: text,
    current_price: text,
    lastday_price: text,
    change_today: text,
  }),
);

export const PublishedAccount = z.strictObject({
  id: z.uuid(),
  account_number: z.string(),
  status: z.enum(['INACTIVE', 'PAPER_ONLY', 'ONBOARDING', 'ACCOUNT_UPDATED', 'ACTIVE', 'ACCOUNT_CLOSED', 'LIMITED']),
  crypto_status: z.string(),
  currency: z.string(),
  equity: z.string(),
  cash: z.string(),
  buying_power: z.string(),
  maintenance_margin: z.string(),
  multiplier: z.string(),
  shorting_enabled: z.boolean(),
  trading_blocked: z.boolean(),
  transfers_blocked: z.boolean(),
  account_blocked: z.boolean(),
  trade_suspended_by_user: z.boolean(),
  created_at: time,
});

export const PublishedClock = z.strictObject({
  timestamp: time,
  is_open: z.boolean(),
  next_open: time,
  next_close: time,
});

export const PublishedCancels = z.array(z.strictObject({ id: z.uuid(), status: z.int() }));

export const PublishedOrderRequest = z.strictObject({
  symbol: z.string(),
  side,
  type: orderType,
  time_in_force: timeInForce,
  qty: z.string().optional(),
  notional: z.string().optional(),
  limit_price: z.string().optional(),
  stop_price: z.string().optional(),
  trail_percent: z.string().optional(),
  client_order_id: z.string().max(128).optional(),
  position_intent: intent.optional(),
});
