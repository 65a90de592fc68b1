import type { OrderView, PaperAnswer } from '../../../src/engine/brokers/paper/routes.ts';
import type { Closed, Request, Wire } from './account.ts';

const acceptedAt = new Date().toISOString();
const venue: PaperAnswer<'venue'> = { venue: 'scram-paper', currency: 'USD', reduceOnly: true, instruments: [] };
const clock: PaperAnswer<'clock'> = { at: acceptedAt };
const money: PaperAnswer<'account'> = {
  equity: '1000000',
  cash: '500000',
  buyingPower: '500000',
  currency: 'USD',
  netTransfers: '0',
  marginCall: null,
  blocked: null,
};

/** The paper exchange's HTTP. */
export const paperWire: Wire = (account) => {
  let ready = { filled: 0, text: '[]' };
  /** Between none and all closed the list is made anew; the two that matter to the measurement are ready. */
  const positions = () => {
    account.readings += 1;
    if (!account.isWhole) return JSON.stringify(account.positions());
    if (ready.filled !== account.filled) ready = { filled: account.filled, text: JSON.stringify(account.positions()) };
    return ready.text;
  };
  const routes: Record<string, (request: Request) => void> = {
    'POST /v1/orders': ({ body, giveClosed }) => {
      const { symbol, clientOrderId } = JSON.parse(body);
      giveClosed('201 Created', JSON.stringify(orderView(account.close(symbol, clientOrderId))), 1);
    },
    'GET /v1/clock': ({ give }) => give('200 OK', JSON.stringify(clock)),
    'GET /v1/venue': ({ giveLater }) => giveLater('200 OK', JSON.stringify(venue)),
    'GET /v1/account': ({ giveLater }) => giveLater('200 OK', JSON.stringify(money)),
    'GET /v1/positions': ({ giveLater }) => giveLater('200 OK', positions()),
    'GET /v1/quotes': ({ giveLater }) => giveLater('200 OK', '[]'),
    'GET /v1/orders': ({ giveLater }) => giveLater('200 OK', '[]'),
  };
  const byClientId = /^\/v1\/orders\/by-client-id\/(.+)$/;
  return (request) => {
    const route = routes[`${request.method} ${request.target}`];
    if (route) return route(request);
    const order = account.order(byClientId.exec(request.target)?.[1] ?? '');
    if (order) request.giveLater('200 OK', JSON.stringify(orderView(order)));
    else request.giveLater('404 Not Found', '{"error":{"code":"unknown_order","message":"there is no such order"}}');
  };
};

function orderView({ id, clientOrderId, position }: Closed): OrderView {
  const quantity = position.quantity.replace('-', '');
  return {
    id,
    clientOrderId,
    symbol: position.symbol,
    side: position.quantity.startsWith('-') ? 'buy' : 'sell',
    type: 'market',
    quantity,
    filledQuantity: quantity,
    averagePrice: position.lastPrice,
    limitPrice: null,
    stopPrice: null,
    reduceOnly: true,
    status: 'filled',
    acceptedAt,
    words: 'filled',
  };
}
