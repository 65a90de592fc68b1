import type { Instrument } from '../../core/types.ts';

const spot = { kind: 'spot', settle: '', minNotional: '0', contractSize: '1' } as const;
const perpetual = { kind: 'linear', quote: 'USDT', settle: 'USDT', minNotional: '0', step: '0.01' } as const;

/** By the venue's own ids. Quantities of contracts are numbers of contracts, of which parts are traded too. */
export const okxInstruments: readonly Instrument[] = [
  {
    ...spot,
    id: 'BTC-USDT',
    base: 'BTC',
    quote: 'USDT',
    price: '60000',
    tick: '0.1',
    step: '0.00000001',
    minQuantity: '0.00001',
  },
  {
    ...spot,
    id: 'ETH-USDT',
    base: 'ETH',
    quote: 'USDT',
    price: '3000',
    tick: '0.01',
    step: '0.000001',
    minQuantity: '0.001',
  },
  {
    ...spot,
    id: 'SOL-USDT',
    base: 'SOL',
    quote: 'USDT',
    price: '150',
    tick: '0.01',
    step: '0.0001',
    minQuantity: '0.01',
  },
  {
    ...perpetual,
    id: 'BTC-USDT-SWAP',
    base: 'BTC',
    price: '60000',
    tick: '0.1',
    minQuantity: '0.01',
    contractSize: '0.01',
  },
  {
    ...perpetual,
    id: 'ETH-USDT-SWAP',
    base: 'ETH',
    price: '3000',
    tick: '0.01',
    minQuantity: '0.01',
    contractSize: '0.1',
  },
  {
    ...perpetual,
    id: 'SOL-USDT-SWAP',
    base: 'SOL',
    price: '150',
    tick: '0.01',
    minQuantity: '0.01',
    contractSize: '1',
  },
  {
    id: 'BTC-USD-SWAP',
    kind: 'inverse',
    base: 'BTC',
    quote: 'USD',
    settle: 'BTC',
    price: '60000',
    tick: '0.1',
    step: '0.1',
    minQuantity: '0.1',
    minNotional: '0',
    contractSize: '100',
  },
];

export function instTypeOf({ kind }: Instrument): 'SPOT' | 'SWAP' {
  return kind === 'spot' ? 'SPOT' : 'SWAP';
}
