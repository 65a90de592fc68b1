import type { CcxtExchange, CcxtMarket } from './library.ts';
import type { ActiveSection } from './spending.ts';
import type { Leg } from './venues/venue.ts';

/** What a symbol of ours stands for. */
export interface Instrument {
  section: ActiveSection;
  market: CcxtMarket;
  leg: Leg;
}

/** The longest first: each is the end of a name. */
const legs: readonly Leg[] = ['isolated long', 'isolated short', 'isolated', 'long', 'short'];

/** The name of an instrument: ccxt's symbol, which leg of a hedge, and the section's mark. */
export function symbolOf(section: ActiveSection, symbol: string, leg: Leg): string {
  return `${symbol}${leg === 'net' ? '' : ` ${leg}`}${section.mark}`;
}

/** What a name of ours stands for; null for none, such as a currency without a market. */
export function instrumentOf(
  exchange: CcxtExchange,
  sections: readonly ActiveSection[],
  name: string,
): Instrument | null {
  for (const section of sections) {
    if (!name.endsWith(section.mark)) continue;
    const bare = name.slice(0, name.length - section.mark.length);
    const leg = legs.find((each) => bare.endsWith(` ${each}`)) ?? 'net';
    const market = exchange.markets?.[leg === 'net' ? bare : bare.slice(0, -leg.length - 1)];
    if (market && section.trades(market)) return { section, market, leg };
  }
  return null;
}

/** The market in which a currency is sold for money: the first of `cash` that has an open one. */
export function cashMarket(
  exchange: CcxtExchange,
  section: ActiveSection,
  currency: string,
  cash: readonly string[],
): CcxtMarket | null {
  const markets = cash.flatMap((money) => exchange.markets?.[`${currency}/${money}`] ?? []);
  const traded = markets.filter((market) => section.trades(market));
  return traded.find(({ active }) => active !== false) ?? traded[0] ?? null;
}
