import type { BrokerConfig } from './brokers-config.ts';
import { fault } from './config-faults.ts';
import type { Failure } from './failure.ts';
import { nearestOf } from './nearest.ts';

/**
 * The exchanges of the ccxt that is pinned, by its names for them: known without the library, which a command line and a page can't
 * afford to load. A test holds the list to the library.
 */
export const ccxtExchanges: readonly string[] = `
  alpaca apex aster backpack bequant bigone binance binancecoinm binanceus binanceusdm bingx bit2c bitbank
  bitbns bitfinex bitflyer bitget bithumb bitopro bitrue bitso bitstamp bitteam bittrade bitvavo blockchaincom
  blofin btcbox btcmarkets btcturk btse bullish bybit bybiteu bybitid bydfi cex coinbase coinbaseexchange
  coinbaseinternational coincheck coinex coinmate coinone coinsph coinspot cryptocom cryptomus deepcoin delta
  deribit derive digifinex dydx extended fmfwio foxbit gate gateeu gemini grvt hashkey hibachi hitbtc hollaex
  htx hyperliquid independentreserve indodax kraken krakenfutures kucoin kucoinfutures latoken lbank lighter
  luno mercado mexc modetrade mudrex myokx nado ndax okx okxus onetrading p2b pacifica paradex paymium phemex
  poloniex revolutx tokocrypto toobit upbit weex whitebit woo woofipro xt zaif zebpay
`
  .trim()
  .split(/\s+/);

/** Each account at an exchange that ccxt does not have, with its field and the name that may have been meant. */
export function unknownExchanges(brokers: Record<string, BrokerConfig>): Failure[] {
  return Object.entries(brokers).flatMap(([name, broker]) => {
    if (broker.kind !== 'ccxt' || ccxtExchanges.includes(broker.exchange)) return [];
    const nearest = nearestOf(broker.exchange, ccxtExchanges);
    const hint = nearest === undefined ? 'See docs/ccxt.md for the names.' : `Did you mean "${nearest}"?`;
    const field = `brokers.${name}.exchange`;
    return [fault(field, `${field} is "${broker.exchange}", and ccxt has no exchange of that name.`, hint)];
  });
}
