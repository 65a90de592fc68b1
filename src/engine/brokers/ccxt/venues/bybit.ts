import * as z from 'zod';
import { type Decimal, decimal } from '../../../../shared/decimal.ts';
import { hashedId } from '../client-ids.ts';
import { type CcxtBalances, type CcxtExchange, venueCall } from '../library.ts';
import { answerShapes } from './answer-shapes.ts';
import { type Category, findOrder, ordersOf, positionsOf, type Query } from './bybit-lists.ts';
import { moneyIn } from './money.ts';
import type { BudgetRule, BulkCancel, Leg, Money, OrderClass, Permissions, Section, Venue } from './venue.ts';

/**
 * Bybit by its API v5, with a unified account (the only kind that is made any more): one wallet for spot, linear contracts settled in
 * USDT or USDC, and inverse ones settled in the coin. Each is a category with symbols, orders and limits of its own.
 *
 * Spot keeps five kinds of order apart: "cancel all" takes plain ones unless a filter says which, and a single cancel finds an order
 * under its own filter alone. Contracts have one list for all kinds, by settle coin, and one "cancel all". A client order id has up to
 * 36 letters, digits, `-` and `_`, and is never free again.
 *
 * Limits are per endpoint, second and user: 10 a second to place, to cancel and to cancel all contracts, 20 each for spot, and 50 for
 * each list. Commands share one budget here, which is less than they may; lists go by the one of them that is asked for most, the
 * orders.
 */
const spotBudget: BudgetRule = { perWindow: 20, windowMs: 1_000 };
const contractBudget: BudgetRule = { perWindow: 10, windowMs: 1_000 };
const listBudget: BudgetRule = { perWindow: 50, windowMs: 1_000 };

const one = { cancelAll: 1, cancel: 1, close: 1, find: 1, prices: 1, ping: 0 } as const;

const Indexed = z.object({ positionIdx: z.union([z.number(), z.string()]).nullish() });
const Account = z.object({
  result: z.object({
    list: z.array(z.object({ totalEquity: z.string(), accountMMRate: z.string().nullish() })).length(1),
  }),
});
const Wallet = z.object({
  result: z.object({
    list: z.array(
      z.object({
        coin: z.array(z.object({ coin: z.string(), walletBalance: z.string(), spotBorrow: z.string().nullish() })),
      }),
    ),
  }),
});
const Key = z.object({
  result: z.object({ readOnly: z.number(), permissions: z.record(z.string(), z.array(z.string()).nullish()) }),
});

const spotKinds = ['Order', 'StopOrder', 'tpslOrder', 'OcoOrder', 'BidirectionalTpslOrder'] as const;

const spot: Section = {
  trades: ({ spot: isSpot }) => isSpot === true,
  mark: '',
  budget: spotBudget,
  listBudget,
  weights: { ...one, reading: 5 },
  orders: spotKinds.map(
    (orderFilter): OrderClass => ({
      name: orderFilter,
      list: [],
      listAll: (exchange) => ordersOf(exchange, [{ category: 'spot', orderFilter }]),
      cancelAll: { by: 'account', calls: [{ type: 'spot', orderFilter }] },
      cancel: { orderFilter },
    }),
  ),
  holdings: { kind: 'balances', params: { type: 'spot' }, amounts: ownedOf, isForSale: () => true },
  reduceOnly: false,
  closeParams: ({ clientId }) => ({ clientOrderId: clientId }),
  // Auctions take nothing that is immediate.
  immediateOrCancel: { timeInForce: 'GTC' },
  find: (exchange, wanted) => findOrder(exchange, wanted, 'spot'),
  clock: {},
  ping,
};

const linear: Section = {
  ...contracts(
    'linear',
    (exchange) => settleCoinsOf(exchange).map((settleCoin) => ({ category: 'linear', settleCoin })),
    {
      by: 'account',
      calls: ['USDT', 'USDC'].map((settleCoin) => ({ type: 'swap', subType: 'linear', settleCoin })),
    },
  ),
  trades: ({ contract, linear: isLinear, option }) => contract === true && isLinear === true && option !== true,
  // By settle coin.
  weights: { ...one, reading: 2 },
};

const inverse: Section = {
  ...contracts('inverse', () => [{ category: 'inverse' }], { by: 'symbol', params: {} }),
  trades: ({ contract, inverse: isInverse, option }) => contract === true && isInverse === true && option !== true,
  weights: { ...one, reading: 1 },
};

/**
 * What is owned of each coin, negative when owed: the balance less what spot has borrowed. ccxt's debt has what contracts owe too, by
 * which the balance itself is negative already, so that twice of it would be bought back.
 */
function ownedOf({ info }: CcxtBalances): Record<string, Decimal> {
  const coins = Wallet.parse(info).result.list.flatMap(({ coin }) => coin);
  return Object.fromEntries(
    coins.map(({ coin, walletBalance, spotBorrow }) => [coin, decimal.minus(walletBalance || '0', spotBorrow || '0')]),
  );
}

function settleCoinsOf({ markets }: CcxtExchange): string[] {
  const contracts = Object.values(markets ?? {}).filter((market) => linear.trades(market));
  return [...new Set(contracts.flatMap(({ settle }) => settle ?? []))];
}

