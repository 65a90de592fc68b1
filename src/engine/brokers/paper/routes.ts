import * as z from 'zod';
import { Side } from '../../../shared/api/state.ts';
import { Decimal } from '../../../shared/decimal.ts';
import { Fill, OrderStatus, OrderType, RefusalCode } from './exchange/types.ts';
import { FaultRule } from './faults.ts';
import { paperLimits } from './limits.ts';

const Ticker = z.string().min(1).max(paperLimits.symbolCharacters);
const Amount = Decimal.max(paperLimits.decimalCharacters).refine(
  (text) => !text.startsWith('-') && /[1-9]/.test(text),
  {
    error: 'must be above zero',
  },
);
const ClientOrderId = z.string().min(1).max(paperLimits.clientOrderIdCharacters);
const LatencyMs = z.number().int().min(0).max(paperLimits.latencyMs);
const Nothing = z.strictObject({});

const orderFields = {
  symbol: Ticker,
  side: Side,
  quantity: Amount,
  clientOrderId: ClientOrderId.optional(),
  reduceOnly: z.boolean().optional(),
};
export const NewOrder = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('market'), ...orderFields }),
  z.strictObject({ type: z.literal('limit'), limitPrice: Amount, ...orderFields }),
  z.strictObject({ type: z.literal('stop'), stopPrice: Amount, ...orderFields }),
]);
export type NewOrder = z.infer<typeof NewOrder>;

export const VenueFacts = z.object({
  venue: z.literal('scram-paper'),
  currency: z.literal('USD'),
  /** Whether an order may say that it must not go through zero. */
  reduceOnly: z.boolean(),
  instruments: z.array(
    z.object({
      symbol: z.string(),
      minQuantity: Decimal,
      stepSize: Decimal,
      tickSize: Decimal,
      open: z.boolean(),
      limitOnly: z.boolean(),
      priceBand: Decimal.nullable(),
    }),
  ),
});
export type VenueFacts = z.infer<typeof VenueFacts>;

const AccountView = z.object({
  equity: Decimal,
  cash: Decimal,
  buyingPower: Decimal,
  currency: z.string(),
  /** Everything paid in since the account was opened, less everything paid out. */
  netTransfers: Decimal,
  /** What stands against the account in words, null for nothing. */
  marginCall: z.string().nullable(),
  blocked: z.string().nullable(),
});

export const PositionView = z.object({
  symbol: z.string(),
  /** Negative when short; never zero. */
  quantity: Decimal,
  /** What open orders against the position hold. */
  held: Decimal,
  lastPrice: Decimal,
});
export type PositionView = z.infer<typeof PositionView>;

/** `at`: when it was the price; `open`: whether its market is. */
const QuoteView = z.object({
  symbol: z.string(),
  bid: Decimal,
  ask: Decimal,
  last: Decimal,
  at: z.iso.datetime(),
  open: z.boolean(),
});

export const OrderView = z.object({
  id: z.string(),
  clientOrderId: z.string().nullable(),
  symbol: z.string(),
  side: Side,
  type: OrderType,
  quantity: Decimal,
  filledQuantity: Decimal,
  averagePrice: Decimal.nullable(),
  limitPrice: Decimal.nullable(),
  stopPrice: Decimal.nullable(),
  reduceOnly: z.boolean(),
  status: OrderStatus,
  acceptedAt: z.iso.datetime(),
  words: z.string(),
});
export type OrderView = z.infer<typeof OrderView>;

/** `answerLatencyMs` counts from the arrival of a call to its answer; the others are the market's own (`exchange/types.ts`). */
export const VenueConditions = z.strictObject({
  answerLatencyMs: LatencyMs,
  orderLatencyMs: LatencyMs,
  cancelLatencyMs: LatencyMs,
  fillRatio: z.number().gt(0).lte(1),
  fillIntervalMs: LatencyMs,
  reduceOnly: z.boolean(),
  maintenanceFraction: z.number().min(0).max(100),
  blocked: z.boolean(),
});
export type VenueConditions = z.infer<typeof VenueConditions>;

const ControlState = z.object({
  conditions: VenueConditions,
  faults: z.array(FaultRule),
  /** Why the account can't be stored, null while it can. */
  storageTrouble: z.string().nullable(),
});

/** The body of every answer that is not a success. */
export const RefusalBody = z.object({
  error: z.object({
    code: RefusalCode,
    message: z.string(),
    /** For `held`: the orders that hold the quantity. */
    relatedOrders: z.array(z.string()).optional(),
    /** For `price_band`: the furthest price that would pass. */
    priceLimit: Decimal.optional(),
    /** For `rate_limited`: as `Retry-After`, which has whole seconds alone. */
    retryAfterMs: z.number().optional(),
  }),
});

interface Route {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** `:name` is a field of the request that stands in the path. */
  path: string;
  /** All fields: those of the path, and of the query (GET, DELETE) or the body (POST, PUT). */
  request: z.ZodType;
  response: z.ZodType;
  /** Of a success. */
  status: 200 | 201 | 202;
}

