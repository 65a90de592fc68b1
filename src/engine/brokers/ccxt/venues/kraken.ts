import * as z from 'zod';
import { type Decimal, decimal } from '../../../../shared/decimal.ts';
import { uuidId } from '../client-ids.ts';
import { type CcxtExchange, CcxtOrder, CcxtPosition, venueCall } from '../library.ts';
import { answerShapes } from './answer-shapes.ts';
import { sharedInTurn } from './shared-in-turn.ts';
import type { BudgetRule, Money, OrderClass, Section, Venue, WantedOrder } from './venue.ts';

/**
 * Kraken: a wallet, and margin positions on its pairs beside it, which a sale from the wallet does not close: that takes an order with
 * leverage, and one that only reduces.
 *
 * One list has every open order of both, with those that wait for a trigger, and one call cancels them all. A client order id is a
 * UUID, and unique among open orders.
 *
 * Every request of a key has to carry a higher number than the one before, in the order of their arrival: a key wants a window for that
 * (a setting of the key, in milliseconds), and no other program may use it. A request that comes too late is refused and does nothing.
 *
 * A counter of calls goes up to 20 and down by one in two seconds (15 and three seconds for accounts of the lowest tier, which then
 * wait as long as the venue says). Orders and cancels are limited apart, by instrument.
 */
const budget: BudgetRule = { perWindow: 20, windowMs: 40_000 };

const Raw = z.looseObject({
  cl_ord_id: z.string().nullish(),
  descr: z.looseObject({ leverage: z.string().nullish(), ordertype: z.string().nullish() }),
});
const Orders = z.record(z.string(), Raw);
const Open = z.object({ result: z.object({ open: Orders }) });
const Closed = z.object({ result: z.object({ closed: Orders }) });
const Queried = z.object({ result: Orders });

function ordersIn(exchange: CcxtExchange, orders: z.infer<typeof Orders>): (CcxtOrder & { isMargin: boolean })[] {
  return Object.entries(orders).map(([id, raw]) => {
    const order = CcxtOrder.parse(exchange.parseOrder({ ...raw, id }));
    const { leverage, ordertype } = raw.descr;
    // ccxt calls one that waits for a trigger by what it becomes.
    return { ...order, type: ordertype ?? order.type ?? null, isMargin: Boolean(leverage) && leverage !== 'none' };
  });
}

/** One list for both sections of a reading. */
const openOrders = sharedInTurn(async (exchange: CcxtExchange) =>
  ordersIn(exchange, Open.parse(await venueCall(exchange, 'privatePostOpenOrders')).result.open),
);

/** By the venue's id, or by ours: among the open ones, and then among those that are over. */
async function findOrder(exchange: CcxtExchange, { clientId, orderId }: WantedOrder): Promise<unknown> {
  if (orderId !== null) {
    const queried = await venueCall(exchange, 'privatePostQueryOrders', { txid: orderId });
    return ordersIn(exchange, Queried.parse(queried).result)[0] ?? null;
  }
  const query = { cl_ord_id: clientId };
  const { open } = Open.parse(await venueCall(exchange, 'privatePostOpenOrders', query)).result;
  const found = ordersIn(exchange, open).find(({ clientOrderId }) => clientOrderId === clientId);
  if (found) return found;
  const { closed } = Closed.parse(await venueCall(exchange, 'privatePostClosedOrders', query)).result;
  return ordersIn(exchange, closed).find(({ clientOrderId }) => clientOrderId === clientId) ?? null;
}

function ordersOf(isMargin: boolean): OrderClass {
  return {
    name: 'all',
    list: [],
    listAll: async (exchange) => (await openOrders(exchange)).filter((order) => order.isMargin === isMargin),
    cancelAll: { by: 'account', calls: [{}] },
    cancel: {},
  };
}

const common = {
  budget,
  // An order looked up by our id is asked for in two lists.
  weights: { reading: 2, cancelAll: 1, cancel: 0, close: 0, find: 2, prices: 0, ping: 0 },
  immediateOrCancel: { timeInForce: 'IOC' },
  find: findOrder,
  clock: {},
  ping: (url: (name: string) => string) => `${url('public')}/0/public/Time`,
} as const;

const spot: Section = {
  ...common,
  trades: ({ spot: isSpot }) => isSpot === true,
  mark: '',
  orders: [ordersOf(false)],
  // What earns shows with a letter after a dot (`ETH.S`), and fee credits can't be sold.
  holdings: { kind: 'balances', params: {}, isForSale: (currency) => !currency.includes('.') && currency !== 'KFEE' },
  reduceOnly: false,
  closeParams: ({ clientId }) => ({ clientOrderId: clientId }),
};

