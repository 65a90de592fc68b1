import { decimal } from '../../../../../src/shared/decimal.ts';
import type { Core } from '../../core/core.ts';
import type { Instrument, Leg, Order } from '../../core/types.ts';
import { instTypeOf } from './instruments.ts';

/** OKX's answers, field by field as its documentation has them. Everything is text. */
export function instrumentView(instrument: Instrument, core: Core): object {
  const { id, kind, base, quote, settle, tick, step, minQuantity, contractSize } = instrument;
  const isSpot = kind === 'spot';
  return {
    instType: instTypeOf(instrument),
    instId: id,
    uly: isSpot ? '' : `${base}-${quote}`,
    instFamily: isSpot ? '' : `${base}-${quote}`,
    baseCcy: isSpot ? base : '',
    quoteCcy: isSpot ? quote : '',
    settleCcy: settle,
    ctVal: isSpot ? '' : contractSize,
    ctMult: isSpot ? '' : '1',
    ctValCcy: isSpot ? '' : kind === 'linear' ? base : 'USD',
    ctType: isSpot ? '' : kind,
    lever: '10',
    tickSz: tick,
    lotSz: step,
    minSz: core.settings.minQuantity[id] ?? minQuantity,
    maxLmtSz: '9999999',
    maxMktSz: isSpot ? '' : '9999',
    maxMktAmt: isSpot ? '1000000' : '',
    expTime: '',
    listTime: '1606468572000',
    state: 'live',
    ruleType: 'normal',
  };
}

export function tickerView(instrument: Instrument, core: Core): object {
  const { id, price } = instrument;
  const ts = String(core.nowMs());
  return {
    ...{ instType: instTypeOf(instrument), instId: id, last: price, lastSz: '1', ts },
    ...{ askPx: price, askSz: '1', bidPx: price, bidSz: '1' },
    ...{ open24h: price, high24h: price, low24h: price, volCcy24h: '1', vol24h: '1', sodUtc0: price, sodUtc8: price },
  };
}

/** `conditional` is a take-profit or a stop-loss, `trigger` becomes an order, `move_order_stop` trails. */
export function algoTypeOf({ type }: Order): string {
  if (type === 'trailing_stop') return 'move_order_stop';
  return type.startsWith('take_profit') ? 'conditional' : 'trigger';
}

export function orderView(order: Order, core: Core, marginMode: (order: Order) => string): object {
  const instrument = core.instrument(order.instrument);
  const isSpot = instrument.kind === 'spot';
  return {
    instType: instTypeOf(instrument),
    instId: order.instrument,
    tgtCcy: isSpot && order.type === 'market' ? 'base_ccy' : '',
    ccy: '',
    ordId: order.id,
    clOrdId: clientIdOf(order),
    tag: '',
    px: order.price ?? '',
    sz: order.quantity ?? core.left(order),
    ordType: order.immediateOrCancel ? 'ioc' : order.type,
    side: order.side,
    posSide: isSpot ? '' : order.leg,
    tdMode: isSpot ? 'cash' : marginMode(order),
    accFillSz: order.filled,
    fillPx: order.averagePrice ?? '',
    fillSz: order.filled,
    fillTime: '',
    avgPx: order.averagePrice ?? '',
    state: stateOf(order),
    lever: isSpot ? '' : '10',
    fee: '0',
    feeCcy: 'USDT',
    reduceOnly: String(order.reduceOnly),
    source: '',
    category: 'normal',
    algoId: '',
    algoClOrdId: '',
    attachAlgoOrds: [],
    uTime: String(order.atMs),
    cTime: String(order.atMs),
  };
}

function stateOf({ status, filled }: Order): string {
  switch (status) {
    case 'open':
    case 'cancelling':
      return decimal.sign(filled) > 0 ? 'partially_filled' : 'live';
    case 'filled':
      return 'filled';
    case 'cancelled':
    case 'rejected':
      return 'canceled';
  }
}

