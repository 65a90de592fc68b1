import { binance, binanceusdm } from './binance.ts';
import { bybit } from './bybit.ts';
import { kraken } from './kraken.ts';
import { krakenfutures } from './krakenfutures.ts';
import { okx } from './okx.ts';
import type { Venue } from './venue.ts';

/** Venues with a table of their own. Others work by the generic way, as far as ccxt's flags are true, and are called untested. */
const venues: readonly Venue[] = [binance, binanceusdm, bybit, kraken, krakenfutures, okx];

export function venueOf(exchange: string): Venue | null {
  return venues.find((venue) => venue.exchange === exchange) ?? null;
}
