import type { FlattenProgress, Outcome, Residual } from '../../shared/api/state.ts';
import type { Book, OpenBook } from '../brokers/broker.ts';
import { isoTime } from '../clock.ts';
import { killOrderPrefix } from './client-order-id.ts';
import { type CommandOptions, FlattenCommands } from './commands.ts';
import { countProgress, emptyLedger, enterBook, forgetGone, outcomeOf, residualsOf, unreadResidual } from './ledger.ts';
import { type Pass, planPass } from './plan.ts';
import { retriesOf } from './retries.ts';

/** One finished attempt to read an account. Times are monotonic. */
export type Reading =
  | GoodReading
  | { ok: false; words: string; part?: OpenBook; startedMs: number; finishedMs: number };
export type GoodReading = { ok: true; book: Book; startedMs: number; finishedMs: number };

export interface FlattenOptions extends Omit<CommandOptions, 'onAnswer'> {
  /** Something changed that the next look, or a person, should know of. */
  onProgress: () => void;
}

/** A flattening as others see it: how far it has come, and nothing that could disturb it. */
export type FlattenView = Pick<
  Flatten,
  'killId' | 'isFlat' | 'isSettled' | 'verdict' | 'residuals' | 'outcome' | 'progress'
>;

/**
 * The flattening of one account in one kill: fed with readings, it has orders cancelled and positions closed until the venue itself
 * shows zero of both, twice, a quiet window apart, and then goes on watching. What to do is decided in `plan.ts` and done in
 * `commands.ts`; here it is judged how far it has come.
 */
export class Flatten {
  readonly killId: string;
  private readonly options: FlattenOptions;
  private readonly commands: FlattenCommands;
  private readonly engagedMs: number;
  private readonly ledger = emptyLedger();
  private deadlineMs: number;
  private last: Reading | null = null;
  private book: Book | null = null;
  /** What the latest reading shows that could read a part alone; null after one of the whole. */
  private part: OpenBook | null = null;
  private cleanSinceMs: number | null = null;
  private confirmedFlat = false;
  private settledAt: string | null = null;
  private words = 'reading the account';
  private disposed = false;

  constructor(options: FlattenOptions) {
    this.options = options;
    this.killId = options.killId;
    this.engagedMs = options.clock.monotonicMs();
    this.deadlineMs = this.engagedMs + options.limits.deadlineMs;
    this.commands = new FlattenCommands({
      ...options,
      onAnswer: (words) => {
        if (words !== null) this.words = words;
        options.onProgress();
      },
    });
  }

  /** Acts at once on the last reading there was before the kill, as far as the venue makes that safe. */
  begin(reading: GoodReading | null): void {
    if (reading) this.act(reading);
  }

  onReading(reading: Reading): void {
    if (this.disposed) return;
    this.last = reading;
    if (reading.ok) {
      this.act(reading);
    } else {
      this.cleanSinceMs = null;
      this.words = reading.words;
      if (reading.part) this.actInPart(reading.part, reading);
    }
    this.settleIfDue(reading.finishedMs);
    this.options.onProgress();
  }

  /** Time has passed: at the deadline what is left is named, also while a reading hangs that would show it. */
  onTime(): void {
    if (this.disposed || !this.settleIfDue(this.options.clock.monotonicMs())) return;
    this.options.onProgress();
  }

  /** How long until what is left has to be named, milliseconds; null when that has been done. */
  settlesInMs(): number | null {
    return this.settledAt === null ? Math.max(0, this.deadlineMs - this.options.clock.monotonicMs()) : null;
  }

  /** How long the next reading may wait, milliseconds. */
  nextReadInMs(): number {
    const { limits, broker, clock } = this.options;
    if (this.confirmedFlat) return broker.readIntervalMs;
    if (this.cleanSinceMs !== null) {
      return Math.max(0, this.cleanSinceMs + limits.quietWindowMs - clock.monotonicMs());
    }
    return this.isPressing() ? limits.pollMs : Math.max(limits.pollMs, broker.readIntervalMs);
  }

  /** Whether readings are to follow each other closely: until flat, or until the deadline, which what reappears sets anew. */
  isPressing(): boolean {
    return !this.confirmedFlat && this.options.clock.monotonicMs() < this.deadlineMs;
  }

  isBusy(): boolean {
    return this.commands.isBusy();
  }

  isFlat(): boolean {
    return this.confirmedFlat;
  }

  isSettled(): boolean {
    return this.settledAt !== null;
  }

  /** What the venue has shown so far: `undecided` until it has been read, and while a clean reading waits for its second. */
  verdict(): 'flat' | 'open' | 'undecided' {
    if (this.confirmedFlat) return 'flat';
    const seenOpen = this.last?.ok === true && this.last.book.orders.length + this.last.book.positions.length > 0;
    return seenOpen || this.settledAt !== null ? 'open' : 'undecided';
  }

  /** Everything that is still open, or the one entry that says that nobody can tell. */
  residuals(): Residual[] {
    const { name } = this.options.broker;
    if (this.confirmedFlat) return [];
    if (this.last === null) return [unreadResidual(name, 'not read yet')];
    if (!this.last.ok) return [unreadResidual(name, this.last.words)];
    return residualsOf(name, this.last.book, this.commands.cancels, this.commands.closes);
  }

