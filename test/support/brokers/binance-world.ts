import fc from 'fast-check';
import type { Outcome } from '../../../src/shared/api/state.ts';
import { decimal } from '../../../src/shared/decimal.ts';
import type { Fault, OrderRequest, Seed } from '../ccxt/core/types.ts';
import { binanceInstruments } from '../ccxt/faces/binance/instruments.ts';
import { type ServedVenue, startVenue } from '../ccxt/venue.ts';
import { ccxtBroker } from './ccxt-stage.ts';
import type { TroubledVenue } from './property.ts';

const coins = ['BTC', 'ETH', 'SOL', 'XRP', 'BNB'] as const;
const spotOf = (coin: string) => `${coin}USDT`;
const perpetualOf = (coin: string) => `${coin}USDT#perpetual`;
const cash = 'USDT';

const answerLost: Fault['what'][] = [
  { kind: 'drop' },
  { kind: 'text', text: '<html>' },
  {
    kind: 'status',
    status: 500,
    body: { code: -1000, msg: 'An unknown error occurred while processing the request.' },
  },
  { kind: 'status', status: 503, body: { code: -1007, msg: 'Timeout waiting for response from backend server.' } },
];
const calls = [
  'POST /(api/v3|fapi/v1)/order',
  'DELETE /(api/v3|fapi/v1)/allOpenOrders',
  'DELETE /api/v3/openOrders',
  'DELETE /(api/v3|fapi/v1)/order',
  'GET /fapi/v3/positionRisk',
  'GET /(api/v3|fapi/v1)/openOrders',
  'GET /api/v3/account',
];
const fault = fc.record({
  match: fc.constantFrom(...calls),
  times: fc.integer({ min: 1, max: 2 }),
  what: fc.oneof(
    { weight: 9, arbitrary: fc.constantFrom(...answerLost) },
    { weight: 1, arbitrary: fc.constant<Fault['what']>({ kind: 'hang' }) },
  ),
  landed: fc.boolean(),
});

const anyCoin = fc.constantFrom(...coins);
/** In thousandths of a coin. */
const amount = fc.integer({ min: 1, max: 90_000 });

/** Wallet, positions, orders and misbehaviour of one account at Binance, spot and futures. */
export const binanceWorld = fc.record({
  wallet: fc.dictionary(anyCoin, amount, { maxKeys: 3 }),
  futures: fc.dictionary(anyCoin, fc.tuple(amount, fc.boolean()), { maxKeys: 3 }),
  /** Orders against a part of what is held, in per cent, resting or conditional. */
  orders: fc.array(
    fc.record({ coin: anyCoin, percent: fc.integer({ min: 10, max: 60 }), isConditional: fc.boolean() }),
    { maxLength: 4 },
  ),
  settings: fc.record({
    answerMs: fc.integer({ min: 0, max: 60 }),
    fillMs: fc.integer({ min: 0, max: 150 }),
    cancelMs: fc.integer({ min: 0, max: 400 }),
    fillRatio: fc.constantFrom('1', '1', '0.5'),
  }),
  noMarketOrders: fc.subarray([...coins.map(spotOf), ...coins.map(perpetualOf)]),
  priceBand: fc.constantFrom('1', '0.005'),
  faults: fc.array(fault, { maxLength: 5 }),
});
type BinanceWorld = typeof binanceWorld extends fc.Arbitrary<infer T> ? T : never;

export async function binanceVenue(world: BinanceWorld): Promise<TroubledVenue> {
  const venue = await startVenue('binance', world.settings);
  await venue.seed(seedOf(world));
  return {
    connect: () => ccxtBroker(venue, { exchange: 'binance' }),
    async disturb() {
      await venue.change({ noMarketOrders: world.noMarketOrders, priceBand: world.priceBand });
      for (const { match, what, times, landed } of world.faults) await venue.fault(match, what, { times, landed });
    },
    // Faults are over by their number.
    calm: async () => undefined,
    strangerOrders: (nth) => {
      const common = { side: 'buy', type: 'limit', quantity: '1', price: '1' } as const;
      const coin = coins[nth] ?? 'BTC';
      return venue.seed({ orders: [{ ...common, instrument: nth % 2 === 0 ? perpetualOf(coin) : spotOf(coin) }] });
    },
    left: () => leftAt(venue),
    async fills() {
      const { fills } = await venue.state();
      return fills.map(({ instrument, before, after, overWire }) => ({
        symbol: instrument,
        before,
        after,
        isOurs: overWire,
      }));
    },
    tooMany: async () => (await venue.state()).tooMany,
    end: venue.stop,
  };
}

function seedOf({ wallet, futures, orders }: BinanceWorld): Seed {
  const thousandths = (count: number) => decimal.over(String(count), '1000');
  const balances = Object.fromEntries(Object.entries(wallet).map(([coin, count]) => [coin, thousandths(count)]));
  const positions = Object.entries(futures).map(([coin, [count, isShort]]) => {
    const quantity = steps(perpetualOf(coin), thousandths(count));
    return { instrument: perpetualOf(coin), quantity: isShort ? decimal.negate(quantity) : quantity };
  });
  const resting = orders.flatMap(({ coin, percent, isConditional }): OrderRequest[] => {
    const held = positions.find(({ instrument }) => instrument === perpetualOf(coin))?.quantity;
    if (held === undefined) return [];
    const quantity = steps(perpetualOf(coin), decimal.times(decimal.abs(held), decimal.of(percent / 100)));
    if (decimal.isZero(quantity)) return [];
    const side = decimal.sign(held) > 0 ? 'sell' : 'buy';
    const far = side === 'sell' ? '900000' : '0.001';
    const common = { instrument: perpetualOf(coin), side, quantity, reduceOnly: true } as const;
    return [
      isConditional ? { ...common, type: 'take_profit', trigger: far } : { ...common, type: 'limit', price: far },
    ];
  });
  return {
    balances: { [cash]: '50000', ...balances },
    positions: positions.filter(({ quantity }) => !decimal.isZero(quantity)),
    orders: resting,
  };
}

const instrumentOf = (id: string) => binanceInstruments.find((each) => each.id === id);
const steps = (id: string, quantity: string) => decimal.floorTo(quantity, instrumentOf(id)?.step ?? '1');

/** What is too small for the venue is dust; for anything else there is no excuse. */
async function leftAt(venue: ServedVenue): Promise<{ symbol: string; called: Outcome | null }[]> {
  const { balances, positions, orders } = await venue.state();
  const coinsLeft = Object.entries(balances).filter(([coin, left]) => coin !== cash && !decimal.isZero(left));
  return [
    ...coinsLeft.map(([coin, left]) => ({ symbol: `${coin}/USDT`, called: excuseFor(spotOf(coin), left) })),
    ...positions.map(({ instrument, quantity }) => {
      const [coin = ''] = instrument.split('USDT');
      return { symbol: `${coin}/USDT:USDT`, called: excuseFor(instrument, quantity) };
    }),
    ...orders.map(({ instrument }) => ({ symbol: instrument, called: null })),
  ];
}

function excuseFor(id: string, quantity: string): Outcome | null {
  const { price = '0', step = '1', minNotional = '0' } = instrumentOf(id) ?? {};
  const size = decimal.floorTo(decimal.abs(quantity), step);
  return decimal.compare(decimal.times(size, price), minNotional) < 0 ? 'dust' : null;
}
