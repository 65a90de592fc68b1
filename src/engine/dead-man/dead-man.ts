import type { CheckInAnswer, DeadManResetRequest } from '../../shared/api/commands.ts';
import type { CircuitBreakerFired } from '../../shared/api/journal.ts';
import type { DeadManState, DeadManStatus } from '../../shared/api/state.ts';
import { assertNever } from '../../shared/assert-never.ts';
import { ok, type Result, refuse } from '../../shared/result.ts';
import type { Source } from '../../shared/source.ts';
import { timeLeft } from '../../shared/words.ts';
import { type Clock, isoTime } from '../clock.ts';
import type { JournalEvent } from '../journal/events.ts';
import type { Journal } from '../journal/journal.ts';
import { Listeners } from '../journal/listeners.ts';
import { within } from '../journal/within.ts';
import type { KeptJson } from '../kept-json.ts';
import {
  checkedIn,
  type DeadManAt,
  type DeadManRecord,
  deadManAt,
  laterState,
  type Moment,
  nextChangeMs,
  observed,
  resetRun,
} from '../switch/dead-man.ts';
import { merged, type StoredDeadMan, storedOf, takenUp } from '../switch/dead-man-stored.ts';
import { ClockJumps, type Jump } from './clock-jumps.ts';
import { deadManLimits } from './limits.ts';
import { alreadyTriggered, notTriggered, unrecordable } from './refusals.ts';

export interface DeadManOptions {
  record: DeadManRecord;
  /** As configured: of the runs that begin from now on. */
  windowMs: number;
  clock: Clock;
  journal: Pick<Journal, 'append' | 'health'>;
  kept: Pick<KeptJson<StoredDeadMan>, 'write'>;
  /** The state, the deadline, or the words for what is left have changed. */
  onChange: () => void;
  reportBug: (error: unknown) => void;
}

/** Who gives a sign of life, and from where: for the record. */
export interface SignedIn {
  source: Source;
  from: string;
}

/**
 * The dead man's switch, with hands. It asks nobody: its look at the clocks is a timer of its own, and everything that it tells,
 * to the journal, the file and its listeners, is told and not waited for. What is read of it is computed at that moment, so that
 * a look that comes late opens nothing.
 */
export class DeadMan {
  /** Tells of each time that it triggers, whether or not that can be recorded. */
  readonly fired = new Listeners<CircuitBreakerFired>();
  private readonly options: DeadManOptions;
  private readonly jumps: ClockJumps;
  private record: DeadManRecord;
  private timer: NodeJS.Timeout | null = null;
  private keptMs: number;
  private shown = '';
  private resetPending = false;
  private stopped = false;

  constructor(options: DeadManOptions) {
    this.options = options;
    this.record = options.record;
    const now = this.now();
    this.jumps = new ClockJumps(now, (event) => void this.tellJournal(event));
    this.keptMs = now.monotonicMs;
  }

  /** Begins to look at the clocks. `awayJumpMs`: how far the wall clock was found behind the latest time on record. */
  start(awayJumpMs: number): void {
    if (awayJumpMs !== 0) this.jumps.foundAtStart(awayJumpMs, this.now());
    void this.keep();
    this.look();
  }

  stop(): Promise<unknown> {
    this.stopped = true;
    if (this.timer) clearTimeout(this.timer);
    return within(this.keep(), deadManLimits.recordWaitMs);
  }

  isTriggered(): boolean {
    return this.at().state === 'triggered';
  }

  /** What is said here is on its way to the disk in the next turn of the event loop, not only at the next look. */
  at(): DeadManAt {
    const at = this.atMoment(this.now());
    if (at.state !== this.record.state) this.lookIn(0);
    return at;
  }

  /** As anyone may see it. */
  status(): DeadManStatus {
    const { state, deadlineMs, lastCheckIn } = this.at();
    return { state, deadline: isoTime(deadlineMs), lastCheckIn: lastCheckIn && isoTime(lastCheckIn.atMs) };
  }

  /** Of the run that is under way. */
  windowMs(): number {
    return this.record.windowMs;
  }

  /** The last jump of the clock since somebody was here; null when there was none. */
  clockJump(): Jump | null {
    return this.jumps.latest();
  }

  /** The last sign of life that was given to this engine itself, to be told to its peers; null when there is none. */
  ownCheckIn(): { run: number; ageMs: number } | null {
    const { lastCheckIn, run } = this.record;
    if (lastCheckIn === null || lastCheckIn.source === 'peer') return null;
    return { run, ageMs: this.at().elapsedMs };
  }

  /** Begins the time anew, at once; refused when it has triggered. */
  async checkIn(by: SignedIn): Promise<Result<CheckInAnswer>> {
    const recorded = this.take(by, 0);
    if (recorded === null) return refuse(alreadyTriggered);
    const row = await within(recorded, deadManLimits.recordWaitMs);
    return ok({ ...this.status(), journaled: row !== undefined });
  }

  /** A check-in on another engine, `ageMs` ago. */
  hearCheckIn(peer: string, ageMs: number): void {
    this.take({ source: 'peer', from: `peer ${peer}` }, ageMs);
  }

