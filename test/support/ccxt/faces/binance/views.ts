import { decimal } from '../../../../../src/shared/decimal.ts';
import type { Core } from '../../core/core.ts';
import type { Instrument, Leg, Order } from '../../core/types.ts';
import { wireSymbol } from './instruments.ts';

const statuses: Record<Order['status'], string> = {
  open: 'NEW',
  cancelling: 'NEW',
  filled: 'FILLED',
  cancelled: 'CANCELED',
  rejected: 'REJECTED',
};

const spotTypes: Record<Order['type'], string> = {
  market: 'MARKET',
  limit: 'LIMIT',
  stop: 'STOP_LOSS',
  stop_limit: 'STOP_LOSS_LIMIT',
  take_profit: 'TAKE_PROFIT',
  take_profit_limit: 'TAKE_PROFIT_LIMIT',
  trailing_stop: 'STOP_LOSS',
};

const futuresTypes: Record<Order['type'], string> = {
  market: 'MARKET',
  limit: 'LIMIT',
  stop: 'STOP_MARKET',
  stop_limit: 'STOP',
  take_profit: 'TAKE_PROFIT_MARKET',
  take_profit_limit: 'TAKE_PROFIT',
  trailing_stop: 'TRAILING_STOP_MARKET',
};

/** The core's type of what the wire calls a type; undefined for none. */
export function typeOf(kind: 'spot' | 'futures', name: string | undefined): Order['type'] | undefined {
  const types = kind === 'spot' ? spotTypes : futuresTypes;
  if (kind === 'spot' && name === 'LIMIT_MAKER') return 'limit';
  return (Object.keys(types) as Order['type'][]).find((type) => types[type] === name);
}

const positionSides: Record<Leg, string> = { net: 'BOTH', long: 'LONG', short: 'SHORT' };

export function legOf(positionSide: string | undefined): Leg {
  if (positionSide === 'LONG') return 'long';
  return positionSide === 'SHORT' ? 'short' : 'net';
}

function statusOf(order: Order): string {
  return order.status === 'open' && !decimal.isZero(order.filled) ? 'PARTIALLY_FILLED' : statuses[order.status];
}

export function spotOrder(order: Order): object {
  const spent = decimal.times(order.filled, order.averagePrice ?? '0');
  return {
    symbol: wireSymbol(order.instrument),
    orderId: Number(order.id),
    orderListId: -1,
    clientOrderId: order.clientId,
    price: order.price ?? '0.00000000',
    origQty: order.quantity,
    executedQty: order.filled,
    cummulativeQuoteQty: spent,
    status: statusOf(order),
    timeInForce: order.immediateOrCancel ? 'IOC' : 'GTC',
    type: spotTypes[order.type],
    side: order.side.toUpperCase(),
    stopPrice: order.trigger ?? '0.00000000',
    icebergQty: '0.00000000',
    time: order.atMs,
    updateTime: order.atMs,
    isWorking: order.class === 'plain',
    origQuoteOrderQty: '0.00000000',
    selfTradePreventionMode: 'NONE',
  };
}

export function futuresOrder(order: Order): object {
  return {
    orderId: Number(order.id),
    symbol: wireSymbol(order.instrument),
    status: statusOf(order),
    clientOrderId: order.clientId,
    price: order.price ?? '0',
    avgPrice: order.averagePrice ?? '0.00',
    origQty: order.quantity,
    executedQty: order.filled,
    cumQuote: decimal.times(order.filled, order.averagePrice ?? '0'),
    timeInForce: order.immediateOrCancel ? 'IOC' : 'GTC',
    type: futuresTypes[order.type],
    reduceOnly: order.reduceOnly,
    closePosition: false,
    side: order.side.toUpperCase(),
    positionSide: positionSides[order.leg],
    stopPrice: '0',
    workingType: 'CONTRACT_PRICE',
    origType: futuresTypes[order.type],
    time: order.atMs,
    updateTime: order.atMs,
  };
}

export function algoOrder(order: Order): object {
  return {
    algoId: Number(order.id),
    clientAlgoId: order.clientId,
    algoType: 'CONDITIONAL',
    orderType: futuresTypes[order.type],
    symbol: wireSymbol(order.instrument),
    side: order.side.toUpperCase(),
    positionSide: positionSides[order.leg],
    timeInForce: 'GTC',
    quantity: order.quantity ?? '0',
    algoStatus: statuses[order.status],
    triggerPrice: order.trigger ?? '0',
    price: order.price ?? '0',
    icebergQuantity: null,
    selfTradePreventionMode: 'EXPIRE_MAKER',
    workingType: 'CONTRACT_PRICE',
    priceMatch: 'NONE',
    closePosition: order.quantity === null,
    priceProtect: false,
    reduceOnly: order.reduceOnly,
    createTime: order.atMs,
    updateTime: order.atMs,
    triggerTime: 0,
    goodTillDate: 0,
  };
}

