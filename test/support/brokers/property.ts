import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Broker } from '../../../src/engine/brokers/broker.ts';
import { createInProcessPaperBroker } from '../../../src/engine/brokers/paper/adapter.ts';
import { systemClock } from '../../../src/engine/clock.ts';
import { BrokerDesk } from '../../../src/engine/flatten/broker-desk.ts';
import { defaultFlattenLimits, type FlattenLimits } from '../../../src/engine/flatten/limits.ts';
import type { JournalEvent } from '../../../src/engine/journal/events.ts';
import { earlierCloses } from '../../../src/engine/kill/liquidation.ts';
import type { Outcome } from '../../../src/shared/api/state.ts';
import { type Decimal, decimal } from '../../../src/shared/decimal.ts';
import { until } from '../http.ts';
import { rowsOf } from './rows.ts';

/** A venue of one world: served, with a book and trouble of its own. */
export interface TroubledVenue {
  /** A client of the account, as a new life of an engine is one. */
  connect(): Broker;
  /** The trouble begins; until then the venue behaves. */
  disturb(): Promise<void>;
  /** It is over, and stays so. */
  calm(): Promise<void>;
  /** Somebody who has not heard of the kill places an order; whether it arrives is not our affair. */
  strangerOrders(nth: number): Promise<void>;
  /** What is open by the venue's own books, and what it may rightly be called; null: there is no excuse for it. */
  left(): Promise<{ symbol: string; called: Outcome | null }[]>;
  fills(): Promise<{ symbol: string; before: Decimal; after: Decimal; isOurs: boolean }[]>;
  /** Requests that were one too many by the venue's own count. */
  tooMany(): Promise<number>;
  end(): Promise<void>;
}

export interface Property<World> {
  world: fc.Arbitrary<World>;
  venue: (world: World) => Promise<TroubledVenue>;
  limits: Partial<FlattenLimits>;
}

/** What happens around the venue, whichever it is. Times are in milliseconds from the kill. */
const history = fc.record({
  /** Lifetimes of the engines that die, and how much of the journal's tail each death takes along. */
  lives: fc.array(fc.integer({ min: 0, max: 1_200 }), { maxLength: 2 }),
  rowsLost: fc.integer({ min: 0, max: 12 }),
  /** The first moments of a kill are the most eventful. */
  strangersOrders: fc.array(fc.oneof(fc.nat(300), fc.nat(1_500)), { maxLength: 3 }),
});
type History = typeof history extends fc.Arbitrary<infer T> ? T : never;

/** Worlds mostly wait, so that several fit side by side. */
const lanes = 4;
/** More than everything that a world waits for. */
const worldMs = 420_000;
const runs = Number(process.env.SCRAM_WORLDS ?? 6);
/** The same worlds each time, so that a red run is about the change that was made; others are asked for. */
const seed = Number(process.env.SCRAM_SEED ?? 1);
const killId = '20260101-000000-abcdef';

/**
 * A kill in random worlds always ends flat or with everything that is left named; nothing crosses zero, nothing of ours opens; requests
 * keep to the venue's budget; a neighbour without trouble is flat while the trouble lasts. `SCRAM_WORLDS` and `SCRAM_SEED`
 * enlarge a run and open other worlds.
 */
export function flattenProperty<World>(name: string, { world, venue, limits }: Property<World>): void {
  test(`${name}: a kill ends as it should in ${runs} random worlds (seed ${seed})`, async () => {
    const worlds = fc.sample(fc.tuple(world, history), { numRuns: runs, seed }).entries();
    const failures: Error[] = [];
    const lane = async () => {
      for (const [nth, [setup, around]] of worlds) {
        if (failures.length > 0) return;
        try {
          await inTime(async (at) => live(await venue(setup), around, { ...defaultFlattenLimits, ...limits }, at));
        } catch (error) {
          const told = `world ${nth} of seed ${seed}: ${JSON.stringify({ setup, around })}`;
          failures.push(new Error(told, { cause: error }));
        }
      }
    };
    await Promise.all(Array.from({ length: lanes }, lane));
    if (failures[0]) throw failures[0];
  }, 1_800_000);
}

/** Whatever hangs is told by the step at which it does, instead of by the time limit of the whole test. */
async function inTime(run: (at: (step: string) => void) => Promise<void>): Promise<void> {
  let last = 'serve the venue';
  const running = run((step) => {
    last = step;
  });
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`hangs at: ${last}`)), worldMs);
  });
  await Promise.race([running, limit]).finally(() => clearTimeout(timer));
}

