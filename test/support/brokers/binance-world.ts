import { binanceInstruments } from '../ccxt/faces/binance/instruments.ts';
import type { WorldTable } from './ccxt-world.ts';

const coins: readonly string[] = ['BTC', 'ETH', 'SOL', 'XRP', 'BNB'];

/** Spot and futures at Binance. */
export const binanceWorld: WorldTable = {
  exchange: 'binance',
  instruments: binanceInstruments.filter(({ base }) => coins.includes(base)),
  cash: { venue: 'USDT', ccxt: 'USDT' },
  coin: (currency) => currency,
  nameOf: ({ kind, base }, leg) => `${base}/USDT${kind === 'spot' ? '' : ':USDT'}${leg === 'net' ? '' : ` ${leg}`}`,
  hasHedge: true,
  borrows: false,
  orderTypes: {
    spot: ['limit', 'stop_limit', 'take_profit_limit'],
    contract: ['limit', 'stop', 'take_profit', 'trailing_stop'],
  },
  tellsBudget: true,
  close: 'POST /(api/v3|fapi/v1)/order',
  calls: [
    'DELETE /(api/v3/openOrders|fapi/v1/(allOpenOrders|algoOpenOrders))',
    'DELETE /(api/v3/order|fapi/v1/(order|algoOrder))',
    'GET /(api/v3|fapi/v1)/order',
    'GET /fapi/v3/positionRisk',
    'GET /(api/v3/openOrders|fapi/v1/(openOrders|openAlgoOrders))',
    'GET /api/v3/account',
  ],
  failures: [
    {
      kind: 'status',
      status: 500,
      body: { code: -1000, msg: 'An unknown error occurred while processing the request.' },
    },
    { kind: 'status', status: 503, body: { code: -1007, msg: 'Timeout waiting for response from backend server.' } },
    { kind: 'status', status: 400, body: { code: -1006, msg: 'An unexpected response was received.' } },
  ],
  refusals: [
    { kind: 'status', status: 400, body: { code: -2022, msg: 'ReduceOnly Order is rejected.' } },
    { kind: 'status', status: 400, body: { code: -2019, msg: 'Margin is insufficient.' } },
    {
      kind: 'status',
      status: 400,
      body: { code: -4131, msg: 'The counterparty best price does not meet the PERCENT_PRICE filter limit.' },
    },
  ],
};