function route<const R extends Route>(definition: R): R {
  return definition;
}

function read<const P extends string, S extends z.ZodType>(path: P, response: S) {
  return route({ method: 'GET', path, request: Nothing, response, status: 200 });
}

/**
 * The venue's calls, then the control plane for tests and people under `/control`. The server, both clients and the faults
 * are derived from this table.
 */
export const paperRoutes = {
  venue: read('/v1/venue', VenueFacts),
  /** Small, never disturbed and never delayed: what a client keeps its connections warm with. */
  clock: read('/v1/clock', z.object({ at: z.iso.datetime() })),
  account: read('/v1/account', AccountView),
  positions: read('/v1/positions', z.array(PositionView)),
  /** The open ones, of every type. */
  orders: read('/v1/orders', z.array(OrderView)),
  quotes: read('/v1/quotes', z.array(QuoteView)),
  orderByClientId: route({
    method: 'GET',
    path: '/v1/orders/by-client-id/:clientOrderId',
    request: z.strictObject({ clientOrderId: ClientOrderId }),
    response: OrderView,
    status: 200,
  }),
  submit: route({ method: 'POST', path: '/v1/orders', request: NewOrder, response: OrderView, status: 201 }),
  cancel: route({
    method: 'DELETE',
    path: '/v1/orders/:id',
    request: z.strictObject({ id: z.string().max(paperLimits.clientOrderIdCharacters) }),
    response: OrderView,
    status: 202,
  }),
  /** Answers at once with the orders that it began to cancel. */
  cancelAll: route({
    method: 'DELETE',
    path: '/v1/orders',
    request: Nothing,
    response: z.object({ cancelling: z.array(OrderView) }),
    status: 202,
  }),

  control: read('/control', ControlState),
  setConditions: route({
    method: 'PUT',
    path: '/control/conditions',
    request: VenueConditions.partial(),
    response: ControlState,
    status: 200,
  }),
  addFault: route({
    method: 'POST',
    path: '/control/faults',
    request: FaultRule,
    response: ControlState,
    status: 201,
  }),
  clearFaults: route({
    method: 'DELETE',
    path: '/control/faults',
    request: Nothing,
    response: ControlState,
    status: 200,
  }),
  setMarket: route({
    method: 'PUT',
    path: '/control/markets',
    /** Every market without a symbol. */
    request: z.strictObject({
      symbol: Ticker.optional(),
      open: z.boolean().optional(),
      minQuantity: Amount.optional(),
      limitOnly: z.boolean().optional(),
      priceBand: Amount.nullable().optional(),
    }),
    response: VenueFacts,
    status: 200,
  }),
  /** Moves every price at once: -0.3 is a fall of 30 %. */
  shock: route({
    method: 'POST',
    path: '/control/shock',
    request: z.strictObject({ fraction: z.number().gt(-1).lte(10) }),
    response: z.object({}),
    status: 200,
  }),
  /** Pays in, or out where the amount is negative. */
  transfer: route({
    method: 'POST',
    path: '/control/transfer',
    request: z.strictObject({ amount: Decimal.max(paperLimits.decimalCharacters) }),
    response: z.object({}),
    status: 200,
  }),
  /** `crossings` are the fills, of the whole ledger, by which an instrument went through zero. */
  ledger: route({
    method: 'GET',
    path: '/control/ledger',
    request: z.strictObject({ after: z.coerce.number().int().min(0).optional() }),
    response: z.object({ fills: z.array(Fill), crossings: z.array(Fill), next: z.number().int().nullable() }),
    status: 200,
  }),
  /** A fresh account; the ledger begins again, the ids do not. */
  reset: route({ method: 'POST', path: '/control/reset', request: Nothing, response: z.object({}), status: 200 }),
} as const;

type PaperRoutes = typeof paperRoutes;
export type PaperRouteName = keyof PaperRoutes;
/** What a caller gives. */
export type PaperInput<R extends PaperRouteName> = z.input<PaperRoutes[R]['request']>;
/** What a handler gets, checked. */
export type PaperRequest<R extends PaperRouteName> = z.output<PaperRoutes[R]['request']>;
export type PaperAnswer<R extends PaperRouteName> = z.output<PaperRoutes[R]['response']>;

/** The HTTP status of each refusal. */
export const statusOfRefusal: Record<RefusalCode, number> = {
  held: 403,
  insufficient_funds: 403,
  dust: 422,
  step_size: 422,
  tick_size: 422,
  market_closed: 422,
  limit_only: 422,
  price_band: 422,
  blocked: 403,
  duplicate: 422,
  no_position: 422,
  unknown_symbol: 404,
  unknown_order: 404,
  not_cancellable: 422,
  unsupported: 422,
  full: 403,
  rate_limited: 429,
  bad_request: 400,
  failed: 500,
};
