import * as z from 'zod';
import { type Decimal, decimal } from '../../../../shared/decimal.ts';
import { within } from '../../../within.ts';
import { hashedId } from '../client-ids.ts';
import { type CcxtBalances, type CcxtExchange, CcxtPosition, venueCall } from '../library.ts';
import { ccxtLimits } from '../limits.ts';
import { answerShapes } from './answer-shapes.ts';
import { moneyIn } from './money.ts';
import type { Money, Section, Venue, WantedOrder } from './venue.ts';

/**
 * Kraken's futures, an account apart from Kraken's wallet: perpetual and fixed contracts, multi-collateral (`PF_`, `FF_`) and
 * single-collateral (`PI_`, `FI_`), one position an instrument.
 *
 * One list has every open order, those that wait for a trigger among them, and one call cancels them all. A reduce-only order that is
 * larger than the position is cut down to it. Market orders go to the book as immediate limits 1 % from the market, so that they may
 * fill in part. A client order id is used once, for ever, and has up to 100 characters.
 *
 * Limits: 500 tokens in ten seconds; the history has a pool of its own, public calls have none.
 */
const history = 'historyGetOrders';

const Status = z.object({ orders: z.array(z.object({ order: z.unknown() }).loose()) });
const Fills = z.object({
  fills: z.array(z.object({ cliOrdId: z.string().nullish(), size: z.coerce.string(), price: z.coerce.string() })),
});
const Tickers = z.object({
  tickers: z.array(z.object({ symbol: z.string(), markPrice: z.coerce.string().optional() })),
});
const Flex = z.object({
  accounts: z.object({
    flex: z.object({
      portfolioValue: z.coerce.string(),
      marginEquity: z.coerce.string(),
      maintenanceMargin: z.coerce.string(),
    }),
  }),
});

/** An order in an event of the history: `quantity` is what is left of it. */
const PastOrder = z.object({
  uid: z.string(),
  clientId: z.string().nullish(),
  tradeable: z.string(),
  direction: z.string(),
  quantity: z.coerce.string(),
  filled: z.coerce.string(),
});
type PastOrder = z.infer<typeof PastOrder>;

const Events = z.object({ elements: z.array(z.object({ event: z.record(z.string(), z.unknown()) })) });
const Placed = z.object({ order: PastOrder });
const Updated = z.object({ newOrder: PastOrder, reason: z.string() });

/** By our id: among those that are open or were in the last five seconds, and then in the history, the newest event first. */
async function findOrder(exchange: CcxtExchange, { clientId, symbol }: WantedOrder): Promise<unknown> {
  const { orders } = Status.parse(await venueCall(exchange, 'privateGetOrdersStatus', { cliOrdIds: clientId }));
  const found = orders[0] ? exchange.parseOrder(orders[0]) : await findPast(exchange, clientId, symbol);
  if (found === null) return null;
  return { ...(found as object), average: await averageOf(exchange, clientId) };
}

async function findPast(exchange: CcxtExchange, clientId: string, symbol: string): Promise<object | null> {
  const query = { tradeable: exchange.market(symbol).id, count: 100, sort: 'desc' };
  const { elements } = Events.parse(await venueCall(exchange, history, query));
  for (const { event } of elements) {
    const past = pastIn(event);
    if (past?.order.clientId === clientId) return { ...orderFrom(past), clientOrderId: clientId, symbol };
  }
  return null;
}

interface Past {
  order: PastOrder;
  isOver: boolean;
}

function pastIn(event: Readonly<Record<string, unknown>>): Past | null {
  const updated = Updated.safeParse(event.OrderUpdated);
  if (updated.success) return { order: updated.data.newOrder, isOver: updated.data.reason === 'full_fill' };
  for (const name of ['OrderCancelled', 'OrderPlaced', 'OrderRejected']) {
    const parsed = Placed.safeParse(event[name]);
    // An immediate order shows as placed once, with what it has filled and nothing left.
    if (parsed.success)
      return { order: parsed.data.order, isOver: name !== 'OrderPlaced' || isSpent(parsed.data.order) };
  }
  return null;
}

function isSpent({ quantity }: PastOrder): boolean {
  return decimal.isZero(quantity);
}

function orderFrom({ order, isOver }: Past): object {
  const { uid, direction, quantity, filled } = order;
  const side = direction.toLowerCase();
  const over = isSpent(order) && decimal.sign(filled) > 0 ? 'closed' : 'canceled';
  return {
    id: uid,
    side,
    amount: decimal.plus(quantity, filled),
    filled,
    remaining: quantity,
    status: isOver ? over : 'open',
    info: order,
  };
}