export function spotSymbol(instrument: Instrument, { settings }: Core): object {
  const { id, base, quote, tick, step, minQuantity, minNotional } = instrument;
  return {
    symbol: id,
    status: 'TRADING',
    baseAsset: base,
    baseAssetPrecision: 8,
    quoteAsset: quote,
    quotePrecision: 8,
    quoteAssetPrecision: 8,
    orderTypes: ['LIMIT', 'LIMIT_MAKER', 'MARKET', 'STOP_LOSS', 'STOP_LOSS_LIMIT', 'TAKE_PROFIT', 'TAKE_PROFIT_LIMIT'],
    isSpotTradingAllowed: true,
    isMarginTradingAllowed: false,
    filters: [
      { filterType: 'PRICE_FILTER', minPrice: tick, maxPrice: '1000000.00', tickSize: tick },
      { filterType: 'LOT_SIZE', minQty: minQuantity, maxQty: '9000000', stepSize: step },
      { filterType: 'MARKET_LOT_SIZE', minQty: '0', maxQty: settings.maxQuantity[id] ?? '0', stepSize: '0' },
      { filterType: 'NOTIONAL', minNotional, applyMinToMarket: true, maxNotional: '9000000', avgPriceMins: 5 },
    ],
    permissions: [],
    permissionSets: [['SPOT']],
  };
}

export function futuresSymbol(instrument: Instrument, { settings }: Core): object {
  const { id, base, quote, settle, tick, step, minQuantity, minNotional } = instrument;
  const maxQty = settings.maxQuantity[id] ?? '12000000';
  return {
    symbol: wireSymbol(id),
    pair: wireSymbol(id),
    contractType: 'PERPETUAL',
    deliveryDate: 4133404800000,
    onboardDate: 1569398400000,
    status: 'TRADING',
    baseAsset: base,
    quoteAsset: quote,
    marginAsset: settle,
    pricePrecision: 4,
    quantityPrecision: 3,
    baseAssetPrecision: 8,
    quotePrecision: 8,
    filters: [
      { filterType: 'PRICE_FILTER', minPrice: tick, maxPrice: '4529764', tickSize: tick },
      { filterType: 'LOT_SIZE', minQty: minQuantity, maxQty: '1000000', stepSize: step },
      { filterType: 'MARKET_LOT_SIZE', minQty: minQuantity, maxQty, stepSize: step },
      { filterType: 'MIN_NOTIONAL', notional: minNotional },
    ],
    orderTypes: ['LIMIT', 'MARKET', 'STOP', 'STOP_MARKET', 'TAKE_PROFIT', 'TAKE_PROFIT_MARKET', 'TRAILING_STOP_MARKET'],
    timeInForce: ['GTC', 'IOC', 'FOK', 'GTX', 'GTD'],
  };
}

export function spotAccount(core: Core): object {
  const balances = core.holdings.balances().map(([asset, total]) => {
    const locked = core.held(asset);
    return { asset, free: decimal.minus(total, locked), locked };
  });
  const { canTrade } = core.settings;
  return { makerCommission: 10, canTrade, canWithdraw: true, canDeposit: true, accountType: 'SPOT', balances };
}

export function positionRisk(core: Core): object[] {
  return core.holdings.positions().map(({ instrument, leg, quantity }) => {
    const { price, settle } = core.instrument(instrument);
    return {
      symbol: wireSymbol(instrument),
      positionSide: positionSides[leg],
      positionAmt: quantity,
      entryPrice: price,
      breakEvenPrice: price,
      markPrice: price,
      unRealizedProfit: '0.00000000',
      liquidationPrice: '0',
      isolatedMargin: '0',
      notional: decimal.times(quantity, price),
      marginAsset: settle,
      isolatedWallet: '0',
      initialMargin: '0',
      maintMargin: '0',
      positionInitialMargin: '0',
      openOrderInitialMargin: '0',
      adl: 2,
      bidNotional: '0',
      askNotional: '0',
      updateTime: core.nowMs(),
    };
  });
}

export function futuresAccount(core: Core): object {
  const wallet = '100000.00000000';
  const asset = {
    asset: 'USDT',
    walletBalance: wallet,
    unrealizedProfit: '0',
    marginBalance: wallet,
    maintMargin: '0',
  };
  return {
    totalInitialMargin: '0.00000000',
    totalMaintMargin: core.settings.maintenanceMargin,
    totalWalletBalance: wallet,
    totalUnrealizedProfit: '0.00000000',
    totalMarginBalance: wallet,
    availableBalance: wallet,
    assets: [{ ...asset, availableBalance: wallet, initialMargin: '0' }],
    positions: positionRisk(core),
  };
}
