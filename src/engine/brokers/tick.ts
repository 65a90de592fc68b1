import type { Side } from '../../shared/api/state.ts';
import { type Decimal, decimal } from '../../shared/decimal.ts';

/**
 * A limit price at a multiple of the venue's tick, at most one tick nearer to the market and never further from it than asked: a
 * price that was made to fit into the venue's band must not be rounded out of it. `tick` is above zero.
 */
export function towardsMarket(price: Decimal, tick: Decimal, side: Side): Decimal {
  const below = decimal.floorTo(price, tick);
  return side === 'sell' && below !== decimal.of(price) ? decimal.plus(below, tick) : below;
}
