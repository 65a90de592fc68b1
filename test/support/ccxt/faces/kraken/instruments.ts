import type { Instrument } from '../../core/types.ts';

const pair = { kind: 'spot', quote: 'ZUSD', settle: '', contractSize: '1', step: '0.00000001' } as const;
const margin = { kind: 'linear', quote: 'ZUSD', settle: 'ZUSD', contractSize: '1', step: '0.00000001' } as const;

interface Pair {
  id: string;
  base: string;
  price: string;
  tick: string;
  minQuantity: string;
}

const pairs: readonly Pair[] = [
  { id: 'XXBTZUSD', base: 'XXBT', price: '60000', tick: '0.1', minQuantity: '0.0001' },
  { id: 'XETHZUSD', base: 'XETH', price: '3000', tick: '0.01', minQuantity: '0.002' },
  { id: 'SOLUSD', base: 'SOL', price: '150', tick: '0.01', minQuantity: '0.05' },
];

/** A margin position is one in an instrument of its own, which no list of the venue has: the pair's id with this after it. */
export const onMargin = (id: string) => `${id}#margin`;

/** Each pair, and the margin positions on it. */
export const krakenInstruments: readonly Instrument[] = pairs.flatMap((each) => [
  { ...pair, ...each, minNotional: '0.5' },
  { ...margin, ...each, id: onMargin(each.id), minNotional: '0.5' },
]);

/** Other names of the pairs and of their currencies, as the venue gives them. */
export const altNames: Readonly<Record<string, string>> = { XXBTZUSD: 'XBTUSD', XETHZUSD: 'ETHUSD', SOLUSD: 'SOLUSD' };

export const pairOf = (id: string) => id.replace(/#margin$/, '');
