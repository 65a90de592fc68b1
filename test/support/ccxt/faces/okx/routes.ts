import * as z from 'zod';
import { decimal } from '../../../../../src/shared/decimal.ts';
import type { Core } from '../../core/core.ts';
import { isLive } from '../../core/live.ts';
import { Refused } from '../../core/refused.ts';
import type { Leg, Order } from '../../core/types.ts';
import type { FaceRequest, Route } from '../../face.ts';
import { instTypeOf } from './instruments.ts';
import { algoTypeOf, algoView, balanceView, instrumentView, orderView, positionView, tickerView } from './views.ts';
import { wordsOf } from './words.ts';

type Answer = Route['answer'];
const ask = (name: string, answer: Answer): Route => route('GET', name, false, answer);
const read = (name: string, answer: Answer): Route => route('GET', name, true, answer);
const order = (name: string, answer: Answer): Route => route('POST', name, true, answer);

function route(method: 'GET' | 'POST', name: string, signed: boolean, answer: Answer): Route {
  return { method, path: new RegExp(`^/api/v5/${name}$`), signed, answer };
}

function right(data: readonly object[]): object {
  return { code: '0', msg: '', data };
}

/** What is open here is margined for itself. */
const isolatedIn = 'SOL-USDT-SWAP';
const marginModeOf = (instrument: string) => (instrument === isolatedIn ? 'isolated' : 'cross');
const marginMode = ({ instrument }: Order) => marginModeOf(instrument);

const algoTypes = ['conditional', 'oco', 'trigger', 'move_order_stop', 'iceberg', 'twap', 'smart_iceberg', 'chase'];

export const okxRoutes: readonly Route[] = [
  ask('public/time', (core) => right([{ ts: String(core.nowMs()) }])),
  ask('public/instruments', (core, { params: { instType } }) =>
    right(instrumentsOf(core, instType).map((each) => instrumentView(each, core))),
  ),
  ask('market/tickers', (core, { params: { instType } }) =>
    right(instrumentsOf(core, instType).map((each) => tickerView(each, core))),
  ),
  read('account/balance', (core) => right([balanceView(core)])),
  read('account/config', ({ settings: { hedge, canTrade, canWithdraw } }) => {
    const perm = ['read_only', ...(canTrade ? ['trade'] : []), ...(canWithdraw ? ['withdraw'] : [])].join(',');
    return right([{ acctLv: '2', posMode: hedge ? 'long_short_mode' : 'net_mode', autoLoan: false, perm, uid: '1' }]);
  }),
  read('account/positions', (core, { params: { instType } }) => {
    const held = core.holdings.positions().filter(({ instrument: id }) => {
      return !instType || instTypeOf(core.instrument(id)) === instType;
    });
    return right(held.map((each) => positionView(each, core, marginModeOf(each.instrument))));
  }),
  read('trade/orders-pending', (core, { params }) => {
    const live = core.live({ class: 'plain' }).filter((each) => isOf(core, each, params));
    return right(pageOf(live, params).map((each) => orderView(each, core, marginMode)));
  }),
  read('trade/orders-algo-pending', (core, { params }) => {
    const { ordType = '' } = params;
    if (ordType !== 'conditional,oco' && !algoTypes.includes(ordType)) throw new Refused('bad_request');
    const live = core
      .live({ class: 'conditional' })
      .filter((each) => isOf(core, each, params) && ordType.split(',').includes(algoTypeOf(each)));
    return right(pageOf(live, params).map((each) => algoView(each, core, marginMode)));
  }),
  read('trade/order', (core, { params: { instId, ordId, clOrdId } }) => {
    const found = ordId ? core.orders.get(ordId) : core.byClientId(clOrdId);
    if (found?.instrument !== instId || found?.class !== 'plain') throw new Refused('order_gone');
    return right([orderView(found, core, marginMode)]);
  }),
  order('trade/order', (core, { json }) => right([place(core, OrderBody.parse(json))])),
  order('trade/cancel-order', (core, { json }) => right([cancel(core, Cancel.parse(json), 'ordId')])),
  order('trade/cancel-batch-orders', (core, request) => each(core, request, 20, 'ordId')),
  order('trade/cancel-algos', (core, request) => each(core, request, 10, 'algoId')),
];

function instrumentsOf(core: Core, instType: string | undefined) {
  return [...core.instruments.values()].filter((instrument) => instTypeOf(instrument) === instType);
}

