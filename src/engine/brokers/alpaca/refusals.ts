import { decimal } from '../../../shared/decimal.ts';
import type { RefusalCause } from '../broker.ts';
import type { RefusalAnswer } from './wire.ts';

/**
 * Alpaca's codes are coarse (40310000 is every order that can't be, 42210000 every one that makes no sense), so the message
 * decides; each pattern is a sentence of Alpaca's, seen in its documentation or its users' reports.
 */
const closeCauses: readonly (readonly [RegExp, RefusalCause])[] = [
  [/client.?order.?id must be unique/i, 'duplicate'],
  [/cost basis must be|minimal amount of order|minimum.*(order size|qty|notional)/i, 'dust'],
  // It would open instead of close: the position has gone or turned.
  [/position intent mismatch|position (does not exist|not found)/i, 'gone'],
  // An order on the other side is still there.
  [/potential wash trade/i, 'held'],
  [/only type=.?limit|only limit orders/i, 'market_orders_refused'],
  [/market (is )?closed|(during|outside( of)?|only) .*(market|trading) hours/i, 'market_closed'],
];

/** Why a close was refused. */
export function closeRefusal(status: number, { message, existing_qty }: RefusalAnswer): RefusalCause {
  if (status === 404) return 'gone';
  if (/insufficient (qty|balance)/i.test(message)) {
    return existing_qty !== undefined && decimal.isZero(existing_qty) ? 'gone' : 'held';
  }
  return closeCauses.find(([pattern]) => pattern.test(message))?.[1] ?? 'other';
}

/** Orders that stand in the way of a close, as its refusal names them. */
export function ordersNamedIn({ related_orders: related = [], existing_order_id: existing }: RefusalAnswer): string[] {
  return existing === undefined ? related : [...related, existing];
}

/** Why a cancel was refused. */
export function cancelRefusal(status: number, { message }: RefusalAnswer): RefusalCause {
  const isOver = /already in "?(filled|canceled|expired|rejected|replaced|done_for_day)"?/i.test(message);
  return status === 404 || isOver ? 'gone' : 'other';
}
