import { decimal } from '../../../../../src/shared/decimal.ts';
import type { Core } from '../../core/core.ts';
import { isLive } from '../../core/live.ts';
import type { Instrument, Leg, Order } from '../../core/types.ts';
import { symbolOf } from './instruments.ts';

/** Bybit's v5 answers, field by field as its documentation has them. */
export function instrumentView(instrument: Instrument, core: Core): object {
  const { id, kind, base, quote, settle, tick, step, minQuantity, minNotional } = instrument;
  const common = {
    symbol: symbolOf(id),
    baseCoin: base,
    quoteCoin: quote,
    status: 'Trading',
    priceFilter: { minPrice: tick, maxPrice: '1999999.80', tickSize: tick },
  };
  const minOrderQty = core.settings.minQuantity[id] ?? minQuantity;
  if (kind === 'spot') {
    const lotSizeFilter = {
      basePrecision: step,
      quotePrecision: '0.0000001',
      minOrderQty,
      minOrderAmt: minNotional,
      maxLimitOrderQty: '1000',
      maxMarketOrderQty: core.settings.maxQuantity[id] ?? '500',
    };
    return { ...common, marginTrading: 'utaOnly', stTag: '0', lotSizeFilter };
  }
  return {
    ...common,
    contractType: kind === 'linear' ? 'LinearPerpetual' : 'InversePerpetual',
    launchTime: '1585526400000',
    deliveryTime: '0',
    settleCoin: settle,
    leverageFilter: { minLeverage: '1', maxLeverage: '100.00', leverageStep: '0.01' },
    lotSizeFilter: {
      maxOrderQty: '1190000',
      minOrderQty,
      qtyStep: step,
      maxMktOrderQty: core.settings.maxQuantity[id] ?? '500000',
      ...(kind === 'linear' && { minNotionalValue: minNotional }),
    },
    unifiedMarginTrade: true,
    isPreListing: false,
  };
}

export function tickerView({ id, kind, price }: Instrument): object {
  const spotPart = { symbol: symbolOf(id), bid1Price: price, bid1Size: '2', ask1Price: price, ask1Size: '2' };
  const day = { lastPrice: price, prevPrice24h: price, price24hPcnt: '0', highPrice24h: price, lowPrice24h: price };
  if (kind === 'spot') return { ...spotPart, ...day, turnover24h: '1000', volume24h: '10', usdIndexPrice: price };
  return { ...spotPart, ...day, markPrice: price, indexPrice: price, openInterest: '1', openInterestValue: price };
}

/** What `orderFilter` tells apart. */
export type OrderKind = 'Order' | 'StopOrder' | 'tpslOrder';

export function orderKindOf({ type, class: orderClass }: Order, { kind }: Instrument): OrderKind {
  if (orderClass === 'plain') return 'Order';
  return kind === 'spot' && type.startsWith('take_profit') ? 'tpslOrder' : 'StopOrder';
}

export function orderView(order: Order, core: Core): object {
  const instrument = core.instrument(order.instrument);
  const left = isLive(order) ? core.left(order) : '0';
  const isMarket = ['market', 'stop', 'take_profit', 'trailing_stop'].includes(order.type);
  const view = {
    orderId: order.id,
    orderLinkId: order.clientId.startsWith('venue-') ? '' : order.clientId,
    symbol: symbolOf(order.instrument),
    price: order.price ?? '0',
    qty: order.quantity ?? decimal.plus(order.filled, left),
    side: order.side === 'buy' ? 'Buy' : 'Sell',
    isLeverage: '0',
    positionIdx: positionIdxOf(order.leg),
    orderStatus: orderStatusOf(order, instrument),
    cancelType: 'UNKNOWN',
    rejectReason: 'EC_NoError',
    avgPrice: order.averagePrice ?? '',
    leavesQty: left,
    leavesValue: decimal.times(left, order.price ?? instrument.price),
    cumExecQty: order.filled,
    cumExecValue: decimal.times(order.filled, order.averagePrice ?? '0'),
    timeInForce: isMarket || order.immediateOrCancel ? 'IOC' : 'GTC',
    orderType: isMarket ? 'Market' : 'Limit',
    stopOrderType: stopOrderTypeOf(order, instrument),
    triggerPrice: order.trigger ?? '',
    triggerDirection: 0,
    reduceOnly: order.reduceOnly,
    closeOnTrigger: false,
    createdTime: String(order.atMs),
    updatedTime: String(order.atMs),
  };
  return instrument.kind === 'spot' ? { ...view, marketUnit: 'baseCoin' } : { ...view, tpslMode: '' };
}

