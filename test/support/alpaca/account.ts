import { randomUUID } from 'node:crypto';
import { decimal } from '../../../src/shared/decimal.ts';
import { refusalOf } from './admission.ts';
import { Refused } from './refused.ts';
import { type Asset, assets, type Fill, type Order, type OrderRequest, type Seed, type Settings } from './types.ts';

/** Statuses after which an order does nothing more. */
const ended = new Set(['filled', 'canceled', 'expired', 'rejected', 'replaced']);

/** A limit that is as good as the market's price, or worse. */
function isMarketable({ price }: Asset, { type, side, limit_price: limit = '0' }: OrderRequest): boolean {
  return type === 'limit' && decimal.compare(limit, price) * (side === 'sell' ? -1 : 1) >= 0;
}

export const isLive = (order: Order) => !ended.has(order.status);

/**
 * The account of the imitation, as Alpaca's documentation and its users' reports describe it: open orders hold what they would
 * sell, cancels take a while, market orders fill in parts, and wait for the open while the stock market is closed.
 */
export class Account {
  readonly settings: Settings;
  readonly orders = new Map<string, Order>();
  readonly fills: Fill[] = [];
  private readonly quantities = new Map<string, string>();

  constructor(settings: Settings) {
    this.settings = settings;
  }

  asset(symbol: string): Asset {
    const found = assets.find((each) => each.symbol === symbol || each.symbol.replace('/', '') === symbol);
    if (!found) throw new Refused(422, 42210000, `asset "${symbol}" not found`);
    return found;
  }

  quantity({ symbol }: Asset): string {
    return this.quantities.get(symbol) ?? '0';
  }

  positions(): [Asset, string][] {
    return [...this.quantities]
      .filter(([, quantity]) => !decimal.isZero(quantity))
      .map(([symbol, quantity]) => [this.asset(symbol), quantity]);
  }

  live(): Order[] {
    return [...this.orders.values()].filter(isLive);
  }

  /** Orders that hold a part of a position, the held leg of a bracket only where its sibling does not hold it already. */
  holders(asset: Asset): Order[] {
    const reducing = decimal.sign(this.quantity(asset)) > 0 ? 'sell' : 'buy';
    return this.live().filter(
      (order) =>
        order.asset === asset &&
        order.side === reducing &&
        !(order.status === 'held' && order.siblings.some((sibling) => isLive(sibling) && sibling.status !== 'held')),
    );
  }

  place(request: OrderRequest): Order {
    const asset = this.asset(request.symbol);
    const refusal = refusalOf(this, asset, request);
    if (refusal) throw refusal;
    const trades = request.type === 'market' || isMarketable(asset, request);
    const order = this.add(asset, request, trades ? this.firstStatus(asset) : 'new');
    if (trades) this.fillLater(order);
    return order;
  }

  /** The venue's own liquidation of one position: an order under an id of its own, however small. */
  liquidate(symbol: string): Order {
    const asset = assets.find((each) => each.symbol.replace('/', '') === symbol);
    const quantity = asset ? this.quantity(asset) : '0';
    if (!asset || decimal.isZero(quantity)) throw new Refused(404, 40410000, 'position does not exist');
    const side = decimal.sign(quantity) > 0 ? 'sell' : 'buy';
    const qty = decimal.abs(quantity);
    const request: OrderRequest = { symbol, side, qty, type: 'market', time_in_force: 'day' };
    const refusal = refusalOf(this, asset, request, { anySize: true });
    if (refusal) throw refusal;
    const order = this.add(asset, request, this.firstStatus(asset));
    this.fillLater(order);
    return order;
  }

  cancel(id: string): void {
    const order = this.orders.get(id);
    if (!order) throw new Refused(404, 40410000, `order not found for ${id}`);
    if (!isLive(order) || order.status === 'pending_cancel') {
      throw new Refused(422, 42210000, `order is already in "${order.status}" state`);
    }
    order.status = 'pending_cancel';
    if (this.settings.cancelsStick) return;
    setTimeout(() => {
      if (!isLive(order)) return;
      if (this.settings.cancelsComeLate) return this.fill(order);
      order.status = 'canceled';
      if (this.settings.heldLegsStay) return;
      for (const sibling of order.siblings) if (isLive(sibling)) sibling.status = 'canceled';
    }, this.settings.cancelMs);
  }

  seed({ positions = {}, orders = [], brackets = [] }: Seed): void {
    for (const [symbol, quantity] of Object.entries(positions))
      this.quantities.set(this.asset(symbol).symbol, quantity);
    for (const order of orders) this.place(order);
    for (const symbol of brackets) this.addBracket(this.asset(symbol));
  }

  /** Whatever waited for the open is filled now. */
  marketOpened(): void {
    for (const order of this.live()) if (order.status === 'accepted') this.fillLater(order);
  }

  private addBracket(asset: Asset): void {
    const quantity = this.quantity(asset);
    const side = decimal.sign(quantity) > 0 ? 'sell' : 'buy';
    const common = { symbol: asset.symbol, side, qty: decimal.abs(quantity), time_in_force: 'gtc' } as const;
    const profit = this.add(asset, { ...common, type: 'limit', limit_price: decimal.times(asset.price, '2') }, 'new');
    const loss = this.add(asset, { ...common, type: 'stop', stop_price: decimal.over(asset.price, '2') }, 'held');
    for (const leg of [profit, loss]) leg.orderClass = 'bracket';
    profit.siblings = [loss];
    loss.siblings = [profit];
  }

  private add(asset: Asset, request: OrderRequest, status: string): Order {
    const order: Order = {
      ...request,
      id: randomUUID(),
      clientOrderId: request.client_order_id ?? randomUUID(),
      asset,
      orderClass: 'simple',
      status,
      filledQty: '0',
      averagePrice: null,
      submittedAt: new Date().toISOString(),
      siblings: [],
    };
    this.orders.set(order.id, order);
    return order;
  }

  private firstStatus({ assetClass }: Asset): string {
    return assetClass === 'crypto' || this.settings.marketOpen ? 'pending_new' : 'accepted';
  }

  private fillLater(order: Order): void {
    setTimeout(() => {
      if (!isLive(order) || order.status === 'pending_cancel' || this.firstStatus(order.asset) === 'accepted') return;
      this.fill(order);
      if (isLive(order)) this.fillLater(order);
    }, this.settings.fillMs);
  }

  private fill(order: Order): void {
    const { asset, side, clientOrderId } = order;
    const total = order.qty ?? decimal.over(order.notional ?? '0', asset.price);
    const left = decimal.minus(total, order.filledQty);
    const part = decimal.floorTo(
      decimal.times(left, this.settings.fillRatio),
      asset.assetClass === 'crypto' ? '0.000000001' : '1',
    );
    const qty = this.settings.fillRatio === '1' || decimal.isZero(part) ? left : part;
    const before = this.quantity(asset);
    const after = side === 'buy' ? decimal.plus(before, qty) : decimal.minus(before, qty);
    this.quantities.set(asset.symbol, after);
    this.fills.push({ clientOrderId, symbol: asset.symbol, side, qty, before, after });
    order.filledQty = decimal.plus(order.filledQty, qty);
    order.averagePrice = asset.price;
    order.status = decimal.compare(order.filledQty, total) >= 0 ? 'filled' : 'partially_filled';
    // One leg of a bracket cancels the other, whatever becomes of cancels.
    if (order.status === 'filled')
      for (const sibling of order.siblings) if (isLive(sibling)) sibling.status = 'canceled';
  }
}
