import type { CcxtStage } from './ccxt-stage.ts';

/** A trading account: coins, contracts margined together and one margined for itself, and orders of every kind. */
export const okxStage: CcxtStage = {
  exchange: 'okx',
  face: 'okx',
  seed: {
    balances: { USDT: '50000', BTC: '0.5', ETH: '4' },
    positions: [
      { instrument: 'SOL-USDT-SWAP', quantity: '20.55' },
      { instrument: 'ETH-USDT-SWAP', quantity: '-30' },
      { instrument: 'BTC-USD-SWAP', quantity: '3.5' },
    ],
    orders: [
      { instrument: 'BTC-USDT', side: 'sell', type: 'limit', quantity: '0.5', price: '70000' },
      { instrument: 'ETH-USDT', side: 'buy', type: 'take_profit', quantity: '1', trigger: '2500' },
      { instrument: 'ETH-USDT-SWAP', side: 'buy', type: 'stop', quantity: '30', trigger: '3500', reduceOnly: true },
      { instrument: 'BTC-USDT-SWAP', side: 'buy', type: 'limit', quantity: '10', price: '50000' },
      { instrument: 'BTC-USD-SWAP', side: 'sell', type: 'trailing_stop', quantity: '3.5', trigger: '55000' },
    ],
  },
  long: 'ETH/USDT',
  short: 'ETH/USDT:USDT',
  fractional: 'SOL/USDT:USDT isolated',
  held: 'BTC/USDT',
  orderTypes: ['conditional', 'limit', 'move_order_stop (conditional)', 'trigger (conditional)'],
  close: 'POST /api/v5/trade/order',
  read: 'GET /api/v5/account/positions',
  instruments: { long: 'ETH-USDT', short: 'ETH-USDT-SWAP', fractional: 'SOL-USDT-SWAP' },
};

/** Long/short mode: both legs of one contract. */
export const okxHedgeStage: CcxtStage = {
  ...okxStage,
  settings: { hedge: true },
  seed: {
    balances: { USDT: '50000', BTC: '0.5' },
    positions: [
      { instrument: 'ETH-USDT-SWAP', leg: 'long', quantity: '40' },
      { instrument: 'ETH-USDT-SWAP', leg: 'short', quantity: '-30' },
      { instrument: 'SOL-USDT-SWAP', leg: 'long', quantity: '20.55' },
    ],
    orders: [
      { instrument: 'BTC-USDT', side: 'sell', type: 'limit', quantity: '0.5', price: '70000' },
      { instrument: 'ETH-USDT-SWAP', side: 'sell', type: 'stop', quantity: '40', trigger: '2500', leg: 'long' },
      { instrument: 'ETH-USDT-SWAP', side: 'sell', type: 'limit', quantity: '10', price: '3500', leg: 'short' },
    ],
  },
  long: 'ETH/USDT:USDT long',
  short: 'ETH/USDT:USDT short',
  fractional: 'SOL/USDT:USDT isolated long',
  orderTypes: ['limit', 'trigger (conditional)'],
  instruments: { long: 'ETH-USDT-SWAP', short: null, fractional: 'SOL-USDT-SWAP' },
};
