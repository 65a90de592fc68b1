import { bybitInstruments } from '../ccxt/faces/bybit/instruments.ts';
import type { WorldTable } from './ccxt-world.ts';

const said = (retCode: number, retMsg: string) =>
  ({ kind: 'status', status: 200, body: { retCode, retMsg, result: {}, retExtInfo: {}, time: 0 } }) as const;

/** A unified account: coins, some of them borrowed, linear contracts in both settle coins, and an inverse one. */
export const bybitWorld: WorldTable = {
  exchange: 'bybit',
  instruments: bybitInstruments,
  cash: { venue: 'USDT', ccxt: 'USDT' },
  coin: (currency) => currency,
  nameOf({ kind, base, quote, settle }, leg) {
    return `${base}/${quote}${kind === 'spot' ? '' : `:${settle}`}${leg === 'net' ? '' : ` ${leg}`}`;
  },
  hasHedge: true,
  borrows: true,
  orderTypes: {
    spot: ['limit', 'stop', 'take_profit_limit'],
    contract: ['limit', 'stop', 'take_profit', 'trailing_stop'],
  },
  tellsBudget: false,
  close: 'POST /v5/order/create',
  calls: [
    'POST /v5/order/cancel-all',
    'POST /v5/order/cancel\\?',
    'GET /v5/order/(realtime|history)\\?.*orderLinkId',
    'GET /v5/order/realtime\\?category=\\w+&(limit|orderFilter|settleCoin)',
    'GET /v5/position/list',
    'GET /v5/account/wallet-balance',
  ],
  failures: [
    said(10_016, 'Internal server error.'),
    said(10_000, 'Server Timeout'),
    { kind: 'status', status: 502, body: 'bad gateway' },
  ],
  refusals: [
    said(110_017, 'current position is zero, cannot fix reduce-only order qty'),
    said(110_007, 'ab not enough for new order'),
    said(170_131, 'Insufficient balance.'),
    said(110_009, 'The number of stop orders exceeds the maximum allowable limit.'),
  ],
};
