import type { Core } from '../../core/core.ts';
import { Refused } from '../../core/refused.ts';
import type { Instrument } from '../../core/types.ts';

/** A part of the unified account with symbols of its own: `BTCUSDT` is a pair in one and a contract in another. */
export type Category = 'spot' | 'linear' | 'inverse';

const spot = { kind: 'spot', settle: '', minNotional: '5', contractSize: '1' } as const;
const linear = { kind: 'linear', quote: 'USDT', settle: 'USDT', minNotional: '5', contractSize: '1' } as const;

/** Ids are `category:symbol`. */
export const bybitInstruments: readonly Instrument[] = [
  {
    ...spot,
    id: 'spot:BTCUSDT',
    base: 'BTC',
    quote: 'USDT',
    price: '60000',
    tick: '0.01',
    step: '0.000001',
    minQuantity: '0.000001',
  },
  {
    ...spot,
    id: 'spot:ETHUSDT',
    base: 'ETH',
    quote: 'USDT',
    price: '3000',
    tick: '0.01',
    step: '0.00001',
    minQuantity: '0.00001',
  },
  {
    ...spot,
    id: 'spot:SOLUSDT',
    base: 'SOL',
    quote: 'USDT',
    price: '150',
    tick: '0.01',
    step: '0.001',
    minQuantity: '0.001',
  },
  { ...linear, id: 'linear:BTCUSDT', base: 'BTC', price: '60000', tick: '0.1', step: '0.001', minQuantity: '0.001' },
  { ...linear, id: 'linear:ETHUSDT', base: 'ETH', price: '3000', tick: '0.01', step: '0.01', minQuantity: '0.01' },
  { ...linear, id: 'linear:SOLUSDT', base: 'SOL', price: '150', tick: '0.01', step: '0.1', minQuantity: '0.1' },
  {
    ...linear,
    id: 'linear:BTCPERP',
    base: 'BTC',
    quote: 'USDC',
    settle: 'USDC',
    price: '60000',
    tick: '0.1',
    step: '0.001',
    minQuantity: '0.001',
  },
  {
    id: 'inverse:BTCUSD',
    kind: 'inverse',
    base: 'BTC',
    quote: 'USD',
    settle: 'BTC',
    price: '60000',
    tick: '0.5',
    step: '1',
    minQuantity: '1',
    minNotional: '0',
    contractSize: '1',
  },
];

export function categoryOf(instrumentId: string): Category {
  const { category } = parts(instrumentId);
  if (category === 'spot' || category === 'linear' || category === 'inverse') return category;
  throw new Error(`not an instrument of Bybit: ${instrumentId}`);
}

export function symbolOf(instrumentId: string): string {
  return parts(instrumentId).symbol;
}

export function instrumentOf(core: Core, category: string | undefined, symbol: string | undefined): Instrument {
  if (symbol === undefined) throw new Refused('bad_request', { parameter: 'symbol' });
  return core.instrument(`${category}:${symbol}`);
}

function parts(instrumentId: string): { category: string; symbol: string } {
  const [category = '', symbol = ''] = instrumentId.split(':');
  return { category, symbol };
}
