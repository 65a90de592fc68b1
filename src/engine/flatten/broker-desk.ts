import type { BrokerState } from '../../shared/api/state.ts';
import type { Broker } from '../brokers/broker.ts';
import { unfailing, type WatchedBroker } from '../brokers/unfailing.ts';
import { type Clock, isoTime } from '../clock.ts';
import type { FlattenEvent, JournalEvent } from '../journal/events.ts';
import { throwAside } from '../throw-aside.ts';
import { within } from '../within.ts';
import { instrumentMark, isScramOrder } from './client-order-id.ts';
import type { EarlierClose } from './commands.ts';
import { Flatten, type FlattenView, type GoodReading, type Reading } from './flatten.ts';
import type { FlattenLimits } from './limits.ts';

export interface DeskOptions {
  broker: Broker;
  clock: Clock;
  limits: FlattenLimits;
  record: (event: JournalEvent) => void;
  /** The state of this broker changed: for the page, and for whoever waits until all have settled. */
  onChange: () => void;
}

/** Pauses between readings of a broker that can't be read; during a kill the shorter ceiling holds. */
const troubleRetryMinMs = 250;
const troubleRetryMaxMs = 5_000;
const troubleRetryMaxWhileKillingMs = 1_000;

/** The first reading of the loop waits for open connections, but not longer. */
const openPatienceMs = 5_000;

/**
 * A reading that was under way when the kill's commands were answered tells of a past that is over. It is waited for as long as two like
 * the last one take, within these bounds, and then left to itself: one that hangs would hold up the closes.
 */
const overtakenMinMs = 50;
const overtakenMaxMs = 1_000;

/** Calls are ended by the stop of their broker; one that does not heed it holds up no stop. */
const lastWordsMs = 1_000;

/** Why the loop was roused: to read now, or because how long it should wait has changed. */
type Wake = 'read' | 'look again';

/**
 * One broker's place at the table: reads its account for as long as the engine lives, and flattens it while a kill is engaged.
 * Each broker has a loop of its own, so that one that hangs holds up nobody else.
 */
export class BrokerDesk {
  readonly broker: Broker;
  private readonly account: WatchedBroker;
  private readonly options: DeskOptions;
  private flatten: Flatten | null = null;
  private lastGood: GoodReading | null = null;
  private lastGoodAt: string | null = null;
  /** When the youngest reading was begun that has told anything. */
  private toldMs = Number.NEGATIVE_INFINITY;
  private trouble: { words: string; sinceMs: number; tries: number } | null = null;
  private stopped = false;
  private deadline: NodeJS.Timeout | undefined;
  private wakeUp: ((wake: Wake) => void) | null = null;
  /** Lets the loop go on without the reading that it waits for; null while it waits for none. */
  private leave: (() => void) | null = null;
  private leaving: NodeJS.Timeout | undefined;
  private loop: Promise<void> = Promise.resolve();

  constructor(options: DeskOptions) {
    this.options = options;
    this.broker = options.broker;
    this.account = unfailing(options.broker);
  }

  start(): void {
    this.loop = this.run();
  }

  /** Begins to flatten, in this very tick as far as the venue makes that safe; does nothing if this kill is already at work here. */
  engage(killId: string, earlier: readonly EarlierClose[] = []): void {
    if (this.flatten?.killId === killId) {
      void this.readNow();
      return;
    }
    this.flatten?.dispose();
    const { clock, limits, record } = this.options;
    const flatten = new Flatten({
      killId,
      broker: this.account,
      clock,
      limits,
      earlier,
      record: (event: FlattenEvent) => record(event),
      onProgress: () => this.progressed(),
      yieldToWire: () => new Promise((resolve) => setImmediate(resolve)),
    });
    this.flatten = flatten;
    this.awaitDeadline(flatten);
    try {
      flatten.begin(this.lastGood);
    } catch (bug) {
      // It must not keep the other brokers from being flattened.
      throwAside(bug);
    }
    // Not left to the loop, which may be waiting for a reading that hangs. With commands on their way their answers come first.
    if (!flatten.isBusy()) void this.readNow();
    this.wake('look again');
  }

  disengage(): void {
    this.flatten?.dispose();
    this.flatten = null;
    clearTimeout(this.deadline);
    this.options.onChange();
  }

  /** The flattening of the engaged kill, or null while armed. */
  current(): FlattenView | null {
    return this.flatten;
  }

  /** The last good reading, and why there is no newer one; for whoever judges its age by themselves. */
  latest(): { reading: GoodReading | null; trouble: string | null } {
    return { reading: this.lastGood, trouble: this.trouble?.words ?? null };
  }

  /** Reads now, whatever the loop is doing: what a reset is judged by must be read after it was asked for. Never rejects. */
  async readNow(): Promise<Reading> {
    const { clock } = this.options;
    if (this.flatten?.isPressing()) this.account.noteKill();
    const startedMs = clock.monotonicMs();
    const read = await this.account.read();
    const times = { startedMs, finishedMs: clock.monotonicMs() };
    const reading: Reading = read.ok
      ? { ok: true, book: read.value, ...times }
      : { ok: false, words: read.words, ...(read.part && { part: read.part }), ...times };
    try {
      this.take(reading);
      return reading;
    } catch (bug) {
      // The loop that reads must not end with it; what nobody could take in counts as unread.
      throwAside(bug);
      return { ok: false, words: 'a fault in Scram itself: the reading could not be taken in', ...times };
    }
  }