  /** What became of an instrument; undefined while the work on it goes on. */
  outcome(symbol: string): Outcome | undefined {
    if (this.confirmedFlat) return 'flat';
    return this.settledAt === null ? undefined : outcomeOf(this.commands.closes.get(symbol));
  }

  progress(): FlattenProgress {
    const { clock } = this.options;
    return {
      phase: this.phase(),
      ...countProgress(this.ledger, this.book, this.part),
      flat: this.confirmedFlat,
      residuals: this.settledAt === null ? [] : this.residuals(),
      retries: this.book === null ? [] : retriesOf(this.book, this.commands.cancels, this.commands.closes),
      words: this.words,
      deadlineAt: isoTime(clock.wallMs() + Math.round(this.deadlineMs - clock.monotonicMs())),
      settledAt: this.settledAt,
    };
  }

  dispose(): void {
    this.disposed = true;
    this.commands.dispose();
  }

  private phase(): FlattenProgress['phase'] {
    if (this.confirmedFlat) return 'holding';
    if (this.cleanSinceMs !== null) return 'confirming';
    return this.settledAt === null ? 'working' : 'settled';
  }

  private act({ book, startedMs, finishedMs }: GoodReading): void {
    const { limits } = this.options;
    if (this.book === null) this.recordBook(book);
    this.book = book;
    this.part = null;
    this.enter(book);
    const pass = this.plan(book, false, startedMs);
    forgetGone(this.ledger, this.commands.cancels, book, startedMs, limits.ordersRemembered);
    if (pass.clean) this.noteClean(startedMs, finishedMs);
    else this.noteOpen(book, finishedMs);
    this.commands.perform(pass);
    if (this.settledAt !== null) void this.commands.priceFills(book, this.confirmedFlat);
  }

  /** What can be read is closed while the rest can't be: a part of the account that is down keeps no other one open. */
  private actInPart(part: OpenBook, { startedMs, finishedMs }: Pick<Reading, 'startedMs' | 'finishedMs'>): void {
    this.part = part;
    // What is closed before the whole account was read for the first time is in no other record of what was open.
    if (this.enter(part) && this.book === null) this.recordBook({ equity: null, ...part });
    this.noteOpen(part, finishedMs);
    this.commands.perform(this.plan(part, true, startedMs));
  }

  private enter(book: OpenBook): boolean {
    return enterBook(this.ledger, book, killOrderPrefix(this.killId));
  }

  private plan(book: OpenBook, isPart: boolean, startedMs: number): Pass {
    const { limits, broker, clock } = this.options;
    return planPass({
      killId: this.killId,
      nowMs: clock.monotonicMs(),
      engagedMs: this.engagedMs,
      book,
      isPart,
      readStartedMs: startedMs,
      throughZero: broker.throughZero,
      cancels: this.commands.cancels,
      closes: this.commands.closes,
      limits,
    });
  }

  private noteClean(startedMs: number, finishedMs: number): void {
    if (this.confirmedFlat) return;
    if (this.cleanSinceMs === null) {
      this.cleanSinceMs = finishedMs;
      this.words = 'nothing is open: reading once more to be sure';
    } else if (startedMs - this.cleanSinceMs >= this.options.limits.quietWindowMs) {
      this.confirmedFlat = true;
      this.words = 'flat: no orders and no positions, read twice';
      if (this.settledAt === null) this.settle();
    }
  }

  private noteOpen(book: OpenBook, finishedMs: number): void {
    this.cleanSinceMs = null;
    const nothingOpen = book.orders.length === 0 && book.positions.length === 0;
    if (!this.confirmedFlat || nothingOpen) return;
    this.confirmedFlat = false;
    this.deadlineMs = finishedMs + this.options.limits.deadlineMs;
    const { positions, orders } = book;
    const data = { broker: this.options.broker.name, positions, orders };
    this.options.record({ kind: 'REAPPEARED', source: 'engine', killId: this.killId, data });
  }

  private recordBook({ equity, positions, orders }: OpenBook & Pick<Book, 'equity'>): void {
    const data = { broker: this.options.broker.name, equity, positions, orders };
    this.options.record({ kind: 'BOOK_READ', source: 'engine', killId: this.killId, data });
  }

  /** Whether it settled just now. */
  private settleIfDue(nowMs: number): boolean {
    const isDue = this.settledAt === null && nowMs >= this.deadlineMs;
    if (isDue) this.settle();
    return isDue;
  }

  private settle(): void {
    const { clock, broker, record } = this.options;
    this.settledAt = isoTime(clock.wallMs());
    const outcomes: Record<string, Outcome> = {};
    for (const symbol of this.ledger.instruments.keys()) outcomes[symbol] = this.finalOutcome(symbol);
    record({
      kind: 'BROKER_SETTLED',
      source: 'engine',
      killId: this.killId,
      data: {
        broker: broker.name,
        flat: this.confirmedFlat,
        elapsedMs: Math.round(clock.monotonicMs() - this.engagedMs),
        outcomes,
        residuals: this.residuals(),
      },
    });
  }

  /** At the deadline: `flat` for an instrument that the venue no longer lists, whatever the others do. */
  private finalOutcome(symbol: string): Outcome {
    if (!this.last?.ok) return 'unknown';
    const held = this.last.book.positions.some((position) => position.symbol === symbol);
    return held ? (this.outcome(symbol) ?? 'unknown') : 'flat';
  }
}
