import * as z from 'zod';
import { decimal } from '../../../../shared/decimal.ts';
import { hashedId } from '../client-ids.ts';
import { type CcxtExchange, type CcxtOrder, type CcxtPosition, venueCall } from '../library.ts';
import { answerShapes } from './answer-shapes.ts';
import { moneyIn } from './money.ts';
import type { BudgetRule, Leg, OrderClass, Permissions, Section, Venue, WantedOrder } from './venue.ts';

/**
 * Binance: the spot wallet and USDⓈ-margined futures (`swap`), each with hosts and limits of its own.
 *
 * Futures keep conditional orders apart, as algo orders: neither the list of open orders nor "cancel all open orders" covers them, and
 * their ids count for themselves. Spot lists its stop orders and order lists among the open ones. Both cancel all by symbol.
 *
 * A client order id is unique among open orders alone; it may have 36 characters.
 */
const spotBudget: BudgetRule = { perWindow: 6_000, windowMs: 60_000 };
const futuresBudget: BudgetRule = { perWindow: 2_400, windowMs: 60_000 };

const spot: Section = {
  trades: ({ spot: isSpot }) => isSpot === true,
  mark: '',
  budget: spotBudget,
  // All open orders 80, the account 20. Prices cost 2 for up to 20 coins and 80 at most; what it was, the answer's headers tell.
  weights: { reading: 100, cancelAll: 1, cancel: 1, close: 1, find: 4, prices: 2 },
  orders: [
    {
      name: 'plain',
      list: [{ type: 'spot' }],
      cancelAll: { by: 'symbol', params: { type: 'spot' } },
      cancel: { type: 'spot' },
    },
  ],
  // What earns interest shows in the wallet under names that begin with LD, and can't be sold as it is.
  holdings: { kind: 'balances', params: { type: 'spot' }, isForSale: (currency) => !/^LD[A-Z0-9]{2,}$/.test(currency) },
  reduceOnly: false,
  closeParams: ({ clientId }) => ({ newClientOrderId: clientId }),
  immediateOrCancel: { timeInForce: 'IOC' },
  find: (exchange, wanted) => findOrder(exchange, wanted, { type: 'spot' }),
  clock: { type: 'spot' },
  ping: (url) => `${url('public')}/ping`,
};

const linear = { type: 'swap', subType: 'linear' };
const conditional: OrderClass = {
  name: 'conditional',
  list: [{ ...linear, trigger: true }],
  cancelAll: { by: 'symbol', params: { trigger: true } },
  cancel: { trigger: true },
};

const swap: Section = {
  trades: ({ contract, linear: isLinear, option }) => contract === true && isLinear === true && option !== true,
  mark: '',
  budget: futuresBudget,
  // Open orders 40, algo orders 40, positions 5, the account 5.
  weights: { reading: 90, cancelAll: 1, cancel: 1, close: 1, find: 1, prices: 40 },
  orders: [{ name: 'plain', list: [linear], cancelAll: { by: 'symbol', params: {} }, cancel: {} }, conditional],
  holdings: {
    kind: 'positions',
    list: [linear],
    legOf: ({ info }: CcxtPosition) => legIn(info),
    orderLeg: ({ info }: CcxtOrder) => legIn(info),
    readMoney: moneyIn(linear, ({ info }) => {
      const { totalMarginBalance, totalMaintMargin } = FuturesAccount.parse(info);
      const isCalled = decimal.sign(totalMaintMargin) > 0 && decimal.compare(totalMarginBalance, totalMaintMargin) < 0;
      const words = `margin balance ${totalMarginBalance} is below the maintenance margin ${totalMaintMargin}`;
      return { equity: totalMarginBalance, currency: 'USDT', marginCall: isCalled ? words : null };
    }),
    async mode(exchange) {
      const { hedged } = z.object({ hedged: z.boolean() }).parse(await exchange.fetchPositionMode());
      return hedged ? 'hedge' : 'one_way';
    },
  },
  // In hedge mode a leg can't go through zero, and the venue refuses `reduceOnly` there.
  reduceOnly: true,
  closeParams: ({ clientId, leg }) => ({
    newClientOrderId: clientId,
    ...(leg === 'net' ? { reduceOnly: true } : { positionSide: leg === 'long' ? 'LONG' : 'SHORT' }),
  }),
  immediateOrCancel: { timeInForce: 'IOC' },
  find: (exchange, wanted) => findOrder(exchange, wanted, linear),
  clock: linear,
  ping: (url) => `${url('fapiPublic')}/ping`,
};

