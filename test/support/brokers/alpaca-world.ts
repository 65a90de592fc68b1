import fc from 'fast-check';
import type { Outcome } from '../../../src/shared/api/state.ts';
import { decimal } from '../../../src/shared/decimal.ts';
import { type Alpaca, alpacaKeys, startAlpaca } from '../alpaca/alpaca.ts';
import { assets, type Fault, type OrderRequest, type Settings } from '../alpaca/types.ts';
import { call } from '../http.ts';
import { alpacaBroker } from './alpaca-stage.ts';
import type { TroubledVenue } from './property.ts';

const strangersPatienceMs = 1_000;
const stocks = ['AAPL', 'MSFT', 'TSLA', 'NVDA', 'S1', 'S2', 'S3'];
const pairs = ['BTC/USD', 'ETH/USD'];

const answerLost: Fault['what'][] = [
  { kind: 'drop' },
  { kind: 'text', text: '<html>' },
  { kind: 'status', status: 500, body: { message: 'internal server error' } },
  { kind: 'status', status: 504, body: 'upstream request timeout' },
];
const refusals: Fault['what'][] = [
  { kind: 'status', status: 403, body: { code: 40310000, message: 'insufficient qty available for order' } },
  { kind: 'status', status: 422, body: { code: 42210000, message: 'position intent mismatch, inferred: buy_to_open' } },
  { kind: 'status', status: 422, body: { code: 42210000, message: 'asset is not tradable' } },
];
const calls = ['GET /v2/orders', 'GET /v2/positions', 'GET /v2/account', 'POST /v2/orders', 'DELETE /v2/orders'];

const fault = fc.oneof(
  { weight: 6, arbitrary: fc.record({ what: fc.constantFrom(...answerLost), landed: fc.boolean() }) },
  { weight: 3, arbitrary: fc.record({ what: fc.constantFrom(...refusals), landed: fc.constant(false) }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant<Fault['what']>({ kind: 'hang' }), landed: fc.boolean() }) },
);

/** Positions, orders and misbehaviour of one account at Alpaca. */
export const alpacaWorld = fc.record({
  stocks: fc.dictionary(fc.constantFrom(...stocks), fc.integer({ min: -90, max: 90 }), { maxKeys: 5 }),
  pairs: fc.dictionary(fc.constantFrom(...pairs), fc.integer({ min: 1, max: 90_000 }), { maxKeys: 2 }),
  /** Resting orders: which instrument, and how much of it in per cent of the position, so that they fit together. */
  orders: fc.array(fc.record({ nth: fc.nat(8), percent: fc.integer({ min: 1, max: 40 }), reduces: fc.boolean() }), {
    maxLength: 5,
  }),
  brackets: fc.subarray(stocks.slice(0, 2)),
  settings: fc.record({
    answerMs: fc.integer({ min: 0, max: 60 }),
    fillMs: fc.integer({ min: 0, max: 150 }),
    cancelMs: fc.integer({ min: 0, max: 400 }),
    fillRatio: fc.constantFrom('1', '1', '0.5', '0.3'),
    heldLegsStay: fc.boolean(),
    limitOnly: fc.boolean(),
    marketOpen: fc.constantFrom(true, true, true, false),
    cancelsComeLate: fc.constantFrom(false, false, false, true),
  }),
  faults: fc.array(fc.record({ call: fc.constantFrom(...calls), times: fc.integer({ min: 1, max: 3 }), fault }), {
    maxLength: 5,
  }),
});
type AlpacaWorld = typeof alpacaWorld extends fc.Arbitrary<infer T> ? T : never;

