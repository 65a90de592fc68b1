import { createCcxtBroker } from '../../../src/engine/brokers/ccxt/adapter.ts';
import type { CcxtOptions } from '../../../src/engine/brokers/ccxt/options.ts';
import { type Clock, systemClock } from '../../../src/engine/clock.ts';
import { type Fault, type Seed, type Settings, wellBehaved } from '../ccxt/core/types.ts';
import { type ServedVenue, startVenue } from '../ccxt/venue.ts';
import type { Stage } from './conformance.ts';

/** What a stage of one venue says; the rest is the same for all. */
export interface CcxtStage extends Pick<Stage, 'long' | 'short' | 'fractional' | 'held' | 'orderTypes'> {
  exchange: string;
  /** Default: the sections that the venue's table takes. */
  markets?: readonly string[];
  face: string;
  seed: Seed;
  settings?: Partial<Settings>;
  /** Default: USDT. */
  cash?: readonly string[];
  /** How much faster than it is time passes for the adapter: at a venue with a small budget it would wait more than it does. Default 1. */
  clockRate?: number;
  /** What matches the call that places an order, and one call that every reading makes. */
  close: string;
  read: string;
  /** What matches the call that brings nothing but money; left out where the same brings what is held. */
  money?: string;
  /** The core's ids of the instruments in `long`, `short` and `fractional`. */
  instruments: { long: string; short: string | null; fractional: string };
}

type Adapter = Pick<CcxtOptions, 'exchange'> & Partial<CcxtOptions>;

/** The adapter on a served venue. */
export function ccxtBroker(venue: ServedVenue, options: Adapter) {
  const { key, secret, password } = wellBehaved;
  return createCcxtBroker({
    name: 'c',
    markets: null,
    sandbox: false,
    cash: ['USDT'],
    keep: {},
    urls: { '*': venue.url },
    keys: { key, secret, password },
    clock: systemClock,
    ...options,
  });
}

export async function ccxtStage(stage: CcxtStage): Promise<Stage> {
  const { exchange, markets = null, face, seed, settings, close, read, money, instruments } = stage;
  const { cash = ['USDT'], clockRate = 1 } = stage;
  const clock = fasterClock(clockRate);
  const venue = await startVenue(face, settings);
  await venue.seed(seed);
  const connect = () => ccxtBroker(venue, { exchange, markets, cash, clock });
  const { long, short, fractional, held, orderTypes } = stage;
  return {
    broker: connect(),
    async another() {
      const other = connect();
      await other.open();
      return other;
    },
    long,
    short,
    fractional,
    held,
    orderTypes,
    async trouble(call, what) {
      const landed = what === 'lost after it landed' || what === 'garbage';
      // A dropped reading is asked for once more: only one that fails at the venue is lost.
      const fault = call !== 'close' && what === 'lost before it landed' ? failed : troubleOf(what);
      await venue.fault({ close, read, money: money ?? read }[call], fault, { landed });
    },
    isHastened: clockRate > 1,
    ...(money === undefined && { moneyComesWith: 'here one call brings the money and what is held' }),
    makeDust: () => venue.change({ minQuantity: { [instruments.fractional]: '1000000' } }),
    refuseMarketOrders: () =>
      venue.change({ noMarketOrders: Object.values(instruments).filter((instrument) => instrument !== null) }),
    crossings: venue.crossings,
    end: venue.stop,
  };
}

/** A clock for an adapter at a venue with a small budget: what it waits for there is over so many times sooner. */
export function fasterClock(rate: number): Clock {
  return { ...systemClock, monotonicMs: () => systemClock.monotonicMs() * rate };
}

const failed: Fault['what'] = { kind: 'status', status: 500, body: { message: 'internal server error' } };

function troubleOf(what: Parameters<Stage['trouble']>[1]): Fault['what'] {
  switch (what) {
    case 'rate limit':
      return { kind: 'rate limit' };
    case 'hang':
      return { kind: 'hang' };
    case 'garbage':
      return { kind: 'text', text: '<html>' };
    case 'lost after it landed':
    case 'lost before it landed':
      return { kind: 'drop' };
  }
}
