import type { Side } from '../../../../shared/api/state.ts';
import { type Decimal, decimal } from '../../../../shared/decimal.ts';
import { absOf, floorToStep } from './digits.ts';
import { submit } from './exchange.ts';
import { quoteAt } from './prices.ts';
import { type Account, restore } from './state.ts';
import type { Conditions, Instrument, OrderType } from './types.ts';

/** One instrument of a new account, what the account has in it, and what rests there. */
interface Opening {
  symbol: string;
  basePrice: Decimal;
  stepSize: Decimal;
  minQuantity: Decimal;
  /** Negative when short, zero for none. */
  quantity: Decimal;
  resting?: { side: Side; type: Exclude<OrderType, 'market'>; quantity: Decimal; distance: number }[];
}

const tickSize = '0.01';

/**
 * The account of the demo: net long by more than 90 % of its equity, so that a fall of the market is felt at once; a short, two
 * fractional holdings; limits and stops 20 % and more from the market, one of them where there is no position. `distance`
 * is a fraction of the price.
 */
const demoOpening: readonly Opening[] = [
  {
    ...shares('AAPL', '231.4'),
    quantity: '120',
    resting: [{ side: 'sell', type: 'limit', quantity: '120', distance: 0.2 }],
  },
  {
    ...shares('NVDA', '178.2'),
    quantity: '150',
    resting: [{ side: 'sell', type: 'stop', quantity: '150', distance: -0.2 }],
  },
  { ...shares('MSFT', '508.6'), quantity: '40' },
  {
    ...shares('TSLA', '341.9'),
    quantity: '-25',
    resting: [{ side: 'buy', type: 'stop', quantity: '25', distance: 0.24 }],
  },
  {
    ...coins('BTC/USD', '101250', '0.0001'),
    quantity: '0.2415',
    resting: [{ side: 'sell', type: 'stop', quantity: '0.1', distance: -0.22 }],
  },
  { ...coins('ETH/USD', '3310', '0.001'), quantity: '2.075' },
  {
    ...shares('AMZN', '219.3'),
    quantity: '0',
    resting: [{ side: 'buy', type: 'limit', quantity: '20', distance: -0.25 }],
  },
];
const demoEquity = '100000';

function shares(symbol: string, basePrice: Decimal) {
  return { symbol, basePrice, stepSize: '1', minQuantity: '1' };
}

function coins(symbol: string, basePrice: Decimal, minQuantity: Decimal) {
  return { symbol, basePrice, stepSize: '0.0001', minQuantity };
}

/** `positions` holdings on made-up symbols, every fifth short, and `orders` resting limits and stops spread over them. */
function syntheticOpening(positions: number, orders: number): Opening[] {
  const openings: Opening[] = [];
  for (let index = 0; index < positions; index += 1) {
    const short = index % 5 === 4;
    const count = Math.floor(orders / positions) + (index < orders % positions ? 1 : 0);
    openings.push({
      ...shares(`SYN${String(index + 1).padStart(4, '0')}`, String(20 + ((index * 37) % 380))),
      quantity: decimal.of((short ? -1 : 1) * Math.max(10, count)),
      resting: Array.from({ length: count }, (_, nth) => ({
        side: short ? ('buy' as const) : ('sell' as const),
        type: nth % 2 === 0 ? ('limit' as const) : ('stop' as const),
        quantity: '1',
        distance: (nth % 2 === 0) === short ? -0.3 : 0.3,
      })),
    });
  }
  return openings;
}

export type OpeningPlan = { kind: 'demo' } | { kind: 'synthetic'; positions: number; orders: number };

/** A new account at `nowMs`, its orders already resting; ids count on from `nextSeq`, so that a reset never gives one twice. */
export function openAccount(
  plan: OpeningPlan,
  seed: number,
  nowMs: number,
  conditions: Conditions,
  nextSeq: number,
): Account {
  const openings = plan.kind === 'demo' ? demoOpening : syntheticOpening(plan.positions, plan.orders);
  const instruments = openings.map((opening) => ({ instrument: instrumentOf(opening), quantity: opening.quantity }));
  const priceOf = (instrument: Instrument) => quoteAt(instrument, seed, nowMs, '1').last;
  const held = instruments.reduce(
    (sum, { instrument, quantity }) => decimal.plus(sum, decimal.times(quantity, priceOf(instrument))),
    '0',
  );
  const equity = plan.kind === 'demo' ? demoEquity : decimal.plus(decimal.times(absOf(held), '1.25'), '10000');
  const cash = decimal.round(decimal.minus(equity, held), 2);
  const header = { seed, nowMs, level: '1', nextSeq, cash, transfers: '0' };
  const account = restore({ header, instruments, orders: [], fills: [] }, { ...conditions, orderLatencyMs: 0 });
  for (const opening of openings) placeResting(account, opening, priceOf(instrumentOf(opening)));
  account.conditions = conditions;
  return account;
}

function instrumentOf({ symbol, basePrice, stepSize, minQuantity }: Opening): Instrument {
  return { symbol, basePrice, tickSize, stepSize, minQuantity, open: true, limitOnly: false, priceBand: null };
}

function placeResting(account: Account, opening: Opening, last: Decimal): void {
  for (const { distance, ...order } of opening.resting ?? []) {
    const price = floorToStep(decimal.times(last, decimal.of(1 + distance)), tickSize);
    const placed = submit(account, { ...order, symbol: opening.symbol, clientOrderId: null, price, reduceOnly: false });
    if (!placed.ok) throw new Error(`the opening of ${opening.symbol} contradicts itself: ${placed.refusal.words}`);
  }
}
