import { decimal } from '../../../src/shared/decimal.ts';
import type { Account } from './account.ts';
import { Refused } from './refused.ts';
import type { Asset, OrderRequest, Settings } from './types.ts';

/** Why the venue takes no such order now; null when it does. The sentences and codes are Alpaca's. */
export function refusalOf(
  account: Account,
  asset: Asset,
  request: OrderRequest,
  { anySize = false } = {},
): Refused | null {
  const { settings } = account;
  if (settings.tradingBlocked) return new Refused(403, 40310000, 'new orders are rejected by user request');
  const id = request.client_order_id;
  if (id !== undefined && id.length > 128)
    return new Refused(422, 40010001, 'client_order_id must be no more than 128');
  if (id !== undefined && [...account.orders.values()].some((order) => order.clientOrderId === id)) {
    return new Refused(422, 40010001, 'client_order_id must be unique');
  }
  const qty = request.qty ?? decimal.over(request.notional ?? '0', asset.price);
  if (decimal.sign(qty) <= 0) return new Refused(422, 40010001, 'qty must be > 0');
  return (
    refusalOfType(settings, asset, request) ??
    refusalOfTime(asset, request, qty, anySize) ??
    refusalOfWashTrade(account, asset, request) ??
    refusalOfSize(account, asset, qty, anySize) ??
    refusalOfIntent(account, asset, request) ??
    refusalOfHoldings(account, asset, request, qty)
  );
}

function refusalOfType({ limitOnly }: Settings, { assetClass }: Asset, request: OrderRequest): Refused | null {
  if (limitOnly && request.type === 'market') {
    return new Refused(422, 42210000, 'only type="limit" is allowed for extended hours orders');
  }
  const places = request.limit_price?.split('.')[1]?.length ?? 0;
  const placesMax = Number(request.limit_price) >= 1 ? 2 : 4;
  if (assetClass === 'crypto' || places <= placesMax) return null;
  return new Refused(422, 42210000, 'sub-penny increment does not fulfill minimum pricing criteria');
}

/** An order that might trade with one of the same account is refused until that is gone. */
function refusalOfWashTrade(account: Account, asset: Asset, { side, type }: OrderRequest): Refused | null {
  if (type !== 'market') return null;
  const opposite = account
    .live()
    .find((order) => order.asset === asset && order.side !== side && order.status !== 'held');
  if (!opposite) return null;
  return new Refused(403, 40310000, 'potential wash trade detected. use complex orders', {
    existing_order_id: opposite.id,
    reject_reason: 'opposite side market/stop order exists',
  });
}

function refusalOfTime(
  asset: Asset,
  { time_in_force: tif }: OrderRequest,
  qty: string,
  anySize: boolean,
): Refused | null {
  if (anySize) return null;
  if (asset.assetClass === 'crypto' && tif !== 'gtc' && tif !== 'ioc') {
    return new Refused(422, 42210000, 'invalid crypto time_in_force');
  }
  const isFractional = asset.assetClass !== 'crypto' && !/^\d+(\.0*)?$/.test(qty);
  return isFractional && tif !== 'day' ? new Refused(422, 42210000, 'fractional orders must be DAY orders') : null;
}

function refusalOfSize({ settings }: Account, asset: Asset, qty: string, anySize: boolean): Refused | null {
  const least = settings.minNotional[asset.assetClass];
  if (anySize || decimal.compare(decimal.times(qty, asset.price), least) >= 0) return null;
  return new Refused(403, 40310000, `cost basis must be >= minimal amount of order ${least}`);
}

function refusalOfIntent(
  account: Account,
  asset: Asset,
  { side, position_intent: wanted }: OrderRequest,
): Refused | null {
  if (wanted === undefined) return null;
  const held = decimal.sign(account.quantity(asset));
  const closes = side === 'sell' ? held > 0 : held < 0;
  const inferred = `${side}_to_${closes ? 'close' : 'open'}`;
  if (wanted === inferred) return null;
  return new Refused(422, 42210000, `position intent mismatch, inferred: ${inferred}, specified: ${wanted}`);
}

/** What reduces a position takes from what no open order holds; nothing is sold through zero in one order. */
function refusalOfHoldings(account: Account, asset: Asset, { side }: OrderRequest, qty: string): Refused | null {
  const position = account.quantity(asset);
  const reduces = side === 'sell' ? decimal.sign(position) > 0 : decimal.sign(position) < 0;
  if (!reduces) {
    if (side === 'buy' || asset.shortable) return null;
    return new Refused(403, 40310000, `insufficient balance for ${asset.symbol} (requested: ${qty}, available: 0)`);
  }
  const holders = account.holders(asset);
  const left = (order: (typeof holders)[number]) =>
    decimal.minus(order.qty ?? decimal.over(order.notional ?? '0', asset.price), order.filledQty);
  const held = holders.map(left).reduce(decimal.plus, '0');
  const available = decimal.minus(decimal.abs(position), held);
  if (decimal.compare(qty, available) <= 0) return null;
  return new Refused(
    403,
    40310000,
    `insufficient qty available for order (requested: ${qty}, available: ${available})`,
    {
      available,
      existing_qty: decimal.abs(position),
      held_for_orders: held,
      related_orders: holders.map((order) => order.id),
      symbol: asset.symbol,
    },
  );
}
