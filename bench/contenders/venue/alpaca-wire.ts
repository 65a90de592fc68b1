import type { Closed, Position, Request, Wire } from './account.ts';

const dayMs = 86_400_000;
const money = {
  id: '00000000-0000-4000-8000-000000000000',
  account_number: 'PA0BENCH',
  status: 'ACTIVE',
  currency: 'USD',
  equity: '1000000',
  maintenance_margin: '0',
};

/** What an order is told that came after the call which closes everything. */
const overtaken = '{"code":40310000,"message":"insufficient qty available for order","existing_qty":"0"}';

/**
 * Alpaca's trading API. `perMinute`: what its headers say of the limit; each fill of the account begins a minute. It refuses nothing:
 * who keeps to the limit is the client's affair.
 */
export function alpacaWire(perMinute: number): Wire {
  return (account) => {
    let spent = { filled: 0, requests: 0, endsAt: 0 };
    const headers = () => {
      if (spent.filled !== account.filled) {
        spent = { filled: account.filled, requests: 0, endsAt: Math.ceil(Date.now() / 1_000) + 60 };
      }
      spent.requests += 1;
      const remaining = Math.max(0, perMinute - spent.requests);
      return `x-ratelimit-limit: ${perMinute}\r\nx-ratelimit-remaining: ${remaining}\r\nx-ratelimit-reset: ${spent.endsAt}\r\n`;
    };
    const routes: Record<string, (request: Request, told: string) => void> = {
      'POST /v2/orders': ({ body, giveLater, giveClosed }, told) => {
        const { symbol, client_order_id } = JSON.parse(body);
        if (!account.has(symbol)) giveLater('403 Forbidden', overtaken, told);
        else giveClosed('200 OK', JSON.stringify(orderView(account.close(symbol, client_order_id))), 1, told);
      },
      'DELETE /v2/positions': ({ giveClosed }, told) => {
        const closed = account.positions().map(({ symbol }) => account.close(symbol, `venue-${symbol}`));
        const results = closed.map((each) => ({ symbol: each.position.symbol, status: 200, body: orderView(each) }));
        giveClosed('207 Multi-Status', JSON.stringify(results), closed.length, told);
      },
      'GET /v2/clock': ({ give }, told) => give('200 OK', JSON.stringify(clockView()), told),
      'GET /v2/account': ({ giveLater }, told) => giveLater('200 OK', JSON.stringify(money), told),
      'GET /v2/assets': ({ giveLater }, told) =>
        giveLater('200 OK', JSON.stringify(account.positions().map(assetView)), told),
      'GET /v2/positions': ({ giveLater }, told) => {
        account.readings += 1;
        giveLater('200 OK', JSON.stringify(account.positions().map(positionView)), told);
      },
      'GET /v2/orders': ({ giveLater }, told) => giveLater('200 OK', '[]', told),
      'GET /v2/orders:by_client_order_id': ({ target, giveLater }, told) => {
        const order = account.order(new URLSearchParams(target.split('?')[1]).get('client_order_id') ?? '');
        if (order) giveLater('200 OK', JSON.stringify(orderView(order)), told);
        else giveLater('404 Not Found', '{"code":40410000,"message":"order not found"}', told);
      },
    };
    return (request) => {
      const route = routes[`${request.method} ${request.target.split('?')[0]}`];
      const told = headers();
      if (route) route(request, told);
      else request.giveLater('404 Not Found', '{"message":"endpoint not found."}', told);
    };
  };
}

function clockView(): object {
  const later = (days: number) => new Date(Date.now() + days * dayMs).toISOString();
  return { timestamp: new Date().toISOString(), is_open: true, next_open: later(1), next_close: later(0.5) };
}

function positionView({ symbol, quantity, lastPrice }: Position): object {
  const side = quantity.startsWith('-') ? 'short' : 'long';
  return { symbol, asset_class: 'us_equity', qty: quantity, side, current_price: lastPrice };
}

function assetView({ symbol }: Position): object {
  const sizes = { min_order_size: '1', min_trade_increment: '1', price_increment: '0.01' };
  return { id: symbol, class: 'us_equity', exchange: 'NYSE', symbol, status: 'active', tradable: true, ...sizes };
}

function orderView({ id, clientOrderId, position }: Closed): object {
  const quantity = position.quantity.replace('-', '');
  return {
    id,
    client_order_id: clientOrderId,
    symbol: position.symbol,
    asset_class: 'us_equity',
    side: position.quantity.startsWith('-') ? 'buy' : 'sell',
    type: 'market',
    time_in_force: 'day',
    status: 'filled',
    qty: quantity,
    filled_qty: quantity,
    filled_avg_price: position.lastPrice,
  };
}
