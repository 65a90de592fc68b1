import { krakenInstruments, pairOf } from '../ccxt/faces/kraken/instruments.ts';
import type { WorldTable } from './ccxt-world.ts';

const said = (error: string) => ({ kind: 'status', status: 200, body: { error: [error] } }) as const;
const coins: Readonly<Record<string, string>> = { XXBT: 'BTC', XETH: 'ETH' };
const coin = (currency: string) => coins[currency] ?? currency;

/** A wallet, and margin positions on its pairs. */
export const krakenWorld: WorldTable = {
  exchange: 'kraken',
  instruments: krakenInstruments,
  cash: { venue: 'ZUSD', ccxt: 'USD' },
  coin,
  nameOf: ({ id, base }) => `${coin(base)}/USD${id === pairOf(id) ? '' : ' margin'}`,
  hasHedge: false,
  borrows: false,
  orderTypes: {
    spot: ['limit', 'stop', 'take_profit_limit', 'trailing_stop'],
    contract: ['limit', 'stop_limit', 'take_profit'],
  },
  tellsBudget: false,
  close: 'POST /0/private/AddOrder',
  calls: [
    'POST /0/private/CancelAll',
    'POST /0/private/CancelOrder',
    'POST /0/private/(OpenOrders|ClosedOrders).*cl_ord_id',
    'POST /0/private/QueryOrders',
    'POST /0/private/OpenOrders',
    'POST /0/private/OpenPositions',
    'POST /0/private/BalanceEx',
  ],
  failures: [
    said('EService:Unavailable'),
    said('EService:Timeout'),
    said('EGeneral:Internal error'),
    { kind: 'status', status: 520, body: 'web server is returning an unknown error' },
  ],
  refusals: [
    said('EOrder:Insufficient funds'),
    said('EOrder:Reduce only:No position exists'),
    said('EOrder:Orders limit exceeded'),
  ],
  // 20 calls in 40 seconds are five readings: with the venue's own time a world would take minutes. So time passes faster here, and
  // that the budget is kept is for the venue's other tests to show.
  clockRate: 10_000,
  deadlineMs: 20_000,
  settings: { limits: { calls: 10_000, trading: 10_000 } },
};
