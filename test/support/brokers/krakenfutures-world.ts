import { krakenfuturesInstruments } from '../ccxt/faces/krakenfutures/instruments.ts';
import type { WorldTable } from './ccxt-world.ts';

const said = (more: object) => ({ kind: 'status', status: 200, body: { serverTime: '', ...more } }) as const;
const refused = (status: string) => said({ result: 'success', sendStatus: { status, receivedTime: '' } });

const coin = (currency: string) => (currency === 'XBT' ? 'BTC' : currency);

/** Multi-collateral contracts and an inverse one. There is no wallet here to be sold. */
export const krakenfuturesWorld: WorldTable = {
  exchange: 'krakenfutures',
  instruments: krakenfuturesInstruments,
  cash: { venue: 'USD', ccxt: 'USD' },
  coin,
  nameOf: ({ base, quote, settle }) => `${coin(base)}/${quote}:${coin(settle)}`,
  hasHedge: false,
  borrows: false,
  orderTypes: { spot: [], contract: ['limit', 'stop', 'take_profit', 'trailing_stop'] },
  tellsBudget: false,
  close: 'POST /derivatives/api/v3/sendorder',
  calls: [
    'POST /derivatives/api/v3/cancelallorders',
    'POST /derivatives/api/v3/cancelorder',
    'GET /derivatives/api/v3/orders/status',
    'GET /derivatives/api/v3/fills',
    'GET /derivatives/api/v3/openorders',
    'GET /derivatives/api/v3/openpositions',
    'GET /derivatives/api/v3/accounts',
  ],
  failures: [
    said({ result: 'error', error: 'unavailable' }),
    said({ result: 'error', error: 'Server Error' }),
    { kind: 'status', status: 502, body: 'bad gateway' },
  ],
  refusals: [refused('insufficientAvailableFunds'), refused('wouldNotReducePosition'), refused('tooManySmallOrders')],
};