/** Plain, conditional, take-profit, stop-loss and trailing orders are in one list, and cancelled by one call. */
function contracts(category: Category, queries: (exchange: CcxtExchange) => Query[], cancelAll: BulkCancel) {
  const ofCategory = { type: 'swap', subType: category };
  return {
    mark: '',
    budget: contractBudget,
    listBudget,
    orders: [
      { name: 'all', list: [], listAll: (exchange) => ordersOf(exchange, queries(exchange)), cancelAll, cancel: {} },
    ],
    holdings: {
      kind: 'positions',
      list: [],
      listAll: (exchange) => positionsOf(exchange, queries(exchange)),
      legOf: ({ info }) => legIn(info),
      orderLeg: ({ info }) => legIn(info),
      readMoney: moneyIn(ofCategory, money),
      mode: async () => 'by_instrument',
    },
    reduceOnly: true,
    closeParams: ({ clientId, leg }) => ({ clientOrderId: clientId, reduceOnly: true, positionIdx: indexOf(leg) }),
    immediateOrCancel: { timeInForce: 'GTC' },
    find: (exchange, wanted) => findOrder(exchange, wanted, category),
    clock: null,
    ping,
  } satisfies Partial<Section>;
}

/** `positionIdx`: one-way, or the long or the short leg of a hedge. Which mode a contract is in shows in its positions and orders. */
function indexOf(leg: Leg): number {
  if (leg === 'long') return 1;
  return leg === 'short' ? 2 : 0;
}

function legIn(info: unknown): Leg {
  const index = Number(Indexed.parse(info).positionIdx ?? 0);
  return index === 1 ? 'long' : index === 2 ? 'short' : 'net';
}

/** The whole account in US dollars. Liquidation begins when the maintenance margin rate has come to 1. */
function money({ info }: CcxtBalances): Money {
  const [account] = Account.parse(info).result.list;
  const { totalEquity, accountMMRate } = account ?? {};
  const isCalled = accountMMRate ? decimal.compare(accountMMRate, '1') >= 0 : false;
  const words = `the maintenance margin rate has come to ${accountMMRate}`;
  return { equity: totalEquity || '0', currency: 'USD', ofAccount: true, marginCall: isCalled ? words : null };
}

function ping(url: (name: string) => string): string {
  return `${url('public')}/v5/market/time`;
}

async function permissions(exchange: CcxtExchange, sections: readonly string[]): Promise<Permissions> {
  const { readOnly, permissions: told } = Key.parse(await venueCall(exchange, 'privateGetV5UserQueryApi')).result;
  const may = (group: string, what: string) => told[group]?.includes(what) === true;
  const canTrade = {
    spot: may('Spot', 'SpotTrade'),
    contracts: may('ContractTrade', 'Order') && may('ContractTrade', 'Position'),
  };
  const isEnough = sections.every((name) => (name === 'spot' ? canTrade.spot : canTrade.contracts));
  return { canTrade: readOnly === 0 && isEnough, canWithdraw: may('Wallet', 'Withdraw') };
}

/** All sections share the address: "terminate all HTTP sessions and wait for at least 10 minutes". */
const ban = /access too frequent|"retCode":10009,/i;

export const bybit: Venue = {
  exchange: 'bybit',
  options: {
    // Asked for before each call otherwise, with two requests.
    enableUnifiedMargin: false,
    enableUnifiedAccount: true,
    unifiedMarginStatus: 6,
    fetchMarkets: { types: ['spot', 'linear', 'inverse'] },
    recvWindow: 5_000,
  },
  needsPassword: false,
  sections: { spot, linear, inverse },
  defaultSections: ['spot', 'linear', 'inverse'],
  clientId: (ours) => hashedId(ours, 36),
  refusals: [
    // Within the venue something took too long, or failed: it may have been carried out.
    [/"retCode":(10000|10016|170001|170032|170146|170147|170234),/, 'silence'],
    [ban, 'rate_limited'],
    [/"retCode":(10006|10018|10429|429|170005|170222),/, 'rate_limited'],
    [/"retCode":(110072|110030|170141),/, 'duplicate'],
    // Nothing to reduce, or over: only a reading says what is left.
    [/"retCode":(110017|110034|110001|110008|110010|110019|170139|170142|170143|170190|170213),/, 'gone'],
    [/"retCode":(110004|110006|110007|110012|110044|110045|110051|110052|110053|170131|170033|170144),/, 'held'],
    // Too much for one market order. A limit order may be larger.
    [/"retCode":(170124|170135),|"retCode":10001,.*exceeds maximum limit allowed/i, 'market_orders_refused'],
    [/"retCode":(110094|170136|170137|170140|170148),/, 'dust'],
    [/"retCode":10001,.*(minimum limit allowed|qty invalid|quantity)/i, 'dust'],
    [/amount.*(must be greater than minimum|evenly divisible by lot size)/i, 'dust'],
    [/"retCode":(110098|110103|110118|170159|170217),/, 'market_orders_refused'],
    [/"retCode":(110003|110116|110120|110121|170132|170133|170192|170193|170194|170371|170372),/, 'price_band'],
    [/"retCode":(110063|110066|110074|110095|170031|170151|170157),/, 'market_closed'],
  ],
  // A user's second, or ten minutes for an address.
  pauseMs: (words) => (ban.test(words) ? 600_000 : 1_000),
  ban,
  priceLimit: /cannot be (?:higher|lower|smaller) than (\d+(?:\.\d+)?)/,
  isWhole: answerShapes(
    [
      [
        /\/v5\/(order\/realtime|order\/history|position\/list|account\/wallet-balance)$/,
        z.object({ retCode: z.literal(0), result: z.object({ list: z.array(z.unknown()) }) }),
      ],
    ],
    z.object({ retCode: z.number().refine((code) => code !== 0) }),
  ),
  permissions,
};
