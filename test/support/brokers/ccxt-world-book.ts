import { decimal } from '../../../src/shared/decimal.ts';
import type { Instrument, Leg, OrderRequest, OrderType, Seed, Side } from '../ccxt/core/types.ts';
import type { CcxtWorld, WorldTable } from './ccxt-world.ts';

/** What is open in a world's account: one holding of a coin, or of a contract or a leg of one. Negative when short or owed. */
interface Holding {
  instrument: Instrument;
  leg: Leg;
  quantity: string;
}

export function seedOf(table: WorldTable, world: CcxtWorld): Seed {
  const wallet = walletOf(table, world);
  const positions = positionsOf(table, world);
  return {
    balances: {
      [table.cash.venue]: '100000000',
      ...Object.fromEntries(wallet.map(({ instrument, quantity }) => [instrument.base, quantity])),
    },
    positions: positions.map(({ instrument: { id }, leg, quantity }) => ({ instrument: id, leg, quantity })),
    orders: restingOn(table, world, [...wallet, ...positions]),
  };
}

/** What is not for sale: half of a coin's balance, in steps of its market. */
export function keptOf(table: WorldTable, world: CcxtWorld): { instrument: Instrument; kept: string }[] {
  return walletOf(table, world).flatMap(({ instrument, quantity }) => {
    if (world.wallet[instrument.id]?.isKeptInPart !== true || decimal.sign(quantity) < 0) return [];
    return [{ instrument, kept: decimal.floorTo(decimal.times(quantity, '0.5'), instrument.step) }];
  });
}

/** The least of an instrument that can be traded. */
export function unitOf({ step, minQuantity }: Instrument): string {
  return decimal.compare(step, minQuantity) > 0 ? step : minQuantity;
}

interface WantedOrder extends Holding {
  side: Side;
  type: OrderType;
}

/** Far from the market: ten times the price, or a tenth of it. */
export function orderAgainst({ instrument, leg, quantity, side, type }: WantedOrder): OrderRequest {
  const { id, price: last, tick } = instrument;
  const far = decimal.floorTo(decimal.times(last, side === 'sell' ? '10' : '0.1'), tick);
  const hasPrice = type === 'limit' || type.endsWith('_limit');
  const hasTrigger = type !== 'limit' && type !== 'market';
  return {
    ...{ instrument: id, side, type, quantity, leg },
    ...(hasPrice && { price: far }),
    ...(hasTrigger && { trigger: far }),
  };
}

function walletOf({ instruments }: WorldTable, { wallet }: CcxtWorld): Holding[] {
  return instruments.flatMap((instrument): Holding[] => {
    const held = wallet[instrument.id];
    if (!held) return [];
    return [{ instrument, leg: 'net', quantity: held.isOwed ? decimal.negate(held.amount) : held.amount }];
  });
}

function positionsOf({ instruments }: WorldTable, { contracts, hedge }: CcxtWorld): Holding[] {
  return instruments.flatMap((instrument): Holding[] => {
    const { long = 0, short = 0 } = contracts[instrument.id] ?? {};
    const held = (leg: Leg, count: number): Holding[] =>
      count === 0 ? [] : [{ instrument, leg, quantity: decimal.times(unitOf(instrument), String(count)) }];
    if (!hedge) return held('net', long || -short);
    return [...held('long', long), ...held('short', -short)];
  });
}

/** Orders that take a part of a holding, or add to it. */
function restingOn({ orderTypes }: WorldTable, { orders, hedge }: CcxtWorld, holdings: readonly Holding[]) {
  return orders.flatMap(({ nth, percent, type: nthType, reduces }): OrderRequest[] => {
    const { instrument, leg, quantity: held } = holdings[nth % Math.max(1, holdings.length)] ?? {};
    if (!instrument || !leg || held === undefined) return [];
    const isSpot = instrument.kind === 'spot';
    const part = decimal.times(decimal.abs(held), decimal.over(String(percent), '100'));
    const quantity = decimal.floorTo(part, instrument.step);
    const types = isSpot ? orderTypes.spot : orderTypes.contract;
    const type = types[nthType % types.length];
    if (decimal.isZero(quantity) || type === undefined) return [];
    const side: Side = decimal.sign(held) > 0 === reduces ? 'sell' : 'buy';
    const order = orderAgainst({ instrument, leg, quantity, side, type });
    return [{ ...order, reduceOnly: reduces && !isSpot && !hedge }];
  });
}
