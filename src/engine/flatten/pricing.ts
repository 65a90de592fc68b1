import type { Side } from '../../shared/api/state.ts';
import { type Decimal, decimal } from '../../shared/decimal.ts';
import type { Position } from '../brokers/broker.ts';
import type { FlattenLimits } from './limits.ts';
import type { CloseTrack } from './tracks.ts';

/** A close that is no market order: a limit order that should trade at once. */
export interface Limit {
  price: Decimal;
  /** How far beyond the last price it goes, as a fraction of it. */
  reach: number;
}

/**
 * How the next close of an instrument is priced; null is a market order, which is what every close begins with. A venue that takes
 * none, or refuses the price, gets limit orders: made anew from the newest price each time, narrower after a refusal by
 * the venue's band, wider after one that rested and did not trade.
 */
export function nextLimit(
  { lastPrice }: Position,
  side: Side,
  track: CloseTrack | undefined,
  limits: FlattenLimits,
): Limit | null {
  const reach = track ? reachAfter(track, limits) : null;
  if (reach === null || lastPrice === null || decimal.sign(lastPrice) <= 0) return null;
  const away = decimal.times(lastPrice, decimal.of(reach));
  const wanted = side === 'sell' ? decimal.minus(lastPrice, away) : decimal.plus(lastPrice, away);
  return { price: withinBand(wanted, side, track?.priceLimit ?? null), reach };
}

function reachAfter({ state, because, limit }: CloseTrack, limits: FlattenLimits): number | null {
  if (because === 'market_orders_refused') return limit?.reach ?? limits.limitReachFirst;
  if (because === 'price_band') return limit ? Math.max(limits.limitReachMin, limit.reach / 2) : limits.limitReachFirst;
  // The venue wants no limit order either, or no such one: then the plainest order is tried again.
  if (limit === null || because === 'other') return null;
  if (state === 'refused' || state === 'absent') return limit.reach;
  return Math.min(limits.limitReachMax, limit.reach * 2);
}

function withinBand(wanted: Decimal, side: Side, furthest: Decimal | null): Decimal {
  if (furthest === null) return wanted;
  const isBeyond = decimal.compare(wanted, furthest) === (side === 'sell' ? -1 : 1);
  return isBeyond ? furthest : wanted;
}