export function algoView(order: Order, core: Core, marginMode: (order: Order) => string): object {
  const instrument = core.instrument(order.instrument);
  const isSpot = instrument.kind === 'spot';
  const isTakeProfit = order.type.startsWith('take_profit');
  return {
    instType: instTypeOf(instrument),
    instId: order.instrument,
    algoId: order.id,
    algoClOrdId: clientIdOf(order),
    clOrdId: '',
    ordId: '',
    ordIdList: [],
    ordType: algoTypeOf(order),
    sz: order.quantity ?? '',
    closeFraction: order.quantity === null ? '1' : '',
    side: order.side,
    posSide: isSpot ? 'net' : order.leg,
    tdMode: isSpot ? 'cash' : marginMode(order),
    state: 'live',
    tpTriggerPx: isTakeProfit ? (order.trigger ?? '') : '',
    tpOrdPx: isTakeProfit ? (order.price ?? '-1') : '',
    slTriggerPx: '',
    slOrdPx: '',
    triggerPx: isTakeProfit || order.type === 'trailing_stop' ? '' : (order.trigger ?? ''),
    ordPx: isTakeProfit || order.type === 'trailing_stop' ? '' : (order.price ?? '-1'),
    moveTriggerPx: order.type === 'trailing_stop' ? (order.trigger ?? '') : '',
    callbackRatio: order.type === 'trailing_stop' ? '0.05' : '',
    reduceOnly: String(order.reduceOnly),
    actualSz: '0',
    failCode: '',
    cTime: String(order.atMs),
    uTime: String(order.atMs),
  };
}

function clientIdOf({ clientId }: Order): string {
  return clientId.startsWith('venue-') ? '' : clientId;
}

interface HeldPosition {
  instrument: string;
  leg: Leg;
  quantity: string;
}

/** In long/short mode `pos` has no sign. */
export function positionView({ instrument: id, leg, quantity }: HeldPosition, core: Core, mgnMode: string): object {
  const instrument = core.instrument(id);
  const { price, settle, contractSize } = instrument;
  return {
    instType: instTypeOf(instrument),
    instId: id,
    mgnMode,
    posId: `${id}-${leg}`,
    posSide: leg,
    pos: leg === 'net' ? quantity : decimal.abs(quantity),
    posCcy: '',
    availPos: '',
    avgPx: price,
    markPx: price,
    last: price,
    upl: '0',
    uplRatio: '0',
    lever: '10',
    liqPx: '',
    imr: mgnMode === 'cross' ? '1' : '',
    margin: mgnMode === 'cross' ? '' : '1',
    mgnRatio: '100',
    mmr: '0.1',
    notionalUsd: decimal.times(decimal.times(decimal.abs(quantity), contractSize), price),
    ccy: settle,
    adl: '1',
    closeOrderAlgo: [],
    cTime: '1724740225685',
    uTime: String(core.nowMs()),
  };
}

/** Currencies with a balance or a debt alone; `cashBal` is negative when borrowed, `eq` has in it what contracts have not realised. */
export function balanceView(core: Core): object {
  const uTime = String(core.nowMs());
  const details = core.holdings
    .balances()
    .filter(([, quantity]) => !decimal.isZero(quantity))
    .map(([ccy, quantity]) => {
      const frozen = core.held(ccy);
      const available = decimal.minus(quantity, frozen);
      const upl = unrealised(core, ccy);
      const eq = decimal.plus(quantity, upl);
      const owed = decimal.sign(quantity) < 0 ? decimal.abs(quantity) : '0';
      return {
        ...{ ccy, eq, cashBal: quantity, uTime, availBal: available, availEq: available, frozenBal: frozen },
        ...{ ordFrozen: frozen, liab: owed, crossLiab: owed, upl, uplLiab: '0', isoEq: '0', stgyEq: '0' },
        eqUsd: decimal.times(quantity, priceOf(core, ccy)),
      };
    });
  const totalEq = details.map(({ eqUsd }) => eqUsd).reduce(decimal.plus, '0');
  return { uTime, totalEq, adjEq: totalEq, isoEq: '0', imr: '0', mmr: '0', mgnRatio: '', upl: '0', details };
}

/** Of the contracts that are settled in a coin. */
function unrealised(core: Core, currency: string): string {
  const isSettledIn = ({ instrument: id }: HeldPosition) => core.instrument(id).settle === currency;
  return currency !== 'USDT' && core.holdings.positions().some(isSettledIn) ? '0.001' : '0';
}

function priceOf(core: Core, currency: string): string {
  return core.instruments.get(`${currency}-USDT`)?.price ?? '1';
}
