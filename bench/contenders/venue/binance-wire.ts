import { positionsOf } from '../../lib/position.ts';
import type { Closed, Position, Request, Wire } from './account.ts';

/** As many contracts are listed as the largest account of a comparison has positions. */
const listedContracts = 500;
const money = {
  asset: 'USDT',
  walletBalance: '1000000',
  marginBalance: '1000000',
  maintMargin: '0',
  initialMargin: '0',
};
const account = { totalMarginBalance: '1000000', totalMaintMargin: '0', assets: [money], positions: [] };

/** What every answer says of the venue's count, so that nobody meets its limit. */
const told = 'x-mbx-used-weight-1m: 1\r\n';

/** Binance's USDⓈ-margined futures, as far as a kill there needs them. */
export const binanceWire: Wire = (held) => {
  const contracts = JSON.stringify({ symbols: positionsOf(listedContracts).map(contractView) });
  const routes: Record<string, (request: Request) => void> = {
    'POST /fapi/v1/order': (request) => {
      const { symbol, newClientOrderId } = parametersOf(request);
      const closed = held.close(symbol.replace(/USDT$/, ''), newClientOrderId);
      request.giveClosed('200 OK', JSON.stringify(orderView(closed)), 1, told);
    },
    'GET /fapi/v1/order': (request) => {
      const order = held.order(parametersOf(request).origClientOrderId);
      if (order) request.giveLater('200 OK', JSON.stringify(orderView(order)), told);
      else request.giveLater('400 Bad Request', '{"code":-2013,"msg":"Order does not exist."}');
    },
    'GET /fapi/v1/ping': ({ give }) => give('200 OK', '{}'),
    'GET /fapi/v1/time': ({ give }) => give('200 OK', JSON.stringify({ serverTime: Date.now() })),
    'GET /fapi/v1/exchangeInfo': ({ giveLater }) => giveLater('200 OK', contracts, told),
    'GET /fapi/v3/account': ({ giveLater }) => giveLater('200 OK', JSON.stringify(account), told),
    'GET /fapi/v3/positionRisk': ({ giveLater }) => {
      held.readings += 1;
      giveLater('200 OK', JSON.stringify(held.positions().map(positionView)), told);
    },
    'GET /fapi/v1/openOrders': ({ giveLater }) => giveLater('200 OK', '[]', told),
    'GET /fapi/v1/openAlgoOrders': ({ giveLater }) => giveLater('200 OK', '[]', told),
  };
  return (request) => {
    const route = routes[`${request.method} ${request.target.split('?')[0]}`];
    if (route) route(request);
    else request.giveLater('404 Not Found', '{"code":-5000,"msg":"Path is invalid."}');
  };
};

interface Parameters {
  symbol: string;
  newClientOrderId: string;
  origClientOrderId: string;
}

/** Of the query, or of the body, which has the same form. */
function parametersOf({ target, body }: Request): Parameters {
  const sent = new URLSearchParams(body || target.split('?')[1]);
  const { symbol = '', newClientOrderId = '', origClientOrderId = '' } = Object.fromEntries(sent);
  return { symbol, newClientOrderId, origClientOrderId };
}

function contractView({ symbol }: Position): object {
  return {
    symbol: `${symbol}USDT`,
    pair: `${symbol}USDT`,
    contractType: 'PERPETUAL',
    status: 'TRADING',
    baseAsset: symbol,
    quoteAsset: 'USDT',
    marginAsset: 'USDT',
    pricePrecision: 2,
    quantityPrecision: 0,
    filters: [
      { filterType: 'PRICE_FILTER', minPrice: '0.01', maxPrice: '1000000', tickSize: '0.01' },
      { filterType: 'LOT_SIZE', minQty: '1', maxQty: '1000000', stepSize: '1' },
      { filterType: 'MARKET_LOT_SIZE', minQty: '1', maxQty: '1000000', stepSize: '1' },
      { filterType: 'MIN_NOTIONAL', notional: '5' },
    ],
    orderTypes: ['LIMIT', 'MARKET'],
    timeInForce: ['GTC', 'IOC'],
  };
}

function positionView({ symbol, quantity, lastPrice }: Position): object {
  return {
    symbol: `${symbol}USDT`,
    positionSide: 'BOTH',
    positionAmt: quantity,
    entryPrice: lastPrice,
    markPrice: lastPrice,
    unRealizedProfit: '0',
    liquidationPrice: '0',
    notional: String(Number(quantity) * Number(lastPrice)),
    marginAsset: 'USDT',
  };
}

function orderView({ id, clientOrderId, position }: Closed): object {
  const quantity = position.quantity.replace('-', '');
  return {
    orderId: Number(id.slice(1)),
    symbol: `${position.symbol}USDT`,
    status: 'FILLED',
    clientOrderId,
    price: '0',
    avgPrice: position.lastPrice,
    origQty: quantity,
    executedQty: quantity,
    type: 'MARKET',
    reduceOnly: true,
    side: position.quantity.startsWith('-') ? 'BUY' : 'SELL',
    positionSide: 'BOTH',
  };
}
