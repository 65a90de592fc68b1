import type { CcxtStage } from './ccxt-stage.ts';

/** A unified account: coins, linear contracts in both settle coins, an inverse one, and orders of every kind in each. */
export const bybitStage: CcxtStage = {
  exchange: 'bybit',
  face: 'bybit',
  seed: {
    balances: { USDT: '50000', BTC: '0.5', ETH: '4' },
    positions: [
      { instrument: 'linear:SOLUSDT', quantity: '20.5' },
      { instrument: 'linear:ETHUSDT', quantity: '-3' },
      { instrument: 'linear:BTCPERP', quantity: '0.1' },
      { instrument: 'inverse:BTCUSD', quantity: '-300' },
    ],
    orders: [
      { instrument: 'spot:BTCUSDT', side: 'sell', type: 'limit', quantity: '0.5', price: '70000' },
      { instrument: 'spot:ETHUSDT', side: 'buy', type: 'stop', quantity: '1', trigger: '3500' },
      {
        instrument: 'spot:SOLUSDT',
        side: 'buy',
        type: 'take_profit_limit',
        quantity: '1',
        trigger: '120',
        price: '119',
      },
      { instrument: 'linear:ETHUSDT', side: 'buy', type: 'stop', quantity: null, trigger: '3500', reduceOnly: true },
      { instrument: 'linear:BTCPERP', side: 'buy', type: 'limit', quantity: '0.1', price: '50000' },
      { instrument: 'inverse:BTCUSD', side: 'buy', type: 'trailing_stop', quantity: '300', trigger: '61000' },
    ],
  },
  long: 'ETH/USDT',
  short: 'ETH/USDT:USDT',
  fractional: 'SOL/USDT:USDT',
  held: 'BTC/USDT',
  orderTypes: ['limit', 'limit (conditional)', 'market (conditional)'],
  close: 'POST /v5/order/create',
  read: 'GET /v5/position/list\\?.*category=inverse',
  instruments: { long: 'spot:ETHUSDT', short: 'linear:ETHUSDT', fractional: 'linear:SOLUSDT' },
};

/** Hedge mode: both legs of one contract. */
export const bybitHedgeStage: CcxtStage = {
  ...bybitStage,
  settings: { hedge: true },
  seed: {
    balances: { USDT: '50000', BTC: '0.5' },
    positions: [
      { instrument: 'linear:ETHUSDT', leg: 'long', quantity: '4' },
      { instrument: 'linear:ETHUSDT', leg: 'short', quantity: '-3' },
      { instrument: 'linear:SOLUSDT', leg: 'long', quantity: '20.5' },
    ],
    orders: [
      { instrument: 'spot:BTCUSDT', side: 'sell', type: 'limit', quantity: '0.5', price: '70000' },
      { instrument: 'linear:ETHUSDT', side: 'sell', type: 'stop', quantity: '4', trigger: '2500', leg: 'long' },
      { instrument: 'linear:ETHUSDT', side: 'sell', type: 'limit', quantity: '1', price: '3500', leg: 'short' },
    ],
  },
  long: 'ETH/USDT:USDT long',
  short: 'ETH/USDT:USDT short',
  fractional: 'SOL/USDT:USDT long',
  orderTypes: ['limit', 'market (conditional)'],
  instruments: { long: 'linear:ETHUSDT', short: null, fractional: 'linear:SOLUSDT' },
};
