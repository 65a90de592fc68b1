import type { Instrument } from '../../core/types.ts';

const flexible = { kind: 'linear', quote: 'USD', settle: 'USD', minNotional: '0', contractSize: '1' } as const;

/** Multi-collateral perpetuals, and one single-collateral in contracts of a dollar. */
export const krakenfuturesInstruments: readonly Instrument[] = [
  { ...flexible, id: 'PF_XBTUSD', base: 'XBT', price: '60000', tick: '1', step: '0.0001', minQuantity: '0.0001' },
  { ...flexible, id: 'PF_ETHUSD', base: 'ETH', price: '3000', tick: '0.1', step: '0.001', minQuantity: '0.001' },
  { ...flexible, id: 'PF_SOLUSD', base: 'SOL', price: '150', tick: '0.01', step: '0.01', minQuantity: '0.01' },
  { ...flexible, id: 'PF_XRPUSD', base: 'XRP', price: '0.5', tick: '0.00001', step: '1', minQuantity: '1' },
  {
    id: 'PI_XBTUSD',
    kind: 'inverse',
    base: 'XBT',
    quote: 'USD',
    settle: 'XBT',
    price: '60000',
    tick: '0.5',
    step: '1',
    minQuantity: '1',
    minNotional: '0',
    contractSize: '1',
  },
];
