import * as z from 'zod';
import { type Decimal, decimal } from '../../../../shared/decimal.ts';
import { hashedId } from '../client-ids.ts';
import { type CcxtBalances, type CcxtExchange, CcxtOrder, type Params, venueCall } from '../library.ts';
import { pagesOf } from './pages.ts';
import type { BudgetRule, Leg, Money, OrderClass, Permissions, Section, Venue, WantedOrder } from './venue.ts';

/**
 * Bybit by its API v5, with a unified account (the only kind that is made any more): one wallet for spot, linear contracts settled in
 * USDT or USDC, and inverse ones settled in the coin. Each is a category with symbols, orders and limits of its own.
 *
 * Spot keeps five kinds of order apart: "cancel all" takes plain ones unless a filter says which, and a single cancel finds an order
 * under its own filter alone. Contracts have one list for all kinds, by settle coin, and one "cancel all". A client order id has up to
 * 36 letters, digits, `-` and `_`, and is never free again.
 *
 * Limits are per endpoint, second and user: 10 a second to place, cancel and cancel all contracts, 20 for spot, 50 for each list. They
 * are kept here as hundredths of a second.
 */
const spotBudget: BudgetRule = { perWindow: 100, windowMs: 1_000 };
const linearBudget: BudgetRule = { perWindow: 100, windowMs: 1_000 };
const inverseBudget: BudgetRule = { perWindow: 100, windowMs: 1_000 };

/** Pages of orders and positions, the largest that there are. */
const ordersPerPage = 50;

const settleCoins = ['USDT', 'USDC'] as const;

const RawOrder = z.looseObject({ orderStatus: z.string() });
const Page = z.object({
  result: z.object({ list: z.array(RawOrder), nextPageCursor: z.string().nullish() }),
});
const Indexed = z.object({ positionIdx: z.union([z.number(), z.string()]).nullish() });
const Account = z.object({
  result: z.object({
    list: z.tuple([z.object({ totalEquity: z.string(), accountMMRate: z.string().nullish() })], z.unknown()),
  }),
});
const Key = z.object({
  result: z.object({
    readOnly: z.number(),
    permissions: z.record(z.string(), z.array(z.string()).nullish()),
  }),
});

function orderClass(name: string, listed: readonly Params[], cancelAll: readonly Params[], cancel: Params): OrderClass {
  return {
    name,
    list: [],
    listAll: async (exchange) => (await Promise.all(listed.map((query) => ordersOf(exchange, query)))).flat(),
    cancelAll: { by: 'account', calls: cancelAll },
    cancel,
  };
}

/** Every page of a list of orders: one without a filter has 20 entries, and a cursor also on its last page. */
async function ordersOf(exchange: CcxtExchange, query: Params): Promise<unknown[]> {
  const raw = await pagesOf(async (cursor: string | null) => {
    const params = { ...query, limit: ordersPerPage, ...(cursor !== null && { cursor }) };
    const { list, nextPageCursor } = Page.parse(await venueCall(exchange, 'privateGetV5OrderRealtime', params)).result;
    return { items: list, next: list.length === ordersPerPage && nextPageCursor ? nextPageCursor : null };
  });
  const { category } = z.object({ category: z.string() }).parse(query);
  return raw.map((order) => parsedOrder(exchange, order, category));
}

/** An order as ccxt writes it; symbols of pairs and of contracts are the same, and only the category tells them apart. */
function parsedOrder(exchange: CcxtExchange, raw: z.infer<typeof RawOrder>, category: string): unknown {
  const markets = exchange.markets_by_id?.[String(raw['symbol'])] ?? [];
  const market = markets.find(({ spot }) => (spot === true) === (category === 'spot'));
  const order = CcxtOrder.parse(exchange.parseOrder(raw, market));
  // ccxt takes it for filled; it was cancelled with something left.
  return raw.orderStatus === 'PartiallyFilledCanceled' ? { ...order, status: 'canceled' } : order;
}

const spotKinds = ['Order', 'StopOrder', 'tpslOrder', 'OcoOrder', 'BidirectionalTpslOrder'] as const;

const spot: Section = {
  trades: ({ spot: isSpot }) => isSpot === true,
  mark: '',
  budget: spotBudget,
  // Five lists and the wallet.
  weights: { reading: 12, cancelAll: 5, cancel: 5, close: 5, find: 4, prices: 2 },
  orders: spotKinds.map((orderFilter) =>
    orderClass(orderFilter, [{ category: 'spot', orderFilter }], [{ type: 'spot', orderFilter }], { orderFilter }),
  ),
  holdings: { kind: 'balances', params: { type: 'spot' }, isForSale: () => true },
  reduceOnly: false,
  // Without borrowing, which a sale of more than there is would do otherwise.
  closeParams: ({ clientId }) => ({ clientOrderId: clientId, isLeverage: 0 }),
  immediateOrCancel: { timeInForce: 'IOC' },
  find: (exchange, wanted) => findOrder(exchange, wanted, 'spot'),
  clock: {},
  ping,
};

const linear: Section = {
  trades: ({ contract, linear: isLinear, option }) => contract === true && isLinear === true && option !== true,
  mark: '',
  budget: linearBudget,
  // Orders and positions by settle coin, and the wallet.
  weights: { reading: 10, cancelAll: 10, cancel: 10, close: 10, find: 4, prices: 2 },
  orders: [
    orderClass(
      'all',
      settleCoins.map((settleCoin) => ({ category: 'linear', settleCoin })),
      settleCoins.map((settleCoin) => ({ type: 'swap', subType: 'linear', settleCoin })),
      {},
    ),
  ],
  ...contracts(
    'linear',
    settleCoins.map((settleCoin) => ({ settleCoin })),
  ),
};

const inverse: Section = {
  trades: ({ contract, inverse: isInverse, option }) => contract === true && isInverse === true && option !== true,
  mark: '',
  budget: inverseBudget,
  weights: { reading: 6, cancelAll: 10, cancel: 10, close: 10, find: 4, prices: 2 },
  orders: [orderClass('all', [{ category: 'inverse' }], [], {})],
  ...contracts('inverse', [{}]),
};

function contracts(category: 'linear' | 'inverse', lists: readonly Params[]) {
  const ofCategory = { type: 'swap', subType: category };
  return {
    holdings: {
      kind: 'positions',
      list: lists.map((params) => ({ ...ofCategory, ...params })),
      legOf: ({ info }) => legIn(info),
      orderLeg: ({ info }) => legIn(info),
      balance: ofCategory,
      money,
      // One-way or hedge is set for each contract, and shows in each position.
      mode: async () => 'by_instrument',
    },
    reduceOnly: true,
    closeParams: ({ clientId, leg }) => ({
      clientOrderId: clientId,
      reduceOnly: true,
      positionIdx: { net: 0, long: 1, short: 2 }[leg],
    }),
    immediateOrCancel: { timeInForce: 'IOC' },
    find: (exchange, wanted) => findOrder(exchange, wanted, category),
    clock: null,
    ping,
  } satisfies Partial<Section>;
}
