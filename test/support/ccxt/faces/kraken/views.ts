import { decimal } from '../../../../../src/shared/decimal.ts';
import type { Core } from '../../core/core.ts';
import type { Instrument, Order, OrderType } from '../../core/types.ts';
import { altNames, onMargin, pairOf } from './instruments.ts';

/** Ids of orders in the venue's form, six and five and six characters. */
export const txidOf = ({ id }: Order) =>
  `O${id.padStart(5, '0').slice(0, 5)}-${id.padStart(5, '0').slice(-5)}-${id.padStart(6, '0').slice(-6)}`;

export function pairView({ id, base, quote, tick, minQuantity, minNotional }: Instrument, { settings }: Core): object {
  return {
    altname: altNames[id],
    wsname: `${altNames[id]?.slice(0, 3)}/USD`,
    aclass_base: 'currency',
    base,
    aclass_quote: 'currency',
    quote,
    pair_decimals: (tick.split('.')[1] ?? '').length,
    cost_decimals: 5,
    lot_decimals: 8,
    lot_multiplier: 1,
    leverage_buy: [2, 3, 5],
    leverage_sell: [2, 3, 5],
    fees: [[0, 0.4]],
    fees_maker: [[0, 0.25]],
    margin_call: 80,
    margin_stop: 40,
    ordermin: minQuantity,
    costmin: minNotional,
    tick_size: tick,
    status: settings.closed.includes(id) ? 'cancel_only' : 'online',
  };
}

export function tickerView({ price }: Instrument): object {
  const level = [price, '1', '1.000'];
  return {
    a: level,
    b: level,
    c: [price, '0.1'],
    v: ['1', '1'],
    p: [price, price],
    t: [1, 1],
    l: [price, price],
    h: [price, price],
    o: price,
  };
}

/** Of every currency, with what open sales and purchases hold. */
export function balancesView(core: Core): object {
  const rows = core.holdings
    .balances()
    .map(([currency, balance]) => [currency, { balance, hold_trade: core.held(currency) }]);
  return Object.fromEntries(rows);
}

const types: Readonly<Record<OrderType, string>> = {
  market: 'market',
  limit: 'limit',
  stop: 'stop-loss',
  stop_limit: 'stop-loss-limit',
  take_profit: 'take-profit',
  take_profit_limit: 'take-profit-limit',
  trailing_stop: 'trailing-stop',
};

export function orderView(order: Order, core: Core): object {
  const { instrument, clientId, side, type, price, trigger, quantity, filled, averagePrice, status, atMs } = order;
  const isMargin = instrument === onMargin(pairOf(instrument));
  const isTriggered = trigger !== null;
  const volume = quantity ?? core.left(order);
  return {
    refid: null,
    userref: 0,
    cl_ord_id: clientId,
    status: { open: 'open', cancelling: 'open', filled: 'closed', cancelled: 'canceled', rejected: 'expired' }[status],
    opentm: atMs / 1_000,
    starttm: 0,
    expiretm: 0,
    descr: {
      pair: altNames[pairOf(instrument)],
      type: side,
      ordertype: types[type],
      price: (isTriggered ? trigger : price) ?? '0',
      price2: (isTriggered ? price : null) ?? '0',
      leverage: isMargin ? '2:1' : 'none',
      order: describe(order),
      close: '',
    },
    vol: volume,
    vol_exec: filled,
    cost: decimal.times(filled, averagePrice ?? '0'),
    fee: '0.00000',
    price: averagePrice ?? '0.00000',
    stopprice: '0.00000',
    limitprice: '0.00000',
    misc: '',
    oflags: 'fciq',
    reduce_only: order.reduceOnly,
  };
}

export function describe({ instrument, side, type, quantity, price }: Order): string {
  const isMargin = instrument !== pairOf(instrument);
  const at = type === 'market' ? 'market' : `limit ${price ?? '0'}`;
  return `${side} ${quantity} ${altNames[pairOf(instrument)]} @ ${at}${isMargin ? ' with 2:1 leverage' : ''}`;
}

/** Positions in one pair together. */
export function positionView({ instrument, quantity }: { instrument: string; quantity: string }, core: Core): object {
  const volume = decimal.abs(quantity);
  const { price } = core.instrument(instrument);
  return {
    pair: pairOf(instrument),
    positions: '1',
    type: decimal.sign(quantity) > 0 ? 'buy' : 'sell',
    leverage: '2.00000',
    cost: decimal.times(volume, price),
    fee: '0.00000',
    vol: volume,
    vol_closed: '0.00000000',
    margin: decimal.over(decimal.times(volume, price), '2'),
    value: decimal.times(volume, price),
    net: '+0.0000',
  };
}
