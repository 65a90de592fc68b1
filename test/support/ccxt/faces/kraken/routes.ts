import type { Core } from '../../core/core.ts';
import { isLive } from '../../core/live.ts';
import { Refused } from '../../core/refused.ts';
import type { Instrument, Order, OrderType } from '../../core/types.ts';
import type { FaceRequest, Route } from '../../face.ts';
import { altNames, onMargin, pairOf } from './instruments.ts';
import { balancesView, describe, orderView, pairView, positionView, tickerView, txidOf } from './views.ts';

type Answer = Route['answer'];
const ask = (name: string, answer: Answer): Route => ({
  method: 'GET',
  path: new RegExp(`^/0/public/${name}$`),
  signed: false,
  answer,
});
const post = (name: string, answer: Answer): Route => ({
  method: 'POST',
  path: new RegExp(`^/0/private/${name}$`),
  signed: true,
  answer,
});

const right = (result: unknown) => ({ error: [], result });

export const krakenRoutes: readonly Route[] = [
  ask('Time', (core) => right({ unixtime: Math.floor(core.nowMs() / 1_000), rfc1123: '' })),
  ask('AssetPairs', (core) => right(Object.fromEntries(pairsOf(core).map((each) => [each.id, pairView(each, core)])))),
  ask('Ticker', (core, { params: { pair = '' } }) => {
    const wanted = pair === '' ? pairsOf(core) : pair.split(',').map((name) => pairNamed(core, name));
    return right(Object.fromEntries(wanted.map((each) => [each.id, tickerView(each)])));
  }),
  post('BalanceEx', (core) => right(balancesView(core))),
  post('TradeBalance', (core) => {
    const equity = core.holdings.balance('ZUSD');
    const isCalled = core.settings.maintenanceMargin !== '0';
    const open = core.holdings.positions().length > 0;
    return right({
      eb: equity,
      tb: equity,
      m: '0',
      n: '0',
      c: '0',
      v: '0',
      e: equity,
      mf: equity,
      ...(open && { ml: isCalled ? '75.00' : '500.00' }),
    });
  }),
  post('OpenOrders', (core, { params: { cl_ord_id } }) => {
    const open = core.live().filter(({ clientId }) => cl_ord_id === undefined || clientId === cl_ord_id);
    return right({ open: byTxid(core, open) });
  }),
  post('ClosedOrders', (core, { params: { cl_ord_id } }) => {
    const over = [...core.orders.values()].filter((each) => !isLive(each));
    const closed = over.filter(({ clientId }) => cl_ord_id === undefined || clientId === cl_ord_id);
    return right({ closed: byTxid(core, closed.toReversed().slice(0, 50)), count: closed.length });
  }),
  post('QueryOrders', (core, { params: { txid = '' } }) => {
    const found = [...core.orders.values()].filter((each) => txid.split(',').includes(txidOf(each)));
    if (found.length === 0) throw new Refused('order_gone');
    return right(byTxid(core, found));
  }),
  post('OpenPositions', (core, { params: { consolidation } }) => {
    if (consolidation !== 'market') throw new Refused('bad_request');
    return right(core.holdings.positions().map((each) => positionView(each, core)));
  }),
  post('AddOrder', addOrder),
  post('CancelOrder', (core, { params: { txid, cl_ord_id } }) => {
    const found = [...core.orders.values()].find((each) => txidOf(each) === txid || each.clientId === cl_ord_id);
    core.cancel(found);
    return right({ count: 1, pending: true });
  }),
  post('CancelAll', (core) => {
    const meant = core.live().filter(({ status }) => status === 'open');
    for (const each of meant) core.cancel(each);
    return right({ count: meant.length });
  }),
];

function pairsOf({ instruments }: Core): Instrument[] {
  return [...instruments.values()].filter(({ kind }) => kind === 'spot');
}

function pairNamed(core: Core, name: string): Instrument {
  const id = Object.entries(altNames).find(([, altName]) => altName === name)?.[0] ?? name;
  return core.instrument(pairOf(id));
}

function byTxid(core: Core, orders: readonly Order[]): object {
  return Object.fromEntries(orders.map((order) => [txidOf(order), orderView(order, core)]));
}

const types: Readonly<Record<string, OrderType>> = {
  market: 'market',
  limit: 'limit',
  'stop-loss': 'stop',
  'take-profit': 'take_profit',
};

function addOrder(core: Core, { params }: FaceRequest): object {
  const {
    pair = '',
    type: side,
    ordertype = '',
    volume = '',
    price,
    cl_ord_id,
    leverage,
    reduce_only,
    timeinforce,
  } = params;
  const type = types[ordertype];
  if (type === undefined || (side !== 'buy' && side !== 'sell')) throw new Refused('bad_request');
  if (cl_ord_id !== undefined && !isClientId(cl_ord_id)) throw new Refused('bad_client_id');
  const { id } = pairNamed(core, pair);
  const isMargin = leverage !== undefined && leverage !== 'none';
  // A wallet has nothing to reduce.
  if (reduce_only === 'true' && !isMargin) throw new Refused('bad_request');
  const placed = core.place({
    instrument: isMargin ? onMargin(id) : id,
    side,
    type,
    quantity: volume,
    reduceOnly: reduce_only === 'true',
    immediateOrCancel: timeinforce === 'IOC',
    ...(type === 'limit' && price !== undefined && { price }),
    ...(type !== 'limit' && price !== undefined && { trigger: price }),
    ...(cl_ord_id !== undefined && { clientId: cl_ord_id }),
  });
  return right({ descr: { order: describe(placed) }, txid: [txidOf(placed)] });
}

/** A UUID with or without dashes, or up to 18 characters. */
function isClientId(text: string): boolean {
  return /^[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}$/.test(text) || text.length <= 18;
}