function isOf(core: Core, { instrument }: Order, { instType, instId }: FaceRequest['params']): boolean {
  return (!instType || instTypeOf(core.instrument(instrument)) === instType) && (!instId || instrument === instId);
}

/** 100 at most, the newest first, from after the order that is named. */
function pageOf(live: Order[], { after, limit }: FaceRequest['params']): Order[] {
  const newest = live.toReversed();
  const start = after ? newest.findIndex(({ id }) => id === after) + 1 : 0;
  return newest.slice(start, start + Math.min(Number(limit ?? '100'), 100));
}

const OrderBody = z.object({
  instId: z.string(),
  tdMode: z.enum(['cash', 'cross', 'isolated']),
  side: z.enum(['buy', 'sell']),
  ordType: z.enum(['market', 'limit', 'ioc']),
  sz: z.string(),
  px: z.string().optional(),
  clOrdId: z.string().optional(),
  posSide: z.enum(['net', 'long', 'short']).default('net'),
  reduceOnly: z.boolean().default(false),
  tgtCcy: z.enum(['base_ccy', 'quote_ccy']).optional(),
});

function place(core: Core, wanted: z.infer<typeof OrderBody>): object {
  const { instId, side, ordType, sz, px, clOrdId, posSide, reduceOnly } = wanted;
  const instrument = core.instrument(instId);
  if (clOrdId !== undefined && !/^[a-z0-9]{1,32}$/i.test(clOrdId)) throw new Refused('bad_client_id');
  if (instrument.kind === 'spot') admitPair(wanted);
  else admitContract(core, wanted);
  const placed = core.place({
    instrument: instrument.id,
    side,
    type: ordType === 'market' ? 'market' : 'limit',
    quantity: sz,
    leg: posSide,
    reduceOnly,
    immediateOrCancel: ordType === 'ioc',
    ...(px !== undefined && { price: px }),
    ...(clOrdId !== undefined && { clientId: clOrdId }),
  });
  return { ordId: placed.id, clOrdId: clOrdId ?? '', tag: '', ts: String(core.nowMs()), sCode: '0', sMsg: '' };
}

/** A market order to buy is over an amount of money unless it says otherwise. */
function admitPair({
  tdMode,
  ordType,
  side,
  tgtCcy = side === 'buy' ? 'quote_ccy' : 'base_ccy',
}: z.infer<typeof OrderBody>) {
  if (tdMode !== 'cash') throw new Refused('bad_request');
  if (ordType === 'market' && tgtCcy !== 'base_ccy') throw new Refused('bad_request');
}

/** A position in another margin mode is another position. */
function admitContract(core: Core, { instId, tdMode, side, posSide, reduceOnly }: z.infer<typeof OrderBody>): void {
  if (tdMode === 'cash') throw new Refused('bad_request');
  const closes = reduceOnly || (posSide === 'long' && side === 'sell') || (posSide === 'short' && side === 'buy');
  const position = core.holdings.position(instId, posSide satisfies Leg);
  if (closes && (tdMode !== marginModeOf(instId) || decimal.isZero(position))) throw new Refused('nothing_to_reduce');
}

const Cancel = z.object({ instId: z.string(), ordId: z.string().optional(), algoId: z.string().optional() });
type Named = 'ordId' | 'algoId';

function cancel(core: Core, wanted: z.infer<typeof Cancel>, named: Named): object {
  const found = core.orders.get(wanted[named] ?? '');
  const isMeant = found?.instrument === wanted.instId && (found.class === 'conditional') === (named === 'algoId');
  const { id } = core.cancel(isMeant && isLive(found) ? found : undefined);
  return { [named]: id, clOrdId: '', sCode: '0', sMsg: '' };
}

/** Each row has an answer of its own. */
function each(core: Core, { json }: FaceRequest, most: number, named: Named): object {
  const rows = z.array(Cancel).min(1).max(most).safeParse(json);
  if (!rows.success) throw new Refused('bad_request');
  const data = rows.data.map((row) => {
    try {
      return { isDone: true, row: cancel(core, row, named) };
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      const [sCode, sMsg] = wordsOf(error);
      return { isDone: false, row: { [named]: row[named] ?? '', sCode, sMsg } };
    }
  });
  const done = data.filter(({ isDone }) => isDone).length;
  const code = done === data.length ? '0' : done === 0 ? '1' : '2';
  return { code, msg: '', data: data.map(({ row }) => row) };
}
