import { decimal } from '../../../../src/shared/decimal.ts';
import { admit, closesLeg } from './admission.ts';
import { Holdings } from './holdings.ts';
import { isLive } from './live.ts';
import { Refused } from './refused.ts';
import type { Fill, Instrument, Leg, Order, OrderClass, OrderRequest, Seed, Settings } from './types.ts';

/**
 * An account at a crypto venue, as venues have it in common: wallets from which resting orders hold, positions in one or two legs,
 * orders that wait, fill in parts and take a while to be cancelled. Whatever venues call things is the faces' affair.
 */
export class Core {
  readonly settings: Settings;
  readonly instruments: ReadonlyMap<string, Instrument>;
  readonly holdings = new Holdings();
  readonly orders = new Map<string, Order>();
  readonly fills: Fill[] = [];
  private nextId = 1_000_001;

  constructor(instruments: readonly Instrument[], settings: Settings) {
    this.instruments = new Map(instruments.map((instrument) => [instrument.id, instrument]));
    this.settings = settings;
  }

  instrument(id: string | undefined): Instrument {
    const found = this.instruments.get(id ?? '');
    if (!found) throw new Refused('unknown_instrument', { id: String(id) });
    return found;
  }

  /** Milliseconds since 1970 by the venue's clock. */
  nowMs(): number {
    return Date.now() + this.settings.clockOffsetMs;
  }

  live(where: { instrument?: string | undefined; class?: OrderClass } = {}): Order[] {
    return [...this.orders.values()].filter(
      (order) =>
        isLive(order) &&
        (where.instrument === undefined || order.instrument === where.instrument) &&
        (where.class === undefined || order.class === where.class),
    );
  }

  /** What live orders hold of a currency's wallet. */
  held(currency: string): string {
    return this.live()
      .map((order) => this.holdOf(order))
      .filter((hold) => hold.currency === currency)
      .map(({ quantity }) => quantity)
      .reduce(decimal.plus, '0');
  }

  /** What is left to fill of an order; for one over a whole position, that position. */
  left(order: Order): string {
    const total = order.quantity ?? decimal.abs(this.holdings.position(order.instrument, order.leg));
    return decimal.minus(total, order.filled);
  }

  /** Places an order; market orders fill by and by, others rest. Throws `Refused`. */
  place(request: OrderRequest, { overWire = true } = {}): Order {
    const instrument = this.instrument(request.instrument);
    if (overWire) admit(this, instrument, request);
    const order = this.add(request, overWire);
    if (order.type === 'market' || this.crosses(order)) this.fillLater(order);
    else if (order.immediateOrCancel) order.status = 'cancelled';
    return order;
  }

  /** Asks for the end of an order, which comes after `cancelMs`. Throws `Refused` for one that is over. */
  cancel(order: Order | undefined): Order {
    if (order?.status !== 'open') throw new Refused('order_gone');
    order.status = 'cancelling';
    if (!this.settings.cancelsStick) {
      setTimeout(() => {
        if (order.status === 'cancelling') order.status = 'cancelled';
      }, this.settings.cancelMs);
    }
    return order;
  }

  byClientId(clientId: string | undefined): Order | undefined {
    if (clientId === undefined) return undefined;
    return [...this.orders.values()].findLast((order) => order.clientId === clientId);
  }

  /** A resting order is filled now, as if the price had come to it. */
  fill(id: string): void {
    const order = this.orders.get(id);
    if (order && isLive(order)) this.fillPart(order, this.left(order));
  }

  seed({ balances = {}, positions = [], orders = [] }: Seed): void {
    for (const [currency, quantity] of Object.entries(balances)) this.holdings.setBalance(currency, quantity);
    for (const { instrument, leg = 'net', quantity } of positions) {
      this.holdings.setPosition(this.instrument(instrument).id, leg, quantity);
    }
    for (const order of orders) this.place(order, { overWire: false });
  }

  /** A limit order at the market's price or beyond. */
  private crosses({ type, side, price, instrument }: Order): boolean {
    if (type !== 'limit' || price === null) return false;
    const better = decimal.compare(price, this.instrument(instrument).price);
    return side === 'sell' ? better <= 0 : better >= 0;
  }

  private holdOf(order: Order): { currency: string; quantity: string } {
    const { kind, base, quote, price } = this.instrument(order.instrument);
    if (kind !== 'spot') return { currency: '', quantity: '0' };
    const left = this.left(order);
    if (order.side === 'sell') return { currency: base, quantity: left };
    return { currency: quote, quantity: decimal.times(left, order.price ?? order.trigger ?? price) };
  }

  private add(request: OrderRequest, overWire: boolean): Order {
    const id = String(this.nextId++);
    const isPlain = request.type === 'market' || request.type === 'limit';
    const order: Order = {
      reduceOnly: false,
      leg: 'net',
      immediateOrCancel: false,
      borrows: false,
      ...request,
      clientId: request.clientId ?? `venue-${id}`,
      id,
      class: isPlain ? 'plain' : 'conditional',
      price: request.price ?? null,
      trigger: request.trigger ?? null,
      status: 'open',
      filled: '0',
      averagePrice: null,
      atMs: this.nowMs(),
      overWire,
    };
    this.orders.set(id, order);
    return order;
  }

  private fillLater(order: Order): void {
    setTimeout(() => {
      if (order.status !== 'open') return;
      const { step } = this.instrument(order.instrument);
      const left = this.left(order);
      const part = decimal.floorTo(decimal.times(left, this.settings.fillRatio), step);
      this.fillPart(order, this.settings.fillRatio === '1' || decimal.isZero(part) ? left : part);
      if (!isLive(order)) return;
      const isImmediate = order.type === 'market' || order.immediateOrCancel;
      if (!isImmediate || this.settings.restsCancelled === 0) return this.fillLater(order);
      this.settings.restsCancelled -= 1;
      order.status = 'cancelled';
    }, this.settings.fillMs);
  }

  private fillPart(order: Order, wanted: string): void {
    const instrument = this.instrument(order.instrument);
    const quantity = order.reduceOnly || closesLeg(order) ? this.reducible(order, wanted) : wanted;
    if (decimal.isZero(quantity)) {
      order.status = 'cancelled';
      return;
    }
    const { before, after } = this.holdings.trade(instrument, order.leg, order.side, quantity);
    const { id: orderId, clientId, side, leg, overWire } = order;
    const { price } = instrument;
    this.fills.push({
      orderId,
      clientId,
      instrument: instrument.id,
      leg,
      side,
      quantity,
      price,
      before,
      after,
      overWire,
    });
    order.filled = decimal.plus(order.filled, quantity);
    order.averagePrice = price;
    if (decimal.sign(this.left(order)) <= 0 || order.quantity === null) order.status = 'filled';
    else if (decimal.compare(quantity, wanted) < 0) order.status = 'cancelled';
  }

  /** Of `wanted`, what takes a position towards zero. */
  private reducible(order: Order, wanted: string): string {
    const position = this.holdings.position(order.instrument, order.leg);
    const reduces = decimal.sign(position) === (order.side === 'sell' ? 1 : -1);
    return reduces ? decimal.min(decimal.abs(position), wanted) : '0';
  }

  /** The holding that an order of this instrument and leg changes, negative when short. */
  holding(instrument: Instrument, leg: Leg): string {
    return instrument.kind === 'spot'
      ? this.holdings.balance(instrument.base)
      : this.holdings.position(instrument.id, leg);
  }
}
