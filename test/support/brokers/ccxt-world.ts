import fc from 'fast-check';
import type { Outcome } from '../../../src/shared/api/state.ts';
import { decimal } from '../../../src/shared/decimal.ts';
import type { Fault, Instrument, Leg, OrderRequest, OrderType, Settings, VenueState } from '../ccxt/core/types.ts';
import { type ServedVenue, startVenue } from '../ccxt/venue.ts';
import { ccxtBroker, fasterClock } from './ccxt-stage.ts';
import { keptOf, orderAgainst, seedOf, unitOf } from './ccxt-world-book.ts';
import type { Property, TroubledVenue } from './property.ts';

/** What differs from venue to venue: a table for each, in a file of its own. */
export interface WorldTable {
  /** ccxt's name, which is the face's too. */
  exchange: string;
  instruments: readonly Instrument[];
  /** Money, by the venue's name and by ccxt's. */
  cash: { venue: string; ccxt: string };
  /** How the adapter calls a currency, and what is held of an instrument. */
  coin(currency: string): string;
  nameOf(instrument: Instrument, leg: Leg): string;
  hasHedge: boolean;
  /** Wallets may owe a coin. */
  borrows: boolean;
  orderTypes: { spot: readonly OrderType[]; contract: readonly OrderType[] };
  /** What matches the call that places an order, and the others that can go wrong. */
  close: string;
  calls: readonly string[];
  /** How the venue says that something failed within, so that nobody knows what became of a command. */
  failures: readonly Fault['what'][];
  /** How it refuses an order that it would take another time. */
  refusals: readonly Fault['what'][];
  /** The venue tells in its answers how much of its budget is spent. Elsewhere an engine can't know what the one before it spent. */
  tellsBudget: boolean;
  settings?: Partial<Settings>;
  /** As a stage's. */
  clockRate?: number;
  /** Default: 6 s. After it readings are as far apart as the venue's budget wants, which at some is too far for a test. */
  deadlineMs?: number;
}

export type CcxtWorld = ReturnType<typeof worldOf> extends fc.Arbitrary<infer T> ? T : never;

/** The property over one account at a crypto venue, in all of its parts. */
export function ccxtProperty(table: WorldTable): Property<CcxtWorld> {
  return {
    world: worldOf(table),
    venue: (world) => serve(table, world),
    limits: { deadlineMs: table.deadlineMs ?? 6_000, quietWindowMs: 300, hopelessRetryMs: 1_000 },
  };
}

/** Wallet, positions, orders and misbehaviour. */
function worldOf(table: WorldTable) {
  const { instruments, hasHedge, borrows } = table;
  const idsOf = (isSpot: boolean) => instruments.filter(({ kind }) => (kind === 'spot') === isSpot).map(({ id }) => id);
  const any = fc.constantFrom(...instruments.map(({ id }) => id));
  const seldom = fc.oneof({ weight: 5, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) });
  return fc.record({
    hedge: hasHedge ? fc.boolean() : fc.constant(false),
    wallet: dictionary(
      idsOf(true),
      fc.record({ amount, isOwed: borrows ? seldom : fc.constant(false), isKeptInPart: seldom }),
    ),
    /** In units of the least that can be traded. In one-way mode there is one of the two. */
    contracts: dictionary(idsOf(false), fc.record({ long: units, short: units })),
    /** On a part of what is held, in per cent, so that they fit together. */
    orders: fc.array(
      fc.record({ nth: fc.nat(8), percent: fc.integer({ min: 5, max: 25 }), type: fc.nat(8), reduces: fc.boolean() }),
      { maxLength: 4 },
    ),
    settings: fc.record({
      answerMs: fc.integer({ min: 0, max: 60 }),
      fillMs: fc.integer({ min: 0, max: 150 }),
      cancelMs: fc.integer({ min: 0, max: 400 }),
      fillRatio: fc.constantFrom('1', '1', '0.5'),
      restsCancelled: fc.nat(3),
    }),
    noMarketOrders: fc.subarray(instruments.map(({ id }) => id)),
    priceBand: fc.constantFrom('1', '0.005'),
    /** Until the venue is calm again. */
    closed: fc.array(any, { maxLength: 1 }),
    faults: fc.array(faultOf(table), { maxLength: 5 }),
  });
}

/** In thousandths of a coin; now and then a crumb, which may be less than the venue trades. */
const amount = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.integer({ min: 1, max: 90_000 }).map((count) => decimal.over(String(count), '1000')),
  },
  {
    weight: 1,
    arbitrary: fc.integer({ min: 1, max: 9_999 }).map((count) => decimal.over(String(count), '100000000')),
  },
);
const units = fc.oneof(
  { weight: 1, arbitrary: fc.constant(0) },
  { weight: 2, arbitrary: fc.integer({ min: 1, max: 900 }) },
);

/** Some venues have no wallet here. */
function dictionary<T>(ids: readonly string[], value: fc.Arbitrary<T>): fc.Arbitrary<Record<string, T>> {
  return ids.length === 0 ? fc.constant({}) : fc.dictionary(fc.constantFrom(...ids), value, { maxKeys: 3 });
}

