import type { CcxtStage } from './ccxt-stage.ts';

/** A wallet with a sale resting, and a margin position each way with orders of both kinds. */
export const krakenStage: CcxtStage = {
  exchange: 'kraken',
  face: 'kraken',
  cash: ['USD'],
  // Readings of a test follow each other as no account's do.
  clockRate: 10_000,
  settings: { limits: { calls: 10_000, trading: 10_000 } },
  seed: {
    balances: { ZUSD: '50000', XXBT: '0.5', XETH: '4', SOL: '2.075', 'XETH.S': '3' },
    positions: [{ instrument: 'SOLUSD#margin', quantity: '-20' }],
    orders: [
      { instrument: 'XXBTZUSD', side: 'sell', type: 'limit', quantity: '0.5', price: '70000' },
      { instrument: 'XETHZUSD', side: 'buy', type: 'stop', quantity: '1', trigger: '3500' },
      {
        instrument: 'SOLUSD#margin',
        side: 'buy',
        type: 'take_profit',
        quantity: '20',
        trigger: '100',
        reduceOnly: true,
      },
      { instrument: 'XXBTZUSD#margin', side: 'buy', type: 'limit', quantity: '0.1', price: '50000' },
    ],
  },
  long: 'ETH/USD',
  short: 'SOL/USD margin',
  fractional: 'SOL/USD',
  held: 'BTC/USD',
  orderTypes: ['limit', 'stop-loss', 'take-profit'],
  close: 'POST /0/private/AddOrder',
  read: 'POST /0/private/OpenPositions',
  money: 'POST /0/private/TradeBalance',
  instruments: { long: 'XETHZUSD', short: 'SOLUSD#margin', fractional: 'SOLUSD' },
};