  state(): BrokerState {
    const { name, kind, paper } = this.broker;
    const book = this.lastGood?.book;
    return {
      name,
      kind,
      paper,
      equity: book?.equity ?? null,
      currency: book?.currency ?? null,
      asOf: this.lastGoodAt,
      trouble: this.trouble?.words ?? null,
      positions: (book?.positions ?? []).map((position) => {
        const outcome = this.flatten?.outcome(position.symbol);
        return outcome ? { ...position, outcome } : position;
      }),
      orders: (book?.orders ?? []).map((order) => {
        const { id, symbol, type, side, quantity } = order;
        return { id, symbol, type, side, quantity, ...(isScramOrder(order) ? { closes: true } : {}) };
      }),
      flatten: this.flatten?.progress() ?? null,
    };
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.deadline);
    this.flatten?.dispose();
    this.wake('look again');
    this.leave?.();
    await this.broker.dispose();
    // What the last calls came to is recorded while there is still somebody to record it.
    await within(this.account.idle(), lastWordsMs);
    await this.loop;
  }

  private async run(): Promise<void> {
    void this.account.open().then(() => this.wake('read'));
    // A kill, which looks again, does not wait for warm connections.
    await this.sleep(openPatienceMs);
    while (!this.stopped) {
      if ((await this.sleep(this.waitMs())) === 'look again') continue;
      if (this.stopped) return;
      await Promise.race([this.readNow(), this.left()]);
      this.leave = null;
      clearTimeout(this.leaving);
    }
  }

  private left(): Promise<void> {
    return new Promise((resolve) => {
      this.leave = resolve;
    });
  }

  private leaveSoon(): void {
    clearTimeout(this.leaving);
    const lastMs = this.lastGood ? this.lastGood.finishedMs - this.lastGood.startedMs : overtakenMaxMs;
    const patienceMs = Math.min(overtakenMaxMs, Math.max(overtakenMinMs, 2 * lastMs));
    this.leaving = setTimeout(() => this.leave?.(), patienceMs);
  }

  private waitMs(): number {
    if (this.trouble) {
      const ceilingMs = this.flatten ? troubleRetryMaxWhileKillingMs : troubleRetryMaxMs;
      return Math.min(ceilingMs, troubleRetryMinMs * 2 ** Math.min(10, this.trouble.tries - 1));
    }
    if (this.lastGood === null) return 0;
    if (this.flatten) return this.flatten.nextReadInMs();
    return this.broker.readIntervalMs;
  }

  private take(reading: Reading): void {
    // A slow reading that was overtaken by a younger one tells of a past that is over, whatever came of it.
    if (reading.startedMs < this.toldMs) return;
    if (reading.ok || reading.part) this.toldMs = reading.startedMs;
    if (reading.ok) {
      this.lastGood = reading;
      if (this.flatten === null) for (const { symbol } of reading.book.positions) instrumentMark(symbol);
      this.lastGoodAt = isoTime(this.options.clock.wallMs());
      this.noteReadable();
    } else {
      this.noteTrouble(reading.words);
    }
    this.flatten?.onReading(reading);
    this.options.onChange();
  }

  private noteReadable(): void {
    if (!this.trouble) return;
    const outageMs = Math.round(this.options.clock.monotonicMs() - this.trouble.sinceMs);
    this.trouble = null;
    this.options.record({ kind: 'BROKER_READABLE', source: 'engine', data: { broker: this.broker.name, outageMs } });
  }

  private noteTrouble(words: string): void {
    const { clock, record } = this.options;
    if (this.trouble) {
      this.trouble = { ...this.trouble, words, tries: this.trouble.tries + 1 };
      return;
    }
    this.trouble = { words, sinceMs: clock.monotonicMs(), tries: 1 };
    record({ kind: 'BROKER_UNREADABLE', source: 'engine', reason: words, data: { broker: this.broker.name } });
  }

  /** An answer came in: when it was the last one awaited, the account is worth reading at once. */
  private progressed(): void {
    if (this.flatten && !this.flatten.isBusy() && this.flatten.isPressing()) {
      this.wake('read');
      if (this.leave !== null) this.leaveSoon();
    }
    this.options.onChange();
  }

  /** At the deadline what is left is named, whatever the reading under way is waiting for. */
  private awaitDeadline(flatten: Flatten): void {
    clearTimeout(this.deadline);
    const inMs = flatten.settlesInMs();
    if (inMs === null || this.stopped) return;
    this.deadline = setTimeout(() => {
      flatten.onTime();
      this.awaitDeadline(flatten);
    }, inMs);
  }

  private sleep(ms: number): Promise<Wake> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.wake('read'), ms);
      this.wakeUp = (wake) => {
        clearTimeout(timer);
        this.wakeUp = null;
        resolve(wake);
      };
    });
  }

  private wake(wake: Wake): void {
    this.wakeUp?.(wake);
  }
}