function faultOf({ close, calls, failures, refusals }: WorldTable) {
  const times = fc.integer({ min: 1, max: 2 });
  const lost: Fault['what'][] = [{ kind: 'drop' }, { kind: 'text', text: '<html>' }, ...failures];
  const of = (what: fc.Arbitrary<Fault['what']>) =>
    fc.record({ match: fc.constantFrom(close, close, ...calls), times, what, landed: fc.boolean() });
  const refused = fc.record({
    match: fc.constant(close),
    times,
    what: fc.constantFrom(...refusals),
    landed: fc.constant(false),
  });
  const limited = fc.record({
    match: fc.constantFrom(close, ...calls),
    times,
    what: fc.constant<Fault['what']>({ kind: 'rate limit' }),
    landed: fc.constant(false),
  });
  return fc.oneof(
    { weight: 8, arbitrary: of(fc.constantFrom(...lost)) },
    { weight: 1, arbitrary: of(fc.constant({ kind: 'hang' })) },
    { weight: 2, arbitrary: refused },
    { weight: 1, arbitrary: limited },
  );
}

async function serve(table: WorldTable, world: CcxtWorld): Promise<TroubledVenue> {
  const { exchange, cash, clockRate = 1, tellsBudget } = table;
  const { settings, hedge } = world;
  const venue = await startVenue(exchange, { ...table.settings, ...settings, hedge });
  await venue.seed(seedOf(table, world));
  const keep = Object.fromEntries(
    keptOf(table, world).map(({ instrument, kept }) => [table.coin(instrument.base), kept]),
  );
  let lives = 0;
  return {
    connect() {
      lives += 1;
      return ccxtBroker(venue, { exchange, cash: [cash.ccxt], keep, clock: fasterClock(clockRate) });
    },
    async disturb() {
      const { noMarketOrders, priceBand, closed } = world;
      await venue.change({ noMarketOrders, priceBand, closed });
      for (const { match, what, times, landed } of world.faults) await venue.fault(match, what, { times, landed });
    },
    // Faults are over by their number.
    calm: () => venue.change({ closed: [] }),
    strangerOrders: async (nth) => venue.seed({ orders: await strangersOrders(venue, table, world, nth) }),
    left: () => leftAt(venue, table, world),
    fills: () => ownFills(venue, table, world),
    tooMany: async () => (tellsBudget || lives === 1 ? (await venue.state()).tooMany : 0),
    end: venue.stop,
  };
}

/** By turns: closes all positions by hand, buys a little at once, or far from the market. */
async function strangersOrders(venue: ServedVenue, table: WorldTable, world: CcxtWorld, nth: number) {
  if (nth % 3 === 0) return closesOf((await venue.state()).positions);
  const instrument = table.instruments[nth % table.instruments.length];
  if (!instrument) throw new Error('a venue without instruments');
  const isSpot = instrument.kind === 'spot';
  const leg: Leg = world.hedge && !isSpot ? 'long' : 'net';
  const { price, step } = instrument;
  const quantity = isSpot ? decimal.floorTo(decimal.over('100', price), step) : decimal.times(unitOf(instrument), '20');
  const type = nth % 3 === 1 ? 'market' : 'limit';
  return [orderAgainst({ instrument, leg, quantity, side: 'buy', type })];
}

function closesOf(positions: VenueState['positions']): OrderRequest[] {
  return positions.map(({ instrument, leg, quantity }) => ({
    instrument,
    leg,
    quantity: decimal.abs(quantity),
    side: decimal.sign(quantity) > 0 ? 'sell' : 'buy',
    type: 'market',
    reduceOnly: true,
  }));
}

/** A stranger's order may turn a position over: those alone are judged that came over the wire. In a wallet zero is what is kept. */
async function ownFills(venue: ServedVenue, table: WorldTable, world: CcxtWorld) {
  const kept = new Map(keptOf(table, world).map(({ instrument: { id }, kept: quantity }) => [id, quantity]));
  const { fills } = await venue.state();
  return fills
    .filter(({ overWire }) => overWire)
    .map(({ instrument, before, after }) => {
      const zero = kept.get(instrument) ?? '0';
      const [from, to] = [decimal.minus(before, zero), decimal.minus(after, zero)];
      return { symbol: instrument, before: from, after: to, isOurs: true };
    });
}

/** What is too small for the venue is dust; for anything else there is no excuse. */
async function leftAt(venue: ServedVenue, table: WorldTable, world: CcxtWorld): ReturnType<TroubledVenue['left']> {
  const { balances, positions, orders } = await venue.state();
  const kept = new Map(keptOf(table, world).map(({ instrument: { id }, kept: quantity }) => [id, quantity]));
  const named = (instrument: Instrument, leg: Leg, quantity: string) => {
    return { symbol: table.nameOf(instrument, leg), called: excuseFor(instrument, quantity, world) };
  };
  return [
    ...table.instruments.flatMap((instrument) => {
      if (instrument.kind !== 'spot') return [];
      const held = decimal.minus(balances[instrument.base] ?? '0', kept.get(instrument.id) ?? '0');
      return decimal.isZero(held) ? [] : [named(instrument, 'net', held)];
    }),
    ...positions.flatMap(({ instrument: wanted, leg, quantity }) => {
      const instrument = table.instruments.find(({ id }) => id === wanted);
      return instrument ? [named(instrument, leg, quantity)] : [];
    }),
    ...orders.map(({ instrument }) => ({ symbol: instrument, called: null })),
  ];
}

/** Orders that only reduce have no least value, except where a leg of a hedge is what makes them reduce. */
function excuseFor(instrument: Instrument, quantity: string, { hedge }: CcxtWorld): Outcome | null {
  const { kind, price, step, minQuantity, minNotional } = instrument;
  const size = decimal.floorTo(decimal.abs(quantity), step);
  if (decimal.compare(size, minQuantity) < 0) return 'dust';
  const hasLeast = kind === 'spot' || hedge;
  return hasLeast && decimal.compare(decimal.times(size, price), minNotional) < 0 ? 'dust' : null;
}