function orderStatusOf(order: Order, { kind }: Instrument): string {
  const isPartlyFilled = decimal.sign(order.filled) > 0;
  switch (order.status) {
    case 'open':
    case 'cancelling':
      if (order.class === 'conditional') return 'Untriggered';
      return isPartlyFilled ? 'PartiallyFilled' : 'New';
    case 'filled':
      return 'Filled';
    case 'cancelled':
      if (kind !== 'spot') return 'Cancelled';
      if (order.class === 'conditional') return 'Deactivated';
      return isPartlyFilled ? 'PartiallyFilledCanceled' : 'Cancelled';
    case 'rejected':
      return 'Rejected';
  }
}

function stopOrderTypeOf(order: Order, { kind }: Instrument): string {
  if (order.class === 'plain') return '';
  if (kind === 'spot') return order.type.startsWith('take_profit') ? 'tpslOrder' : 'Stop';
  switch (order.type) {
    case 'trailing_stop':
      return 'TrailingStop';
    case 'take_profit':
    case 'take_profit_limit':
      return order.quantity === null ? 'TakeProfit' : 'PartialTakeProfit';
    default:
      return order.quantity === null ? 'StopLoss' : 'Stop';
  }
}

export function positionIdxOf(leg: Leg): number {
  return { net: 0, long: 1, short: 2 }[leg];
}

export function legOfIndex(positionIdx: string | undefined): Leg {
  return positionIdx === '1' ? 'long' : positionIdx === '2' ? 'short' : 'net';
}

interface HeldPosition {
  instrument: string;
  leg: Leg;
  quantity: string;
}

export function positionView({ instrument: id, leg, quantity }: HeldPosition, core: Core): object {
  const { price } = core.instrument(id);
  const size = decimal.abs(quantity);
  return {
    positionIdx: positionIdxOf(leg),
    symbol: symbolOf(id),
    side: decimal.sign(quantity) > 0 ? 'Buy' : 'Sell',
    size,
    avgPrice: price,
    positionValue: decimal.times(size, price),
    positionStatus: 'Normal',
    leverage: '10',
    markPrice: price,
    liqPrice: '',
    bustPrice: '',
    positionIM: '1',
    positionMM: '0.1',
    takeProfit: '',
    stopLoss: '',
    trailingStop: '0',
    unrealisedPnl: '0',
    cumRealisedPnl: '0',
    isReduceOnly: false,
    createdTime: '1676538056258',
    updatedTime: String(core.nowMs()),
  };
}

/** Coins with a balance or a debt alone. A debt is no part of `walletBalance`, but of `equity`. */
export function walletView(core: Core): object {
  const coins = core.holdings
    .balances()
    .filter(([, quantity]) => !decimal.isZero(quantity))
    .map(([coin, quantity]) => {
      const borrowed = decimal.sign(quantity) < 0 ? decimal.abs(quantity) : '0';
      const usdValue = decimal.times(quantity, priceOf(core, coin));
      return {
        coin,
        equity: quantity,
        usdValue,
        walletBalance: decimal.sign(quantity) > 0 ? quantity : '0',
        locked: core.held(coin),
        borrowAmount: borrowed,
        spotBorrow: borrowed,
        accruedInterest: '0',
        totalOrderIM: '0',
        totalPositionIM: '0',
        totalPositionMM: '0',
        unrealisedPnl: '0',
        cumRealisedPnl: '0',
        bonus: '0',
        marginCollateral: true,
        collateralSwitch: true,
        availableToWithdraw: '',
        availableToBorrow: '',
      };
    });
  const totalEquity = coins.map(({ usdValue }) => usdValue).reduce(decimal.plus, '0');
  return {
    accountType: 'UNIFIED',
    totalEquity,
    totalWalletBalance: totalEquity,
    totalMarginBalance: totalEquity,
    totalAvailableBalance: totalEquity,
    totalPerpUPL: '0',
    totalInitialMargin: '0',
    totalMaintenanceMargin: '0',
    accountIMRate: '0',
    accountMMRate: '0',
    accountLTV: '0',
    coin: coins,
  };
}

function priceOf(core: Core, coin: string): string {
  for (const { kind, base, price } of core.instruments.values()) if (kind === 'spot' && base === coin) return price;
  return '1';
}