  /** The only way back from triggered. It is recorded first, and holds from then on. */
  async reset({ reason }: DeadManResetRequest, { source, from }: SignedIn): Promise<Result<DeadManStatus>> {
    const { journal, windowMs } = this.options;
    const health = journal.health();
    if (!health.ok) return refuse(unrecordable(health.why));
    if (this.resetPending) return refuse(unrecordable('another reset is being recorded'));
    // The row of the trigger must stand before that of its reset.
    this.look();
    const asked = resetRun(this.record, { source, ageMs: 0, windowMs }, this.now());
    if (asked === null) return refuse(notTriggered);
    this.resetPending = true;
    const event = {
      kind: 'DEAD_MAN_RESET',
      source,
      reason: reason.trim(),
      data: { from, timer: storedOf(asked) },
    } as const;
    const row = await within(journal.append(event), deadManLimits.resetWaitMs);
    this.resetPending = false;
    if (row === undefined) {
      // Whoever asked is told no, so the row must not open trading when the disk comes back: this one comes after it.
      this.record = { ...asked, state: 'triggered' };
      this.announceTriggered('a reset could not be recorded in time');
      await within(this.keep(), deadManLimits.recordWaitMs);
      return refuse(unrecordable('the disk does not answer'));
    }
    this.begin(asked);
    return ok(this.status());
  }

  /** Another account of the timer has come to light, such as a journal that can be read only now. */
  learn(stored: StoredDeadMan): void {
    const now = this.now();
    const all = merged(storedOf(observed(this.record, now)), stored);
    if (all !== null) this.record = takenUp(all, now);
    void this.keep();
    this.look();
  }

  /** For a journal that does not know of it. */
  carryOver(): void {
    const timer = storedOf(observed(this.record, this.now()));
    void this.tellJournal({ kind: 'DEAD_MAN_TIMER', source: 'dead_man', data: { timer } });
  }

  /** null when it was refused; otherwise when it is recorded, or at once when there is nothing new in it. */
  private take({ source, from }: SignedIn, ageMs: number): Promise<unknown> | null {
    const now = this.now();
    const came = checkedIn(this.record, { source, ageMs, windowMs: this.options.windowMs }, now);
    switch (came.kind) {
      case 'refused':
        this.look();
        void this.tellJournal({ kind: 'CHECK_IN_REFUSED', source, data: { from } });
        return null;
      case 'known':
        return Promise.resolve();
      case 'taken': {
        const data = { from, ageMs: Math.round(ageMs), timer: storedOf(came.record) };
        const recorded = this.tellJournal({ kind: 'CHECK_IN', source, data });
        this.begin(came.record);
        return recorded;
      }
      default:
        return assertNever(came);
    }
  }

  private begin(record: DeadManRecord): void {
    this.record = record;
    this.jumps.forget();
    void this.keep();
    this.changed();
    this.look();
  }

  /** Looks at the clocks, and sets the timer for the next time, whatever came of it. */
  private look(): void {
    const now = this.now();
    try {
      this.lookAt(now);
    } catch (error) {
      this.options.reportBug(error);
    } finally {
      const dueMs = Math.ceil(nextChangeMs(this.record, now) ?? deadManLimits.tickMs);
      this.lookIn(Math.min(deadManLimits.tickMs, dueMs));
    }
  }

  private lookIn(ms: number): void {
    if (this.timer) clearTimeout(this.timer);
    if (!this.stopped) this.timer = setTimeout(() => this.look(), ms);
  }

  private lookAt(now: Moment): void {
    this.jumps.look(now);
    const { state, remainingMs } = this.atMoment(now);
    if (state !== this.record.state) this.enter(state, remainingMs);
    else if (shownWords(state, remainingMs) !== this.shown) this.changed();
    const isDue = now.monotonicMs - this.keptMs >= this.keptEveryMs();
    if (isDue && state !== 'triggered') void this.keep();
  }

  private enter(state: DeadManState, remainingMs: number): void {
    this.record = { ...this.record, state: laterState(this.record.state, state) };
    if (state === 'triggered') {
      this.announceTriggered(`nobody checked in for ${timeLeft(this.record.windowMs)}`);
      return;
    }
    const kind = state === 'critical' ? 'DEAD_MAN_CRITICAL' : 'DEAD_MAN_WARNING';
    const data = { remainingMs: Math.round(remainingMs), timer: storedOf(this.record) };
    void this.tellJournal({ kind, source: 'dead_man', data });
    void this.keep();
    this.changed();
  }

  private announceTriggered(reason: string): void {
    const { lastCheckIn, elapsedMs } = this.at();
    const data = { lastCheckIn: lastCheckIn && isoTime(lastCheckIn.atMs), elapsedMs: Math.round(elapsedMs) };
    const what = { kind: 'CIRCUIT_BREAKER_FIRED', source: 'dead_man_switch' } as const;
    // Handed to the journal first, so that its row stands before those of what follows; that waits for nothing.
    void this.tellJournal({ ...what, reason, data });
    void this.keep();
    this.changed();
    this.fired.tell({ ...what, ...data });
  }

  private atMoment(now: Moment): DeadManAt {
    this.record = observed(this.record, now);
    return deadManAt(this.record, now);
  }

  private keptEveryMs(): number {
    return Math.min(deadManLimits.keptEveryMs, this.record.windowMs * deadManLimits.keptShareOfWindow);
  }

  private keep(): Promise<boolean> {
    this.keptMs = this.now().monotonicMs;
    return this.options.kept.write(storedOf(this.record));
  }

  private changed(): void {
    const { state, remainingMs } = this.at();
    this.shown = shownWords(state, remainingMs);
    try {
      this.options.onChange();
    } catch (error) {
      this.options.reportBug(error);
    }
  }

  private tellJournal(event: JournalEvent): Promise<unknown> {
    return this.options.journal.append(event);
  }

  private now(): Moment {
    const { clock } = this.options;
    return { wallMs: clock.wallMs(), monotonicMs: clock.monotonicMs() };
  }
}

/** What a person is told of the time that is left; news as soon as it is not the same words. */
function shownWords(state: DeadManState, remainingMs: number): string {
  return state === 'warning' || state === 'critical' ? `${state} ${timeLeft(remainingMs)}` : state;
}
