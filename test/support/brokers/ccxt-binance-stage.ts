import type { CcxtStage } from './ccxt-stage.ts';

const perpetual = (symbol: string) => `${symbol}#perpetual`;

/** A spot wallet with a sale resting, and one short in futures with a conditional order. */
export const binanceStage: CcxtStage = {
  exchange: 'binance',
  face: 'binance',
  seed: {
    balances: { USDT: '50000', BTC: '0.5', ETH: '4', SOL: '2.075', BNB: '0' },
    positions: [{ instrument: perpetual('XRPUSDT'), quantity: '-2000' }],
    orders: [
      { instrument: 'BTCUSDT', side: 'sell', type: 'limit', quantity: '0.5', price: '70000' },
      { instrument: 'ETHUSDT', side: 'buy', type: 'stop_limit', quantity: '1', trigger: '3500', price: '3510' },
      { instrument: 'BNBUSDT', side: 'buy', type: 'limit', quantity: '1', price: '500' },
      {
        instrument: perpetual('XRPUSDT'),
        side: 'buy',
        type: 'stop',
        quantity: '2000',
        trigger: '0.7',
        reduceOnly: true,
      },
      { instrument: perpetual('XRPUSDT'), side: 'sell', type: 'limit', quantity: '100', price: '0.9' },
    ],
  },
  long: 'ETH/USDT',
  short: 'XRP/USDT:USDT',
  fractional: 'SOL/USDT',
  held: 'BTC/USDT',
  orderTypes: ['limit', 'limit (conditional)', 'market (conditional)'],
  close: 'POST /(api/v3|fapi/v1)/order',
  read: 'GET /fapi/v3/positionRisk',
  money: 'GET /fapi/v3/account',
  instruments: { long: 'ETHUSDT', short: perpetual('XRPUSDT'), fractional: 'SOLUSDT' },
};

/** Futures alone: what is held is held by a take-profit that only reduces. */
export const binanceFuturesStage: CcxtStage = {
  exchange: 'binanceusdm',
  face: 'binance',
  seed: {
    positions: [
      { instrument: perpetual('BTCUSDT'), quantity: '0.5' },
      { instrument: perpetual('ETHUSDT'), quantity: '4' },
      { instrument: perpetual('SOLUSDT'), quantity: '2.075' },
      { instrument: perpetual('XRPUSDT'), quantity: '-2000' },
    ],
    orders: [
      {
        instrument: perpetual('BTCUSDT'),
        side: 'sell',
        type: 'limit',
        quantity: '0.5',
        price: '70000',
        reduceOnly: true,
      },
      { instrument: perpetual('XRPUSDT'), side: 'buy', type: 'take_profit', quantity: '500', trigger: '0.3' },
      { instrument: perpetual('BNBUSDT'), side: 'buy', type: 'trailing_stop', quantity: '1', trigger: '500' },
    ],
  },
  long: 'ETH/USDT:USDT',
  short: 'XRP/USDT:USDT',
  fractional: 'SOL/USDT:USDT',
  held: 'BTC/USDT:USDT',
  orderTypes: ['limit', 'market (conditional)'],
  close: 'POST /fapi/v1/order',
  read: 'GET /fapi/v3/positionRisk',
  money: 'GET /fapi/v3/account',
  instruments: { long: perpetual('ETHUSDT'), short: perpetual('XRPUSDT'), fractional: perpetual('SOLUSDT') },
};

/** Hedge mode: both legs of one instrument. */
export const binanceHedgeStage: CcxtStage = {
  ...binanceFuturesStage,
  settings: { hedge: true },
  seed: {
    positions: [
      { instrument: perpetual('BTCUSDT'), leg: 'long', quantity: '0.5' },
      { instrument: perpetual('ETHUSDT'), leg: 'long', quantity: '4' },
      { instrument: perpetual('ETHUSDT'), leg: 'short', quantity: '-3' },
      { instrument: perpetual('SOLUSDT'), leg: 'long', quantity: '2.075' },
    ],
    orders: [
      { instrument: perpetual('BTCUSDT'), side: 'sell', type: 'limit', quantity: '0.5', price: '70000', leg: 'long' },
      { instrument: perpetual('BTCUSDT'), side: 'sell', type: 'stop', quantity: '0.5', trigger: '50000', leg: 'long' },
      { instrument: perpetual('ETHUSDT'), side: 'sell', type: 'limit', quantity: '1', price: '3500', leg: 'short' },
    ],
  },
  long: 'ETH/USDT:USDT long',
  short: 'ETH/USDT:USDT short',
  fractional: 'SOL/USDT:USDT long',
  held: 'BTC/USDT:USDT long',
  orderTypes: ['limit', 'market (conditional)'],
  instruments: { long: perpetual('ETHUSDT'), short: null, fractional: perpetual('SOLUSDT') },
};
