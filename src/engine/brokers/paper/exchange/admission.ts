import { type Decimal, decimal } from '../../../../shared/decimal.ts';
import { towardsMarket } from '../../tick.ts';
import { paperLimits } from '../limits.ts';
import { absOf, isMultiple, isZero, signOf } from './digits.ts';
import { buyingPowerOf, costOf } from './money.ts';
import { type Account, type Holding, quoteOf } from './state.ts';
import {
  type Instrument,
  type Order,
  type OrderRequest,
  type Outcome,
  orderId,
  type Refusal,
  type RefusalCode,
} from './types.ts';

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
  if (account.conditions.blocked && !request.reduceOnly) {
    return { code: 'blocked', words: 'the account is blocked: only reduce-only orders pass' };
  }
  if (!instrument.open) return { code: 'market_closed', words: `the market for ${symbol} is closed` };
  if (instrument.limitOnly && request.type === 'market') {
    return { code: 'limit_only', words: `${symbol} takes limit orders alone just now` };
  }
  if (decimal.compare(quantity, instrument.minQuantity) < 0) return tooSmall(holding, quantity);
  if (!isMultiple(quantity, instrument.stepSize)) {
    return { code: 'step_size', words: `quantity must be a multiple of ${instrument.stepSize}` };
  }
  if (price !== null && !(signOf(price) > 0 && isMultiple(price, instrument.tickSize))) {
    return { code: 'tick_size', words: `price must be a positive multiple of ${instrument.tickSize}` };
  }
  return outsideBand(account, instrument, request);
}

/** A limit may be as good as it likes; how bad it may be is the band's to say. */
function outsideBand(account: Account, instrument: Instrument, { type, side, price }: OrderRequest): Refusal | null {
  if (type !== 'limit' || price === null || instrument.priceBand === null) return null;
  const { last } = quoteOf(account, instrument);
  const away = decimal.times(last, instrument.priceBand);
  const furthest = side === 'sell' ? decimal.minus(last, away) : decimal.plus(last, away);
  const isBeyond = decimal.compare(price, furthest) === (side === 'sell' ? -1 : 1);
  if (!isBeyond) return null;
  const priceLimit = towardsMarket(furthest, instrument.tickSize, side);
  return { code: 'price_band', words: `a ${side} limit may go as far as ${priceLimit} now, not ${price}`, priceLimit };
}

function admitReduceOnly(account: Account, holding: Holding, request: OrderRequest): Outcome<Decimal> {
  const closable = closableBy(holding, request);
  if (isZero(closable)) return refuse('no_position', `there is no ${request.symbol} position to reduce`);
  const quantity = decimal.min(request.quantity, closable);
  if (!isFree(holding, quantity)) return heldBack(account, holding, request);
  if (quantity !== request.quantity && decimal.compare(quantity, holding.instrument.minQuantity) < 0) {
    return { ok: false, refusal: tooSmall(holding, quantity) };
  }
  return { ok: true, value: quantity };
}

/** An order without reduce-only may close, open, or do both at once; only what it opens needs money. */
function admitPlain(account: Account, holding: Holding, request: OrderRequest): Outcome<Decimal> {
  const closing = decimal.min(request.quantity, closableBy(holding, request));
  if (!isFree(holding, closing)) return heldBack(account, holding, request);
  if (closing !== request.quantity) {
    const cost = costOf(account, holding, request);
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
  return signOf(holding.quantity) === against ? absOf(holding.quantity) : '0';
}

/**
 * The part of the position that open orders against it will take, as spot venues count it: it can't be promised twice. Follows
 * from the orders alone, so that it can't drift from them.
 */
export function heldOf(holding: Holding): Decimal {
  const against = signOf(holding.quantity) > 0 ? holding.selling : holding.buying;
  return isZero(against) ? '0' : decimal.min(absOf(holding.quantity), against);
}

/** Whether so much of the position is not held yet. */
function isFree(holding: Holding, closing: Decimal): boolean {
  const held = heldOf(holding);
  return isZero(held) || isZero(closing) || decimal.compare(decimal.plus(closing, held), absOf(holding.quantity)) <= 0;
}

function heldBack(account: Account, holding: Holding, request: OrderRequest): { ok: false; refusal: Refusal } {
  const holders = [...account.open]
    .filter((order) => isHolder(order, request))
    .slice(0, namedHolders)
    .map(orderId);
  const available = decimal.minus(absOf(holding.quantity), heldOf(holding));
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

function refuse(code: RefusalCode, words: string): { ok: false; refusal: Refusal } {
  return { ok: false, refusal: { code, words } };
}
