import type { CcxtStage } from './ccxt-stage.ts';

/** Long, short and inverse, with orders that rest and orders that wait for a price. Nothing is held here: orders only reduce. */
export const krakenfuturesStage: CcxtStage = {
  exchange: 'krakenfutures',
  face: 'krakenfutures',
  seed: {
    balances: { USD: '50000' },
    positions: [
      { instrument: 'PF_ETHUSD', quantity: '4' },
      { instrument: 'PF_SOLUSD', quantity: '20.75' },
      { instrument: 'PF_XRPUSD', quantity: '-2000' },
      { instrument: 'PI_XBTUSD', quantity: '-300' },
    ],
    orders: [
      { instrument: 'PF_XBTUSD', side: 'buy', type: 'limit', quantity: '0.5', price: '50000' },
      { instrument: 'PF_ETHUSD', side: 'sell', type: 'stop', quantity: '4', trigger: '2500', reduceOnly: true },
      { instrument: 'PF_XRPUSD', side: 'buy', type: 'take_profit', quantity: '2000', trigger: '0.3', reduceOnly: true },
    ],
  },
  long: 'ETH/USD:USD',
  short: 'XRP/USD:USD',
  fractional: 'SOL/USD:USD',
  held: null,
  orderTypes: ['limit', 'stop (conditional)', 'take_profit (conditional)'],
  close: 'POST /derivatives/api/v3/sendorder',
  read: 'GET /derivatives/api/v3/openpositions',
  money: 'GET /derivatives/api/v3/accounts',
  instruments: { long: 'PF_ETHUSD', short: 'PF_XRPUSD', fractional: 'PF_SOLUSD' },
};
