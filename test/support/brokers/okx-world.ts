import { okxInstruments } from '../ccxt/faces/okx/instruments.ts';
import type { WorldTable } from './ccxt-world.ts';

const said = (code: string, msg: string, status = 200) =>
  ({ kind: 'status', status, body: { code, msg, data: [] } }) as const;
const refused = (sCode: string, sMsg: string) => {
  const data = [{ clOrdId: '', ordId: '', tag: '', sCode, sMsg }];
  return { kind: 'status', status: 200, body: { code: '1', msg: 'All operations failed', data } } as const;
};

/** A trading account: coins, some of them borrowed, contracts margined together and one margined for itself. */
export const okxWorld: WorldTable = {
  exchange: 'okx',
  instruments: okxInstruments,
  cash: { venue: 'USDT', ccxt: 'USDT' },
  coin: (currency) => currency,
  nameOf({ id, kind, base, quote, settle }, leg) {
    const margin = id === 'SOL-USDT-SWAP' ? ' isolated' : '';
    return `${base}/${quote}${kind === 'spot' ? '' : `:${settle}`}${margin}${leg === 'net' ? '' : ` ${leg}`}`;
  },
  hasHedge: true,
  borrows: true,
  orderTypes: {
    spot: ['limit', 'stop', 'take_profit'],
    contract: ['limit', 'stop', 'take_profit', 'trailing_stop'],
  },
  tellsBudget: false,
  close: 'POST /api/v5/trade/order',
  calls: [
    'POST /api/v5/trade/(cancel-batch-orders|cancel-algos)',
    'POST /api/v5/trade/cancel-order',
    'GET /api/v5/trade/order\\?',
    'GET /api/v5/trade/orders-(pending|algo-pending)',
    'GET /api/v5/account/positions',
    'GET /api/v5/account/balance',
  ],
  failures: [
    said('50004', 'API endpoint request timeout (does not mean that the request was successful or failed).', 400),
    said('50026', 'System error. Try again later.', 500),
    said('50001', 'Service temporarily unavailable. Try again later.', 503),
  ],
  refusals: [
    refused('51169', "Order failed because you don't have any positions in this direction to reduce or close."),
    refused('51008', 'Order failed. Insufficient balance in account'),
    refused('51149', 'Order timed out. Please try again later.'),
  ],
};
