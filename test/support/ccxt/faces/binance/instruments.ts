import { decimal } from '../../../../../src/shared/decimal.ts';
import type { Instrument } from '../../core/types.ts';

/** Binance calls the pair and its perpetual the same, `BTCUSDT`, at two hosts; the core's ids of perpetuals have this at their end. */
const perpetual = '#perpetual';

const coins: readonly [base: string, price: string, step: string, tick: string][] = [
  ['BTC', '60000', '0.00001', '0.01'],
  ['ETH', '3000', '0.0001', '0.01'],
  ['SOL', '150', '0.001', '0.01'],
  ['XRP', '0.5', '0.1', '0.0001'],
  ['BNB', '600', '0.001', '0.01'],
  ...Array.from({ length: 60 }, (_, nth): [string, string, string, string] => [`C${nth}X`, '20', '0.01', '0.001']),
];

function spot([base, price, step, tick]: (typeof coins)[number]): Instrument {
  const id = `${base}USDT`;
  const common = { id, base, quote: 'USDT', settle: 'USDT', price, tick, step, contractSize: '1' };
  return { ...common, kind: 'spot', minQuantity: step, minNotional: '5' };
}

function linear([base, price, , tick]: (typeof coins)[number]): Instrument {
  const id = `${base}USDT${perpetual}`;
  const step = decimal.compare(price, '100') > 0 ? '0.001' : '0.1';
  const common = { id, base, quote: 'USDT', settle: 'USDT', price, tick, step, contractSize: '1' };
  return { ...common, kind: 'linear', minQuantity: step, minNotional: '5' };
}

export const binanceInstruments: readonly Instrument[] = [...coins.map(spot), ...coins.map(linear)];

/** The core's id of what the wire calls `symbol` at the futures host. */
export function perpetualId(symbol: string | undefined): string | undefined {
  return symbol === undefined ? undefined : `${symbol}${perpetual}`;
}

/** What the wire calls an instrument of the core. */
export function wireSymbol(id: string): string {
  return id.replace(perpetual, '');
}