const FuturesAccount = z.object({ totalMarginBalance: z.string(), totalMaintMargin: z.string() });
const Restrictions = z.object({
  enableSpotAndMarginTrading: z.boolean().optional(),
  enableFutures: z.boolean().optional(),
  enableWithdrawals: z.boolean().optional(),
});

/** `BOTH` in one-way mode, also in orders; conditional orders have it too. */
function legIn(info: unknown): Leg {
  const { positionSide } = z.object({ positionSide: z.string().optional() }).parse(info);
  if (positionSide === 'LONG') return 'long';
  return positionSide === 'SHORT' ? 'short' : 'net';
}

function findOrder(exchange: CcxtExchange, { clientId, symbol }: WantedOrder, params: object): Promise<unknown> {
  return exchange.fetchOrder(undefined, symbol, { ...params, origClientOrderId: clientId });
}

async function permissions(exchange: CcxtExchange, sections: readonly string[]): Promise<Permissions> {
  const told = Restrictions.parse(await venueCall(exchange, 'sapiGetAccountApiRestrictions'));
  const needed = [
    ...(sections.includes('spot') ? [told.enableSpotAndMarginTrading] : []),
    ...(sections.includes('swap') ? [told.enableFutures] : []),
  ];
  return { canTrade: needed.every((may) => may !== false), canWithdraw: told.enableWithdrawals ?? null };
}

const common = {
  // Futures are not in the older sandbox any more.
  sandboxIsDemo: true,
  permissions,
  needsPassword: false,
  clientId: (ours: string) => hashedId(ours, 36),
  refusals: [
    [/"code":-2010\b.*duplicate order sent/i, 'duplicate'],
    [/"code":-4116\b|"code":-4015\b.*duplicat/i, 'duplicate'],
    // Nothing to reduce, or the wrong way.
    [/"code":-2022\b/, 'gone'],
    [/"code":-2011\b|"code":-2013\b/, 'gone'],
    // Reduce-only orders that rest take the position already.
    [/"code":-4118\b/, 'held'],
    // Too much for one market order: what that is moves with the market's volume. A limit order may be larger.
    [/market_lot_size|"code":-4005\b/i, 'market_orders_refused'],
    [/filter failure: (lot_size|min_notional|notional)|"code":-4164\b|"code":-4003\b|"code":-4004\b/i, 'dust'],
    [/amount.*(must be greater than minimum|evenly divisible by lot size)/i, 'dust'],
    [/filter failure: percent_price|"code":-4016\b|"code":-4024\b/i, 'price_band'],
    [/market orders are not supported|"code":-4131\b/i, 'market_orders_refused'],
    [/market is closed|symbol is closed|"code":-4141\b/i, 'market_closed'],
  ],
  priceLimit: /(?:higher|lower) than (\d+(?:\.\d+)?)/,
  isWhole: answerShapes([
    [/\/(openOrders|openAlgoOrders|positionRisk)$/, z.array(z.unknown())],
    [/^\/fapi\/.*\/account$/, z.object({ positions: z.array(z.unknown()) })],
    [/\/account$/, z.object({ balances: z.array(z.unknown()) })],
  ]),
  allowance(header: (name: string) => string | undefined) {
    const used = Number(header('x-mbx-used-weight-1m'));
    return Number.isInteger(used) && used > 0 ? { used } : null;
  },
} satisfies Partial<Venue>;

/** What would ask for more than the kill needs, or throw as a warning. */
const options = {
  warnOnFetchOpenOrdersWithoutSymbol: false,
  fetchMargins: false,
  leverageBrackets: {},
  recvWindow: 10_000,
};

export const binance: Venue = {
  ...common,
  exchange: 'binance',
  options: { ...options, defaultType: 'spot', fetchMarkets: { types: ['spot', 'linear'] } },
  sections: { spot, swap },
  defaultSections: ['spot', 'swap'],
};

export const binanceusdm: Venue = {
  ...common,
  exchange: 'binanceusdm',
  options: { ...options, defaultType: 'swap', fetchMarkets: { types: ['linear'] } },
  sections: { swap },
  defaultSections: ['swap'],
};
