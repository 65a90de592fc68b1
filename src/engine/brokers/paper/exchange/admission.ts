import { type Decimal, decimal } from '../../../../shared/decimal.ts';
import { paperLimits } from '../limits.ts';
import { buyingPowerOf } from './money.ts';
import { type Account, type Holding, quoteOf } from './state.ts';
import { type Order, type OrderRequest, type Outcome, orderId, type Refusal, type RefusalCode } from './types.ts';

/** A refusal names so many of the orders that hold the quantity. */
const namedHolders = 20;

/** The quantity that an order is admitted with: a reduce-only order is cut to what there is to reduce. */
export function admit(account: Account, request: OrderRequest): Outcome<Decimal> {
  const holding = account.holdings.get(request.symbol);
  if (!holding) return refuse('unknown_symbol', `${request.symbol} is not listed here`);
  const objection = objectionTo(account, holding, request);
  if (objection) return { ok: false, refusal: objection };
  return request.reduceOnly ? admitReduceOnly(account, holding, request) : admitPlain(account, holding, request);
}

/** What stands against an order whatever the account holds. */
function objectionTo(account: Account, holding: Holding, request: OrderRequest): Refusal | null {
  const { instrument } = holding;
  const { clientOrderId, quantity, price, symbol } = request;
  if (clientOrderId !== null && account.byClientId.has(clientOrderId)) {
    return { code: 'duplicate', words: `client order id ${clientOrderId} was used before` };
  }
  if (account.open.size >= paperLimits.openOrders || account.orders.size >= paperLimits.ordersPerAccount) {
    return { code: 'full', words: 'this paper account takes no more orders: reset it to begin another' };
  }
  if (request.reduceOnly && !account.conditions.reduceOnly) {
    return { code: 'unsupported', words: 'this venue has no reduce-only orders' };
  }
  if (!instrument.open) return { code: 'market_closed', words: `the market for ${symbol} is closed` };
  if (decimal.compare(quantity, instrument.minQuantity) < 0) return tooSmall(holding, quantity);
  if (!isMultiple(quantity, instrument.stepSize)) {
    return { code: 'step_size', words: `quantity must be a multiple of ${instrument.stepSize}` };
  }
  if (price !== null && !(decimal.sign(price) > 0 && isMultiple(price, instrument.tickSize))) {
    return { code: 'tick_size', words: `price must be a positive multiple of ${instrument.tickSize}` };
  }
  return null;
}

function admitReduceOnly(account: Account, holding: Holding, request: OrderRequest): Outcome<Decimal> {
  const closable = closableBy(holding, request);
  if (decimal.isZero(closable)) return refuse('no_position', `there is no ${request.symbol} position to reduce`);
  const quantity = decimal.min(request.quantity, closable);
  const held = heldOf(holding);
  if (decimal.compare(quantity, decimal.minus(closable, held)) > 0) return heldBack(account, holding, request);
  if (decimal.compare(quantity, holding.instrument.minQuantity) < 0) {
    return { ok: false, refusal: tooSmall(holding, quantity) };
  }
  return { ok: true, value: quantity };
}

/** An order without reduce-only may close, open, or do both at once; only what it opens needs money. */
function admitPlain(account: Account, holding: Holding, request: OrderRequest): Outcome<Decimal> {
  const closable = closableBy(holding, request);
  const closing = decimal.min(request.quantity, closable);
  if (decimal.sign(closing) > 0 && decimal.compare(closing, decimal.minus(closable, heldOf(holding))) > 0) {
    return heldBack(account, holding, request);
  }
  const opening = decimal.minus(request.quantity, closing);
  if (decimal.sign(opening) > 0) {
    const cost = decimal.times(opening, request.price ?? quoteOf(account, holding.instrument).ask);
    const power = buyingPowerOf(account);
    if (decimal.compare(cost, power) > 0) {
      return refuse('insufficient_funds', `it would open ${cost}, and ${power} may be opened`);
    }
  }
  return { ok: true, value: request.quantity };
}

/** What an order on this side could take off the position, before what is held: zero when it would add to it. */
export function closableBy(holding: Holding, order: Pick<OrderRequest, 'side'>): Decimal {
  const against = order.side === 'sell' ? 1 : -1;
  return decimal.sign(holding.quantity) === against ? decimal.abs(holding.quantity) : '0';
}

/**
 * The part of the position that open orders against it will take, as spot venues count it: it can't be promised twice. Follows
 * from the orders alone, so that it can't drift from them.
 */
export function heldOf(holding: Holding): Decimal {
  const against = decimal.sign(holding.quantity) > 0 ? holding.selling : holding.buying;
  return decimal.min(decimal.abs(holding.quantity), against);
}

function heldBack(account: Account, holding: Holding, request: OrderRequest): { ok: false; refusal: Refusal } {
  const holders = [...account.open]
    .filter((order) => isHolder(order, request))
    .slice(0, namedHolders)
    .map(orderId);
  const available = decimal.minus(decimal.abs(holding.quantity), heldOf(holding));
  const words = `insufficient quantity available (requested ${request.quantity}, available ${available}, held by ${holders.join(', ')})`;
  return { ok: false, refusal: { code: 'held', words, relatedOrders: holders } };
}

function isHolder(order: Order, request: OrderRequest): boolean {
  return order.symbol === request.symbol && order.side === request.side;
}

function tooSmall(holding: Holding, quantity: Decimal): Refusal {
  const { symbol, minQuantity } = holding.instrument;
  return { code: 'dust', words: `${quantity} is below the minimum of ${minQuantity} for ${symbol}` };
}

function isMultiple(value: Decimal, step: Decimal): boolean {
  return decimal.compare(decimal.floorTo(value, step), value) === 0;
}

function refuse(code: RefusalCode, words: string): { ok: false; refusal: Refusal } {
  return { ok: false, refusal: { code, words } };
}
