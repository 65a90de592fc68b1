import * as z from 'zod';
import { decimal } from '../../../../shared/decimal.ts';
import { hashedId } from '../client-ids.ts';
import { type CcxtExchange, CcxtOrder } from '../library.ts';
import { moneyIn } from './money.ts';
import type { BudgetRule, Section, Venue, WantedOrder, Weights } from './venue.ts';

/**
 * An exchange that has no table: what ccxt says of all of them, taken at its word. Conditional orders that the venue lists apart are
 * not seen, and what a client id may look like is a guess; preflight says that it is untested.
 */
export function genericVenue(exchange: string): Venue {
  return {
    exchange,
    options: { warnOnFetchOpenOrdersWithoutSymbol: false, fetchOpenOrders: { warnWithoutSymbol: false } },
    needsPassword: false,
    sections: { spot: spot(), swap: swap() },
    defaultSections: ['spot'],
    clientId: (ours) => hashedId(ours, 32),
    refusals: [],
    isWhole: (_path, answer) => saysSomething(answer),
  };
}

/** What shape an answer has is not known; but one that has none says nothing of an account, least of all that it is empty. */
function saysSomething(answer: unknown): boolean {
  if (Array.isArray(answer)) return true;
  return typeof answer === 'object' && answer !== null && Object.keys(answer).length > 0;
}

/** Slow enough for most venues. */
const budget: BudgetRule = { perWindow: 60, windowMs: 60_000 };
const weights: Weights = { reading: 3, cancelAll: 1, cancel: 1, close: 1, find: 1, prices: 1 };

function spot(): Section {
  return {
    ...common('spot'),
    trades: ({ spot: isSpot }) => isSpot === true,
    holdings: { kind: 'balances', params: { type: 'spot' }, isForSale: () => true },
    reduceOnly: false,
    closeParams: ({ clientId }) => ({ clientOrderId: clientId }),
  };
}

function swap(): Section {
  return {
    ...common('swap'),
    trades: ({ contract, option }) => contract === true && option !== true,
    holdings: {
      kind: 'positions',
      list: [{ type: 'swap' }],
      legOf: () => 'net',
      orderLeg: () => 'net',
      readMoney: moneyIn({ type: 'swap' }, ({ total }) => {
        const [currency = '', equity] = Object.entries(total).find(([name]) => /^USD[TC]?$/.test(name)) ?? [];
        return { equity: decimal.of(equity ?? '0'), currency };
      }),
    },
    // It is asked for; whether it is kept is not known.
    reduceOnly: false,
    closeParams: ({ clientId }) => ({ clientOrderId: clientId, reduceOnly: true }),
  };
}

function common(type: string) {
  return {
    mark: '',
    budget,
    weights,
    orders: [{ name: 'plain', list: [{ type }], cancelAll: { by: 'order' as const }, cancel: {} }],
    immediateOrCancel: { timeInForce: 'IOC' },
    find,
    clock: {},
    ping: () => null,
  };
}

/** Among the open orders, then among those that are over: few venues find an order by its client id alone. */
async function find(exchange: CcxtExchange, { clientId, symbol, orderId }: WantedOrder): Promise<unknown> {
  if (orderId !== null && supports(exchange, 'fetchOrder')) return exchange.fetchOrder(orderId, symbol);
  const open = await exchange.fetchOpenOrders(symbol);
  const closed = supports(exchange, 'fetchClosedOrders') ? await exchange.fetchClosedOrders(symbol) : [];
  const orders = [open, closed].flatMap((list) => z.array(CcxtOrder).parse(list));
  return orders.find(({ clientOrderId }) => clientOrderId === clientId) ?? null;
}

function supports({ has }: CcxtExchange, method: string): boolean {
  return has[method] === true;
}
