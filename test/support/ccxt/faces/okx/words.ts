import type { Refused } from '../../core/refused.ts';
import type { Reason } from '../../core/types.ts';

type Words = readonly [code: string, message: string];

const words: Record<Reason, Words> = {
  unknown_instrument: ['51001', "Instrument ID, Instrument ID code or Spread ID doesn't exist."],
  bad_request: ['51000', 'Parameter error'],
  bad_client_id: ['51000', 'Parameter clOrdId error'],
  duplicate_client_id: ['51016', 'Client order ID already exists.'],
  below_minimum: ['51020', 'Your order should meet or exceed the minimum order amount.'],
  below_notional: ['51020', 'Your order should meet or exceed the minimum order amount.'],
  above_maximum: ['51202', 'Market order amount exceeds the maximum amount.'],
  insufficient_balance: ['51008', 'Order failed. Insufficient balance in account'],
  nothing_to_reduce: [
    '51169',
    "Order failed because you don't have any positions in this direction for this contract to reduce or close.",
  ],
  reduced_already: ['51112', 'Close order size exceeds available size for this position.'],
  wrong_position_side: ['51000', 'Parameter posSide error'],
  reduce_only_in_hedge: ['51205', 'Reduce Only is not available.'],
  market_closed: ['51022', 'Contract suspended.'],
  no_market_orders: ['51124', 'You can only place limit orders during call auction.'],
  price_band: ['51137', 'The highest price limit for buy orders is %s.'],
  order_gone: ['51400', 'Order cancellation failed as the order has been filled, canceled or does not exist.'],
  trading_forbidden: ['50120', "This API key doesn't have permission to use this function"],
  bad_key: ['50111', 'Invalid OK-ACCESS-KEY.'],
  bad_signature: ['50113', 'Invalid signature.'],
  stale_timestamp: ['50102', 'Timestamp request expired.'],
};

/** How OKX says why it did not do what was asked. */
export function wordsOf({ reason, detail }: Refused): Words {
  const [code, message] = words[reason];
  if (reason !== 'price_band') return [code, message];
  const { bound = '', side } = detail;
  return side === 'sell'
    ? ['51138', `The lowest price limit for sell orders is ${bound}.`]
    : [code, message.replace('%s', bound)];
}