async function live(
  venue: TroubledVenue,
  around: History,
  limits: FlattenLimits,
  at: (step: string) => void,
): Promise<void> {
  const neighbour = new Account(inProcess(), limits);
  const account = new Account(venue.connect(), limits);
  try {
    at('read');
    await Promise.all([account.hasRead(), neighbour.hasRead()]);
    at('disturb');
    await venue.disturb();
    account.kill();
    neighbour.kill();
    const strangers = around.strangersOrders.map(async (afterMs, nth) => {
      await pass(afterMs);
      await venue.strangerOrders(nth);
    });
    at('live and die');
    for (const lifeMs of around.lives) {
      await pass(lifeMs);
      account.die(venue.connect(), around.rowsLost);
    }
    at('see the neighbour flat');
    await until(async () => neighbour.isFlat(), Boolean);
    at('hear from the strangers');
    await Promise.all(strangers);
    at('calm');
    await venue.calm();
    at('see it over');
    const quietSinceMs = systemClock.monotonicMs();
    await until(
      () => isOver(venue, account, quietSinceMs),
      (over) => over === true,
      240_000,
    );
    at('look at the fills');
    await checkFills(venue);
    expect(await venue.tooMany(), 'requests beyond the budget').toBe(0);
  } finally {
    at('stop the account');
    await account.stop();
    at('stop the neighbour');
    await neighbour.stop();
    at('end the venue');
    await venue.end();
  }
}

/** One account and the engine that looks after it, which may die and begin again. */
class Account {
  private readonly limits: FlattenLimits;
  private desk: BrokerDesk;
  private events: JournalEvent[] = [];

  constructor(broker: Broker, limits: FlattenLimits) {
    this.limits = limits;
    this.desk = this.begin(broker);
  }

  async hasRead(): Promise<void> {
    await until(async () => this.desk.latest().reading !== null, Boolean);
  }

  kill(): void {
    this.desk.engage(killId, earlierCloses(rowsOf(this.events, killId)).get(this.desk.broker.name) ?? []);
  }

  /** The process is gone, with what of its journal had not reached the disk; the next one takes up the kill. */
  die(next: Broker, rowsLost: number): void {
    void this.desk.stop();
    this.events = this.events.slice(0, Math.max(0, this.events.length - rowsLost));
    this.desk = this.begin(next);
    this.kill();
  }

  isFlat(): boolean {
    return this.desk.current()?.isFlat() === true;
  }

  /** When its last reading began. */
  readSinceMs(): number {
    return this.desk.latest().reading?.startedMs ?? 0;
  }

  /** What is left by its own account, once it has settled. */
  named(): string[] | null {
    const flatten = this.desk.current();
    if (!flatten?.isSettled()) return null;
    return flatten.residuals().map(({ symbol, outcome }) => `${symbol} ${outcome}`);
  }

  stop(): Promise<void> {
    return this.desk.stop();
  }

  private begin(broker: Broker): BrokerDesk {
    const events = this.events;
    const desk = new BrokerDesk({
      broker,
      clock: systemClock,
      limits: this.limits,
      record: (event) => events.push(event),
      onChange: () => undefined,
    });
    desk.start();
    return desk;
  }
}

const pass = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

function inProcess(): Broker {
  return createInProcessPaperBroker({ name: 'neighbour', dataDir: null, clock: systemClock, seed: 1 });
}

/** True at the end; what it waits for before that, so that a wait in vain tells. */
async function isOver(venue: TroubledVenue, account: Account, quietSinceMs: number): Promise<true | object> {
  const left = await venue.left();
  const named = account.named();
  if (left.length === 0) return account.isFlat() || { left, named, claimed: 'not flat' };
  // What a stranger has opened since the last reading nobody can know of yet.
  const knows = account.readSinceMs() > quietSinceMs;
  expect(account.isFlat() && knows, `something is left, and flat is claimed: ${JSON.stringify(left)}`).toBe(false);
  // What is too small may have been refused for another reason before, and is `failed` until it is tried again.
  const names = (called: Outcome) => (called === 'dust' ? ['dust', 'failed'] : [called]);
  const isExcused = left.every(
    ({ symbol, called }) => called !== null && names(called).some((name) => named?.includes(`${symbol} ${name}`)),
  );
  return isExcused || { left, named };
}

/** No fill went past zero, and every fill of ours made a position smaller. */
async function checkFills(venue: TroubledVenue): Promise<void> {
  for (const fill of await venue.fills()) {
    const { before, after, isOurs } = fill;
    const told = JSON.stringify(fill);
    expect(decimal.sign(before) * decimal.sign(after), `crosses zero: ${told}`).toBeGreaterThanOrEqual(0);
    if (isOurs) expect(decimal.compare(decimal.abs(after), decimal.abs(before)), `opens risk: ${told}`).toBe(-1);
  }
}
