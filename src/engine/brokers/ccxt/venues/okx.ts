import * as z from 'zod';
import { type Decimal, decimal } from '../../../../shared/decimal.ts';
import { hashedId } from '../client-ids.ts';
import { type CcxtBalances, type CcxtExchange, CcxtPosition, venueCall } from '../library.ts';
import { answerShapes } from './answer-shapes.ts';
import { moneyIn } from './money.ts';
import { orderClasses, type Row, Rows } from './okx-orders.ts';
import type { BudgetRule, Leg, Money, Permissions, Section, Venue, WantedOrder } from './venue.ts';

/**
 * OKX by its API v5: one trading account for spot and for contracts (perpetual and dated), in one of four account modes. Contracts are
 * margined together (cross) or each for itself (isolated), which an order has to name; both may be open in one contract, and in
 * long/short mode each in two legs.
 *
 * There is no "cancel all": plain orders are cancelled 20 at a time, algo orders 10 at a time in a call of their own, each with its
 * instrument. Algo orders are not among the open orders, and listed by type: only `conditional` and `oco` in one call.
 *
 * A client order id has up to 32 letters and digits, and is free again when its order is over. An order that only reduces and is over
 * more than the position is refused whole; in long/short mode every closing order only reduces. In portfolio margin mode that is not
 * promised, which is why nothing here relies on it.
 *
 * Limits are per endpoint, two seconds and user: 60 orders an instrument, 300 cancels an instrument in batches, but 20 lists of algo
 * orders, of which a reading takes seven. Lists go by those.
 */
const orderBudget: BudgetRule = { perWindow: 60, windowMs: 2_000 };
// A little more than the venue's two seconds: what leaves in one window may arrive in the next.
const spotLists: BudgetRule = { perWindow: 20, windowMs: 2_500 };
const contractLists: BudgetRule = { perWindow: 20, windowMs: 2_500 };
const weights = { reading: 7, cancelAll: 2, cancel: 1, close: 1, find: 1, prices: 1, ping: 0 } as const;

const Margined = z.object({
  tdMode: z.string().nullish(),
  mgnMode: z.string().nullish(),
  posSide: z.string().nullish(),
});
const Held = z.object({ pos: z.string(), posCcy: z.string().nullish() });
const Account = z.object({
  data: z
    .array(
      z.object({
        totalEq: z.string(),
        mgnRatio: z.string().nullish(),
        details: z.array(z.object({ ccy: z.string(), cashBal: z.string() })),
      }),
    )
    .length(1),
});
const Config = z.object({
  data: z.array(z.object({ acctLv: z.string(), posMode: z.string(), perm: z.string() })).length(1),
});

/** By our id, the latest order that bore it, alive or over; cancelled without a fill they are kept for two hours. */
function findOrder(exchange: CcxtExchange, { clientId, symbol }: WantedOrder): Promise<unknown> {
  return exchange.fetchOrder(undefined, symbol, { clientOrderId: clientId });
}

const spot: Section = {
  trades: ({ spot: isSpot }) => isSpot === true,
  mark: '',
  budget: orderBudget,
  listBudget: spotLists,
  weights,
  orders: orderClasses(['SPOT', 'MARGIN']),
  holdings: { kind: 'balances', params: {}, amounts: cashOf, isForSale: () => true },
  reduceOnly: false,
  // In the modes with margin across currencies a pair is traded `cross`; a quantity is in the base currency also when it is bought.
  closeParams: ({ clientId, exchange }) => ({
    clientOrderId: clientId,
    tdMode: Number(modes.get(exchange)?.acctLv ?? 1) >= 3 ? 'cross' : 'cash',
    tgtCcy: 'base_ccy',
  }),
  immediateOrCancel: {},
  find: findOrder,
  clock: {},
  ping,
};

const swap: Section = {
  trades: ({ contract, option }) => contract === true && option !== true,
  mark: '',
  budget: orderBudget,
  listBudget: contractLists,
  weights,
  orders: orderClasses(['SWAP', 'FUTURES', 'OPTION', 'EVENTS']),
  holdings: {
    kind: 'positions',
    list: [],
    listAll: positionsOf,
    legOf: ({ info }) => legIn(info),
    orderLeg: ({ info }) => legIn(info),
    readMoney: moneyIn({}, money),
    mode: async (exchange) => ((await configOf(exchange)).posMode === 'long_short_mode' ? 'hedge' : 'one_way'),
  },
  reduceOnly: false,
  closeParams: ({ clientId, leg }) => ({
    clientOrderId: clientId,
    tdMode: leg.startsWith('isolated') ? 'isolated' : 'cross',
    ...(/long|short/.test(leg) ? { posSide: leg.replace('isolated ', '') } : { reduceOnly: true }),
  }),
  immediateOrCancel: {},
  find: findOrder,
  clock: null,
  ping,
};

/** `net`, or `long` and `short`, each also margined for itself. */
function legIn(info: unknown): Leg {
  const { tdMode, mgnMode, posSide } = Margined.parse(info);
  const isIsolated = (mgnMode ?? tdMode) === 'isolated';
  if (posSide === 'long') return isIsolated ? 'isolated long' : 'long';
  if (posSide === 'short') return isIsolated ? 'isolated short' : 'short';
  return isIsolated ? 'isolated' : 'net';
}

