import { type Decimal, decimal } from '../../../shared/decimal.ts';
import type { OpenOrder, OrderReport, Position } from '../broker.ts';
import type { AccountAnswer, OrderAnswer, PositionAnswer } from './wire.ts';

type Leg = NonNullable<OrderAnswer['legs']>[number];

/** Statuses after which nothing happens to an order any more. `replaced` lives on as another order. */
const ended: Readonly<Record<string, OrderReport['status']>> = {
  filled: 'filled',
  canceled: 'cancelled',
  expired: 'cancelled',
  replaced: 'cancelled',
  rejected: 'rejected',
};

/** A pair is `BTC/USD` among the orders and `BTCUSD` among the positions; both are taken where orders are placed. */
export function symbolOf(symbol: string, assetClass: string | null | undefined): string {
  return assetClass === 'crypto' ? symbol.replace('/', '') : symbol;
}

export function positionsOf(answers: readonly PositionAnswer[]): Position[] {
  return answers
    .filter(({ qty }) => !decimal.isZero(qty))
    .map(({ symbol, asset_class, qty, side, current_price }) => {
      const size = decimal.abs(qty);
      const quantity = side === 'short' ? decimal.negate(size) : size;
      return { symbol: symbolOf(symbol, asset_class), quantity, lastPrice: current_price ?? null };
    });
}

/** What the account is called beside its own words, and what only we know of an order. */
export interface OrderFacts {
  /** Client ids of closes that the venue has placed for us under ids of its own, by order id. */
  placedFor: ReadonlyMap<string, string>;
  /** When the closed stock market opens; null while it is open. */
  closedUntil: string | null;
  prices: ReadonlyMap<string, Decimal | null>;
}

/** Every order that lives, with the legs that came inside another one; each once. */
export function openOrdersOf(answers: readonly OrderAnswer[], facts: OrderFacts): OpenOrder[] {
  const orders = new Map<string, OpenOrder>();
  for (const answer of answers) {
    for (const each of [answer, ...(answer.legs ?? [])]) {
      if (!(each.status in ended)) orders.set(each.id, openOrderOf(each, answer, facts));
    }
  }
  return [...orders.values()];
}

function openOrderOf(order: Leg, parent: OrderAnswer, facts: OrderFacts): OpenOrder {
  const legs = parent.legs ?? [];
  const symbol = order.symbol ? symbolOf(order.symbol, order.asset_class) : legs.map((leg) => leg.symbol).join('+');
  const queued = queuedWords(order, facts.closedUntil);
  return {
    id: order.id,
    clientOrderId: facts.placedFor.get(order.id) ?? order.client_order_id ?? null,
    symbol,
    type: order.status === 'held' ? `${order.type ?? 'order'} (held)` : (order.type ?? 'order'),
    side: order.side === 'sell' ? 'sell' : 'buy',
    quantity: leftOf(order, facts.prices.get(symbol) ?? null),
    ...(queued !== null && { queued }),
  };
}

/** What is unfilled. An order over an amount of money has no quantity: it is reckoned at the last price, if there is one. */
function leftOf({ qty, notional, filled_qty }: Leg, price: Decimal | null): Decimal {
  const filled = filled_qty ?? '0';
  if (qty) return decimal.minus(qty, filled);
  if (!notional || price === null || decimal.sign(price) <= 0) return '0';
  const left = decimal.minus(decimal.over(notional, price), filled);
  return decimal.sign(left) > 0 ? left : '0';
}

/** A market order for stocks that was placed while the market is closed is kept by the venue until it opens. */
function queuedWords({ type, status, asset_class }: Leg, closedUntil: string | null): string | null {
  if (closedUntil === null || type !== 'market' || asset_class === 'crypto') return null;
  return `${status}: the market is closed until ${closedUntil}`;
}

export function reportOf(order: OrderAnswer, clientOrderId: string): OrderReport {
  return {
    clientOrderId,
    symbol: symbolOf(order.symbol ?? '', order.asset_class),
    status: ended[order.status] ?? 'working',
    filledQuantity: order.filled_qty ?? '0',
    averagePrice: order.filled_avg_price ?? null,
  };
}

/** Why the account may not trade; null while it may. */
export function blockedWords(account: AccountAnswer): string | null {
  if (account.account_blocked) return 'account_blocked: all activity is prohibited';
  if (account.trading_blocked) return 'trading_blocked: orders are not allowed';
  if (account.trade_suspended_by_user)
    return 'trade_suspended_by_user: orders are not allowed by a setting of the account';
  return null;
}

/** Alpaca sends margin calls by mail; what makes one is in the account: less equity than the positions have to be backed by. */
export function marginCallWords({ equity, maintenance_margin: needed }: AccountAnswer): string | null {
  if (needed === undefined || decimal.compare(equity, needed) >= 0) return null;
  return `equity ${equity} is below the maintenance margin ${needed}`;
}