/** From the latest hundred fills; null when none of them is the order's. */
async function averageOf(exchange: CcxtExchange, clientId: string): Promise<Decimal | null> {
  const { fills } = Fills.parse(await venueCall(exchange, 'privateGetFills'));
  const own = fills.filter(({ cliOrdId }) => cliOrdId === clientId);
  const size = own.map((fill) => fill.size).reduce(decimal.plus, '0');
  if (decimal.isZero(size)) return null;
  const worth = own.map((fill) => decimal.times(fill.size, fill.price)).reduce(decimal.plus, '0');
  return decimal.over(worth, size);
}

/** Positions come without prices: those of all instruments are one public call, which costs nothing of the account's budget. */
async function positionsOf(exchange: CcxtExchange): Promise<unknown> {
  const [positions, prices] = await Promise.all([exchange.fetchPositions(), pricesOf(exchange)]);
  return z
    .array(CcxtPosition)
    .parse(positions)
    .map((position) => {
      const markPrice = prices.get(exchange.market(position.symbol).id.toLowerCase());
      return markPrice === undefined ? position : { ...position, markPrice };
    });
}

/** What is held must be shown also when nothing is known of its price, and soon. */
async function pricesOf(exchange: CcxtExchange): Promise<ReadonlyMap<string, Decimal>> {
  const tickersAsked = venueCall(exchange, 'publicGetTickers').catch(() => null);
  const answer = await within(tickersAsked, ccxtLimits.pricesWaitMs);
  const parsed = Tickers.safeParse(answer);
  const tickers = parsed.success ? parsed.data.tickers : [];
  return new Map(
    tickers.flatMap(({ symbol, markPrice }) => (markPrice ? [[symbol.toLowerCase(), decimal.of(markPrice)]] : [])),
  );
}

/** Of the multi-collateral account. Liquidation begins when its equity no longer covers the maintenance margin. */
function money({ info }: CcxtBalances): Money {
  const { portfolioValue, marginEquity, maintenanceMargin } = Flex.parse(info).accounts.flex;
  const isCalled = decimal.sign(maintenanceMargin) > 0 && decimal.compare(marginEquity, maintenanceMargin) < 0;
  const words = `margin equity ${marginEquity} is below the maintenance margin ${maintenanceMargin}`;
  return { equity: portfolioValue, currency: 'USD', marginCall: isCalled ? words : null };
}

const futures: Section = {
  trades: ({ contract, type }) => contract === true && (type === 'swap' || type === 'future'),
  mark: '',
  budget: { perWindow: 500, windowMs: 10_000 },
  // Orders, positions and accounts 2 each. A look-up: the status 1, fills 2, and the history out of its own pool.
  weights: { reading: 6, cancelAll: 25, cancel: 10, close: 10, find: 3, prices: 0 },
  orders: [{ name: 'all', list: [{}], cancelAll: { by: 'account', calls: [{}] }, cancel: {} }],
  holdings: {
    kind: 'positions',
    list: [],
    listAll: positionsOf,
    legOf: () => 'net',
    orderLeg: () => 'net',
    readMoney: moneyIn({ type: 'flex' }, money),
  },
  reduceOnly: true,
  closeParams: ({ clientId }) => ({ clientOrderId: clientId, reduceOnly: true }),
  immediateOrCancel: { timeInForce: 'ioc' },
  find: findOrder,
  clock: null,
  ping: (url) => `${url('public')}v3/instruments/PF_XBTUSD/status`,
};

const listOf = (name: string) => z.object({ [name]: z.array(z.unknown()) });

export const krakenfutures: Venue = {
  exchange: 'krakenfutures',
  options: {},
  needsPassword: false,
  sections: { futures },
  defaultSections: ['futures'],
  clientId: (ours) => hashedId(ours, 36),
  refusals: [
    [/"error":"(unavailable|server error|unknownError|json parse error)"/i, 'silence'],
    [/apiLimitExceeded/, 'rate_limited'],
    [/clientOrderIdAlreadyExist/, 'duplicate'],
    [/wouldNotReducePosition|due to (notFound|filled)\b/, 'gone'],
    [/insufficientAvailableFunds|INSUFFICIENT_MARGIN|selfFill/, 'held'],
    [/invalidSize|tooManySmallOrders|amount.*(must be greater than minimum|evenly divisible)/, 'dust'],
    [/invalidOrderType/, 'market_orders_refused'],
    [/outsidePriceCollar/, 'price_band'],
    [/marketSuspended|marketInactive|marketUnavailable/, 'market_closed'],
  ],
  isWhole: answerShapes(
    [
      [/\/openorders$/, listOf('openOrders')],
      [/\/openpositions$/, listOf('openPositions')],
      [/\/orders\/status$/, listOf('orders')],
      [/\/history\/v\d\/orders$/, listOf('elements')],
    ],
    z.object({ error: z.string() }),
  ),
};