export async function alpacaVenue(world: AlpacaWorld): Promise<TroubledVenue> {
  const { fillRatio, answerMs, fillMs, cancelMs, heldLegsStay } = world.settings;
  const alpaca = await startAlpaca({ fillRatio, answerMs, fillMs, cancelMs, heldLegsStay });
  const positions = positionsOf(world);
  await alpaca.seed({ positions });
  for (const order of ordersOf(world, positions)) await place(alpaca, order);
  await alpaca.seed({ brackets: world.brackets.filter((symbol) => symbol in positions && !isTraded(world, symbol)) });
  return {
    connect: () => alpacaBroker(alpaca),
    async disturb() {
      const { limitOnly, marketOpen, cancelsComeLate } = world.settings;
      await alpaca.change({ limitOnly, marketOpen, cancelsComeLate });
      for (const { call: matched, times, fault } of world.faults) {
        const [method = '', path = ''] = matched.split(' ');
        await alpaca.fault(method, path, fault.what, { times, landed: fault.landed });
      }
    },
    async calm() {
      await alpaca.calm();
      await alpaca.change({ cancelsComeLate: false });
    },
    async strangerOrders(nth) {
      const symbol = stocks[nth] ?? 'AAPL';
      const common = { symbol, side: 'buy', qty: '1', time_in_force: 'day' } as const;
      const order: OrderRequest =
        nth % 2 === 0 ? { ...common, type: 'market' } : { ...common, type: 'limit', limit_price: '1' };
      // Its answer may be lost, or never come: that is the stranger's affair.
      const sent = place(alpaca, order).catch(() => undefined);
      await Promise.race([sent, new Promise((resolve) => setTimeout(resolve, strangersPatienceMs))]);
    },
    left: () => leftAt(alpaca, world.settings),
    async fills() {
      const { fills } = await alpaca.state();
      return fills.map(({ symbol, before, after, clientOrderId }) => {
        return { symbol, before, after, isOurs: clientOrderId.startsWith('scram-') };
      });
    },
    tooMany: async () => (await alpaca.state()).tooMany,
    end: alpaca.stop,
  };
}

function positionsOf({ stocks: shares, pairs: coins }: AlpacaWorld): Record<string, string> {
  const held = Object.entries(shares).filter(([, quantity]) => quantity !== 0);
  const fractions = Object.entries(coins).map(([symbol, thousandths]) => [
    symbol,
    decimal.over(String(thousandths), '1000'),
  ]);
  return Object.fromEntries([...held.map(([symbol, quantity]) => [symbol, String(quantity)]), ...fractions]);
}

/** Orders far from the market, against a position or for more of it. */
function ordersOf({ orders }: AlpacaWorld, positions: Record<string, string>): OrderRequest[] {
  const held = Object.entries(positions);
  return orders.flatMap(({ nth, percent, reduces }): OrderRequest[] => {
    const [symbol, quantity] = held[nth % Math.max(1, held.length)] ?? [];
    if (symbol === undefined || quantity === undefined) return [];
    const qty = decimal.floorTo(
      decimal.times(decimal.abs(quantity), decimal.of(percent / 100)),
      symbol.includes('/') ? '0.001' : '1',
    );
    if (decimal.isZero(qty)) return [];
    const side = decimal.sign(quantity) > 0 === reduces ? 'sell' : 'buy';
    const limit_price = side === 'sell' ? '900000' : '1';
    return [{ symbol, side, qty, type: 'limit', limit_price, time_in_force: 'gtc' }];
  });
}

const isTraded = (world: AlpacaWorld, symbol: string) =>
  ordersOf(world, positionsOf(world)).some((order) => order.symbol === symbol);

/** As a client of its own; whether the venue takes it is the venue's affair. */
async function place({ url }: Alpaca, body: OrderRequest): Promise<void> {
  const headers = { 'apca-api-key-id': alpacaKeys.keyId, 'apca-api-secret-key': alpacaKeys.secretKey };
  await call({ port: Number(new URL(url).port), method: 'POST', path: '/v2/orders', headers, body });
}

/**
 * Stocks wait for the open while their market is closed. What is worth less than a dollar is dust where only limit orders are taken, so
 * that the venue's own liquidation is refused too. For anything else there is no excuse.
 */
async function leftAt(alpaca: Alpaca, { marketOpen, limitOnly }: Pick<Settings, 'marketOpen' | 'limitOnly'>) {
  const { positions, orders } = await alpaca.state();
  const waits = (symbol: string): Outcome | null => (symbol.includes('/') || marketOpen ? null : 'pending_open');
  const named = (symbol: string, called: Outcome | null) => ({ symbol: symbol.replace('/', ''), called });
  return [
    ...Object.entries(positions).map(([symbol, quantity]) => {
      const price = assets.find((asset) => asset.symbol === symbol)?.price ?? '0';
      const isDust = decimal.compare(decimal.abs(decimal.times(quantity, price)), '1') < 0;
      return named(symbol, waits(symbol) ?? (limitOnly && isDust ? 'dust' : null));
    }),
    ...orders.map(({ symbol }) => named(symbol, waits(symbol))),
  ];
}
