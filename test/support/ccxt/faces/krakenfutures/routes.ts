import type { Core } from '../../core/core.ts';
import { isLive } from '../../core/live.ts';
import { Refused } from '../../core/refused.ts';
import type { Order, OrderType } from '../../core/types.ts';
import type { FaceRequest, Route } from '../../face.ts';
import {
  accountsView,
  at,
  eventView,
  fillView,
  instrumentView,
  openOrderView,
  orderView,
  positionView,
  statusView,
  tickerView,
} from './views.ts';

/** An order that is over is among the statuses for so long, and in the history afterwards. */
const statusMs = 5_000;
const fillsShown = 100;

type Answer = Route['answer'];
const ask = (path: RegExp, answer: Answer): Route => ({ method: 'GET', path, signed: false, answer });
const read = (path: RegExp, answer: Answer): Route => ({ method: 'GET', path, signed: true, answer });
const order = (path: RegExp, answer: Answer): Route => ({ method: 'POST', path, signed: true, answer });

const right = (core: Core, more: object) => ({ result: 'success', serverTime: at(core.nowMs()), ...more });

export const krakenfuturesRoutes: readonly Route[] = [
  ask(/^\/derivatives\/api\/v3\/instruments$/, (core) =>
    right(core, { instruments: [...core.instruments.values()].map((each) => instrumentView(each, core)) }),
  ),
  ask(/^\/derivatives\/api\/v3\/instruments\/(\w+)\/status$/, (core, _request, [id]) =>
    right(core, { tradeable: core.instrument(id).id, experiencingDislocation: false }),
  ),
  ask(/^\/derivatives\/api\/v3\/tickers$/, (core) =>
    right(core, { tickers: [...core.instruments.values()].map(tickerView) }),
  ),
  read(/^\/derivatives\/api\/v3\/accounts$/, (core) => right(core, { accounts: accountsView(core) })),
  read(/^\/derivatives\/api\/v3\/openpositions$/, (core) =>
    right(core, { openPositions: core.holdings.positions().map((each) => positionView(each, core)) }),
  ),
  read(/^\/derivatives\/api\/v3\/openorders$/, (core) =>
    right(core, { openOrders: core.live().map((each) => openOrderView(each, core)) }),
  ),
  read(/^\/derivatives\/api\/v3\/orders\/status$/, (core, { params }) => {
    const { orderIds, cliOrdIds } = params;
    if (orderIds === undefined && cliOrdIds === undefined) throw new Refused('bad_request');
    const found = orderIds === undefined ? core.byClientId(cliOrdIds) : core.orders.get(orderIds);
    const isShown = found && (isLive(found) || Date.now() - found.atMs < statusMs);
    return right(core, { orders: isShown ? [statusView(found)] : [] });
  }),
  read(/^\/derivatives\/api\/v3\/fills$/, (core) =>
    right(core, { fills: core.fills.map(fillView).toReversed().slice(0, fillsShown) }),
  ),
  read(/^\/api\/history\/v2\/orders$/, (core, { params: { tradeable, count = '100' } }) => {
    const over = [...core.orders.values()].filter((each) => !isLive(each) && each.instrument === tradeable);
    const elements = over.toReversed().slice(0, Number(count));
    return { accountUid: 'test', len: elements.length, elements: elements.map((each) => eventView(each, core)) };
  }),
  order(/^\/derivatives\/api\/v3\/sendorder$/, place),
  order(/^\/derivatives\/api\/v3\/cancelorder$/, (core, { params: { order_id, cliOrdId } }) => {
    const found = order_id === undefined ? core.byClientId(cliOrdId) : core.orders.get(order_id);
    const cancelled = core.cancel(found);
    return right(core, { cancelStatus: { status: 'cancelled', receivedTime: at(core.nowMs()), ...ended(cancelled) } });
  }),
  order(/^\/derivatives\/api\/v3\/cancelallorders$/, (core, { params: { symbol } }) => {
    const meant = core.live({ instrument: symbol }).filter(({ status }) => status === 'open');
    const cancelled = meant.map((each) => core.cancel(each));
    const orderEvents = cancelled.flatMap((each) => ended(each).orderEvents);
    const cancelStatus = {
      receivedTime: at(core.nowMs()),
      cancelOnly: symbol ?? 'all',
      status: cancelled.length > 0 ? 'cancelled' : 'noOrdersToCancel',
      cancelledOrders: cancelled.map(({ id }) => ({ order_id: id })),
      orderEvents,
    };
    return right(core, { cancelStatus });
  }),
];

function ended(cancelled: Order) {
  const orderEvents = [{ type: 'CANCEL', uid: cancelled.id, order: orderView(cancelled) }];
  return { order_id: cancelled.id, orderEvents };
}

const orderTypes: Readonly<Record<string, OrderType>> = {
  mkt: 'market',
  lmt: 'limit',
  ioc: 'limit',
  stp: 'stop',
  take_profit: 'take_profit',
};

function place(core: Core, { params }: FaceRequest): object {
  const { symbol = '', side, size = '', orderType = '', limitPrice, stopPrice, cliOrdId } = params;
  const type = orderTypes[orderType];
  if (type === undefined || (side !== 'buy' && side !== 'sell')) throw new Refused('bad_request');
  if (cliOrdId !== undefined && cliOrdId.length > 100) throw new Refused('bad_client_id');
  const placed = core.place({
    instrument: symbol.toUpperCase(),
    side,
    type,
    quantity: size,
    reduceOnly: params.reduceOnly === 'true',
    immediateOrCancel: orderType === 'ioc',
    ...(limitPrice !== undefined && { price: limitPrice }),
    ...(stopPrice !== undefined && { trigger: stopPrice }),
    ...(cliOrdId !== undefined && { clientId: cliOrdId }),
  });
  const orderEvents = [{ type: 'PLACE', order: orderView(placed), reducedQuantity: null }];
  const sendStatus = { order_id: placed.id, status: 'placed', receivedTime: at(placed.atMs), orderEvents };
  return right(core, { sendStatus });
}