/** All positions. Those in options, events and spot margin are named by the venue's own names: they are shown, and not closed. */
async function positionsOf(exchange: CcxtExchange): Promise<unknown[]> {
  const { data } = Rows.parse(await venueCall(exchange, 'privateGetAccountPositions'));
  const isContract = ({ instType }: Row) => instType === 'SWAP' || instType === 'FUTURES';
  const contracts = z.array(CcxtPosition).parse(exchange.parsePositions(data.filter(isContract)));
  return [...contracts, ...data.filter((row) => !isContract(row)).map(strangePosition)];
}

function strangePosition(row: Row): CcxtPosition {
  const { pos, posCcy } = Held.parse(row);
  const { instType, instId } = row;
  // In spot margin `pos` has no sign: a long is held in the base currency, a short in the quote currency.
  const isShort = decimal.sign(pos || '0') < 0 || (posCcy ? instId.endsWith(`-${posCcy}`) : false);
  const symbol = `${instId} ${instType.toLowerCase()}`;
  return { symbol, contracts: decimal.abs(pos || '0'), side: isShort ? 'short' : 'long', info: row };
}

/** What is owned of each currency, negative when borrowed; ccxt's totals count what contracts have not realised. */
function cashOf({ info }: CcxtBalances): Record<string, Decimal> {
  const [account] = Account.parse(info).data;
  return Object.fromEntries((account?.details ?? []).map(({ ccy, cashBal }) => [ccy, cashBal || '0']));
}

/** The whole account in US dollars. Liquidation begins when the margin ratio has come down to 1. */
function money({ info }: CcxtBalances): Money {
  const [account] = Account.parse(info).data;
  const ratio = account?.mgnRatio;
  const isCalled = ratio ? decimal.compare(ratio, '1') <= 0 : false;
  const marginCall = isCalled ? `the margin ratio has come down to ${ratio}` : null;
  return { equity: account?.totalEq || '0', currency: 'USD', ofAccount: true, marginCall };
}

/** What the account is set to, by exchange: a close of a pair depends on it. */
const modes = new WeakMap<CcxtExchange, { acctLv: string }>();

async function configOf(exchange: CcxtExchange) {
  const [config] = Config.parse(await venueCall(exchange, 'privateGetAccountConfig')).data;
  if (!config) throw new Error('the account has no configuration');
  modes.set(exchange, config);
  return config;
}

function ping(url: (name: string) => string): string {
  return `${url('rest')}/api/v5/public/time`;
}

async function permissions(exchange: CcxtExchange): Promise<Permissions> {
  const may = (await configOf(exchange)).perm.split(',');
  return { canTrade: may.includes('trade'), canWithdraw: may.includes('withdraw') };
}

const coded = (...codes: readonly number[]) => new RegExp(`"s?[cC]ode":"(?:${codes.join('|')})"`);

export const okx: Venue = {
  exchange: 'okx',
  options: {
    // One order in a call of its own: a batch says of each row whether it was taken, and a row that was not is no error for ccxt.
    createOrder: 'privatePostTradeOrder',
    fetchMarkets: { types: ['spot', 'swap', 'future'] },
  },
  needsPassword: true,
  sections: { spot, swap },
  defaultSections: ['spot', 'swap'],
  begin: async (exchange) => void (await configOf(exchange)),
  clientId: (ours) => hashedId(ours, 32),
  refusals: [
    [coded(50_011, 50_040, 50_061, 51_113), 'rate_limited'],
    [coded(50_071, 51_016, 51_065), 'duplicate'],
    // Nothing to reduce, or over: only a reading says what is left.
    [coded(51_023, 51_043, 51_058, 51_063, 51_169, 51_170, 51_400, 51_401, 51_402, 51_405, 51_410, 51_603), 'gone'],
    // Other orders take it already.
    [coded(51_112, 51_115, 51_125, 51_126, 51_148, 51_206), 'held'],
    [coded(51_008, 51_119, 51_127, 51_131), 'held'],
    [coded(50_122, 51_007, 51_020, 51_120, 51_121), 'dust'],
    [/amount.*(must be greater than minimum|evenly divisible by lot size)/i, 'dust'],
    [coded(51_108, 51_110, 51_124, 51_196, 51_197, 51_201, 51_202), 'market_orders_refused'],
    [coded(51_006, 51_031, 51_116, 51_122, 51_135, 51_136, 51_137, 51_138), 'price_band'],
    [coded(51_021, 51_022, 51_027, 51_028, 51_029, 51_030), 'market_closed'],
  ],
  pauseMs: () => 2_000,
  priceLimit: /(?:max buy price|min sell price|for (?:buy|sell) orders) is (\d+(?:\.\d+)?)/,
  isWhole: answerShapes(
    [
      [
        /\/(orders-pending|orders-algo-pending|account\/positions|account\/balance)$/,
        z.object({ code: z.literal('0'), data: z.array(z.unknown()) }),
      ],
    ],
    z.object({ code: z.string().refine((code) => code !== '0') }),
  ),
  permissions,
};