/** The least that there is; which one a closing order names does not matter, but it has to name one. */
const closingLeverage = 2;

const MarginPosition = z.object({
  vol: z.string(),
  vol_closed: z.string().nullish(),
  value: z.string().nullish(),
});

/** What is open in each pair, together, with its price. */
async function positionsOf(exchange: CcxtExchange): Promise<unknown> {
  return z
    .array(CcxtPosition)
    .parse(await exchange.fetchPositions())
    .map((position) => {
      const { vol, vol_closed, value } = MarginPosition.parse(position.info);
      const contracts = decimal.minus(vol, vol_closed ?? '0');
      return { ...position, contracts, markPrice: priceOf(value ?? null, contracts) };
    });
}

function priceOf(value: Decimal | null, contracts: Decimal): Decimal | null {
  return value === null || decimal.isZero(contracts) ? null : decimal.over(decimal.abs(value), contracts);
}

const TradeBalance = z.object({ result: z.object({ e: z.string(), ml: z.string().nullish() }) });

/** Below this the venue calls for more margin, in per cent. Half of it ends in liquidation. */
const marginCallLevel = '80';

/** Equity of the whole account in dollars, with what is open. */
async function readMoney(exchange: CcxtExchange): Promise<Money> {
  const answer = await venueCall(exchange, 'privatePostTradeBalance', { asset: 'ZUSD' });
  const { e: equity, ml: level } = TradeBalance.parse(answer).result;
  const isCalled = level ? decimal.compare(level, marginCallLevel) < 0 : false;
  const marginCall = isCalled ? `the margin level has come down to ${level} %` : null;
  return { equity, currency: 'USD', ofAccount: true, marginCall };
}

const margin: Section = {
  ...common,
  trades: ({ spot: isSpot, margin: isMargin }) => isSpot === true && isMargin === true,
  mark: ' margin',
  orders: [ordersOf(true)],
  holdings: {
    kind: 'positions',
    list: [],
    listAll: positionsOf,
    legOf: () => 'net',
    orderLeg: () => 'net',
    readMoney,
  },
  reduceOnly: true,
  closeParams: ({ clientId }) => ({ clientOrderId: clientId, reduceOnly: true, leverage: closingLeverage }),
};

/**
 * A number that is higher than the last one, also within a millisecond, after the clock was set back, and for an exchange whose markets
 * are loaded again; and in step with a program that counts in milliseconds.
 */
function nextNumber(): number {
  lastNumber = Math.max(lastNumber + 1, Date.now());
  return lastNumber;
}

let lastNumber = 0;

export const kraken: Venue = {
  exchange: 'kraken',
  options: {},
  needsPassword: false,
  sections: { spot, margin },
  defaultSections: ['spot', 'margin'],
  clientId: uuidId,
  refusals: [
    // Within the venue it took too long: it may have been carried out.
    [/EService:(Timeout|Deadline elapsed)/i, 'silence'],
    // One pair's own limit, which the cancels of a kill use up by themselves: it holds back no other, and no reading.
    [/EOrder:Rate limit exceeded/i, 'other'],
    [/E(API|General):(Rate limit exceeded|Too many requests|Temporary lockout)/i, 'rate_limited'],
    [/limit_only mode/i, 'market_orders_refused'],
    [/(cancel_only|post_only) mode|Market is not (open|online)|Trading is (suspended|halted)/i, 'market_closed'],
    [/cl_ord_id.*(in use|exists|unique|duplicate)|duplicate.*cl_ord_id/i, 'duplicate'],
    [/Unknown order|Unknown position|No open position|Reduce only/i, 'gone'],
    [/Insufficient (funds|initial margin|margin)/i, 'held'],
    [/minimum not met|Invalid arguments:volume|amount.*(must be greater than minimum|evenly divisible)/i, 'dust'],
    [/Invalid price|price.*(out of|outside)|Tick size check failed/i, 'price_band'],
  ],
  isWhole: answerShapes(
    [
      [/\/OpenOrders$/, Open],
      [/\/ClosedOrders$/, Closed],
      [/\/(BalanceEx|QueryOrders)$/, z.object({ result: z.record(z.string(), z.unknown()) })],
      [/\/OpenPositions$/, z.object({ result: z.array(z.unknown()) })],
    ],
    z.object({ error: z.array(z.string()).min(1) }),
  ),
  async begin(exchange) {
    Reflect.set(exchange, 'nonce', nextNumber);
  },
};
