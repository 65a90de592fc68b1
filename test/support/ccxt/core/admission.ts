import { decimal } from '../../../../src/shared/decimal.ts';
import type { Core } from './core.ts';
import { isLive } from './live.ts';
import { Refused } from './refused.ts';
import type { Instrument, Order, OrderRequest } from './types.ts';

/** Throws `Refused` for an order that the venue would not take now. */
export function admit(core: Core, instrument: Instrument, request: OrderRequest): void {
  const { settings } = core;
  if (!settings.canTrade) throw new Refused('trading_forbidden');
  admitId(core, request.clientId);
  if (settings.closed.includes(instrument.id)) throw new Refused('market_closed');
  if (request.type === 'market' && settings.noMarketOrders.includes(instrument.id)) {
    throw new Refused('no_market_orders');
  }
  admitSize(core, instrument, request);
  admitPrice(core, instrument, request);
  if (instrument.kind === 'spot') admitBalance(core, instrument, request);
  else admitPosition(core, instrument, request);
}

function admitId(core: Core, clientId: string | undefined): void {
  if (clientId === undefined) return;
  const known = core.byClientId(clientId);
  if (known && (isLive(known) || !core.settings.idsAreFreeAfterwards)) throw new Refused('duplicate_client_id');
}

function admitSize({ settings }: Core, instrument: Instrument, request: OrderRequest): void {
  const { type, quantity, price, reduceOnly } = request;
  if (quantity === null) return;
  if (decimal.sign(quantity) <= 0) throw new Refused('bad_request');
  const most = type === 'market' ? settings.maxQuantity[instrument.id] : undefined;
  if (most !== undefined && decimal.compare(quantity, most) > 0) throw new Refused('above_maximum', { maximum: most });
  const least = settings.minQuantity[instrument.id] ?? instrument.minQuantity;
  if (decimal.compare(quantity, least) < 0) throw new Refused('below_minimum', { minimum: least });
  if (decimal.compare(decimal.floorTo(quantity, instrument.step), quantity) !== 0) {
    throw new Refused('below_minimum', { step: instrument.step });
  }
  const notional = decimal.times(quantity, price ?? instrument.price);
  // Venues let orders that only reduce be as small as the position is.
  if (!reduceOnly && decimal.compare(notional, instrument.minNotional) < 0) {
    throw new Refused('below_notional', { minimum: instrument.minNotional });
  }
}

function admitPrice({ settings }: Core, instrument: Instrument, { type, side, price }: OrderRequest): void {
  if (type !== 'limit' || price === undefined) return;
  if (decimal.compare(decimal.floorTo(price, instrument.tick), price) !== 0) {
    throw new Refused('bad_request', { tick: instrument.tick });
  }
  const factor = side === 'sell' ? decimal.minus('1', settings.priceBand) : decimal.plus('1', settings.priceBand);
  const bound = decimal.times(instrument.price, factor);
  const isOutside = side === 'sell' ? decimal.compare(price, bound) < 0 : decimal.compare(price, bound) > 0;
  if (isOutside) throw new Refused('price_band', { bound, side });
}

/** Spot: an order takes from what no other one holds. */
function admitBalance(core: Core, { base, quote, price: last }: Instrument, request: OrderRequest): void {
  const { side, quantity, price, borrows } = request;
  if (borrows || quantity === null) return;
  const currency = side === 'sell' ? base : quote;
  const needed = side === 'sell' ? quantity : decimal.times(quantity, price ?? last);
  const free = decimal.minus(core.holdings.balance(currency), core.held(currency));
  if (decimal.compare(needed, free) > 0) throw new Refused('insufficient_balance', { currency, free, needed });
}

/** A leg of a hedge has no other side: an order against it only reduces. */
export function closesLeg({ leg, side }: Pick<Order, 'leg' | 'side'>): boolean {
  return leg === 'long' ? side === 'sell' : leg === 'short' && side === 'buy';
}

function admitPosition(core: Core, instrument: Instrument, request: OrderRequest): void {
  const { leg = 'net', reduceOnly = false, side } = request;
  const { settings } = core;
  if ((leg === 'net') === settings.hedge) throw new Refused('wrong_position_side');
  if (reduceOnly && leg !== 'net' && !settings.reduceOnlyWithLeg) throw new Refused('reduce_only_in_hedge');
  const position = core.holdings.position(instrument.id, leg);
  const reduces = decimal.sign(position) === (side === 'sell' ? 1 : -1);
  const closes = closesLeg({ leg, side });
  if (!reduceOnly && !closes) return;
  if (!reduces) throw new Refused('nothing_to_reduce');
  const quantity = request.quantity ?? decimal.abs(position);
  const others = core
    .live({ instrument: instrument.id })
    .filter((order) => order.leg === leg && order.side === side && (order.reduceOnly || closes))
    .map((order) => core.left(order))
    .reduce(decimal.plus, '0');
  const room = decimal.minus(decimal.abs(position), settings.reduceOnlyIsShared ? others : '0');
  if (decimal.compare(quantity, room) <= 0) return;
  if (settings.reduceOnlyIsShared && decimal.sign(others) > 0) throw new Refused('reduced_already');
  if (settings.reduceOnlyExcess === 'refuse') throw new Refused('nothing_to_reduce');
}
