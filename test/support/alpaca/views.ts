import { decimal } from '../../../src/shared/decimal.ts';
import type { Account } from './account.ts';
import type { Asset, Order } from './types.ts';

/** The shapes of Alpaca's answers, with every field that its published document requires. */
export function orderView(order: Order): object {
  const { asset, status } = order;
  const at = order.submittedAt;
  return {
    id: order.id,
    client_order_id: order.clientOrderId,
    created_at: at,
    updated_at: at,
    submitted_at: at,
    filled_at: status === 'filled' ? at : null,
    expired_at: null,
    canceled_at: status === 'canceled' ? at : null,
    failed_at: null,
    replaced_at: null,
    replaced_by: null,
    replaces: null,
    asset_id: assetId(asset),
    symbol: asset.symbol,
    asset_class: asset.assetClass,
    notional: order.notional ?? null,
    qty: order.qty ?? null,
    filled_qty: order.filledQty,
    filled_avg_price: order.averagePrice,
    order_class: order.orderClass === 'simple' ? '' : order.orderClass,
    order_type: order.type,
    type: order.type,
    side: order.side,
    time_in_force: order.time_in_force,
    limit_price: order.limit_price ?? null,
    stop_price: order.stop_price ?? null,
    trail_percent: order.trail_percent ?? null,
    trail_price: null,
    hwm: null,
    status,
    extended_hours: false,
    legs: null,
    ...(order.position_intent !== undefined && { position_intent: order.position_intent }),
  };
}

/** A pair has no slash among the positions. */
export function positionViews(account: Account): object[] {
  return account.positions().map(([asset, qty]) => ({
    asset_id: assetId(asset),
    symbol: asset.symbol.replace('/', ''),
    exchange: asset.assetClass === 'crypto' ? '' : 'NASDAQ',
    asset_class: asset.assetClass,
    asset_marginable: asset.assetClass !== 'crypto',
    avg_entry_price: asset.price,
    qty,
    qty_available: qty,
    side: decimal.sign(qty) > 0 ? 'long' : 'short',
    market_value: decimal.times(qty, asset.price),
    cost_basis: decimal.times(qty, asset.price),
    unrealized_pl: '0',
    unrealized_plpc: '0',
    unrealized_intraday_pl: '0',
    unrealized_intraday_plpc: '0',
    current_price: asset.price,
    lastday_price: asset.price,
    change_today: '0',
  }));
}

export function accountView({ settings }: Account): object {
  return {
    id: '1d9eed04-be39-4e01-9b84-a48ac5bbafcf',
    account_number: settings.accountNumber,
    status: 'ACTIVE',
    crypto_status: 'ACTIVE',
    currency: 'USD',
    equity: '100000',
    cash: '50000',
    buying_power: '200000',
    maintenance_margin: settings.maintenanceMargin,
    multiplier: '2',
    shorting_enabled: true,
    trading_blocked: settings.tradingBlocked,
    transfers_blocked: false,
    account_blocked: false,
    trade_suspended_by_user: false,
    created_at: '2024-01-02T10:00:00.000000Z',
  };
}

/** Opens and closes an hour from now, whichever comes next. */
export function clockView({ settings }: Account): object {
  const nowMs = Date.now() + settings.clockOffsetMs;
  const hourMs = 3_600_000;
  const [nextOpenMs, nextCloseMs] = settings.marketOpen ? [20 * hourMs, hourMs] : [hourMs, 8 * hourMs];
  const at = (ms: number) => new Date(nowMs + ms).toISOString();
  return { timestamp: at(0), is_open: settings.marketOpen, next_open: at(nextOpenMs), next_close: at(nextCloseMs) };
}

/** Stable for a symbol, and a UUID. */
function assetId({ symbol }: Asset): string {
  return `00000000-0000-4000-8000-${Buffer.from(symbol).toString('hex').padEnd(12, '0').slice(0, 12)}`;
}
