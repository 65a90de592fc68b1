import type { CheckInAnswer, DeadManResetRequest } from '../../shared/api/commands.ts';
import type { CircuitBreakerFired } from '../../shared/api/journal.ts';
import type { DeadManStatus } from '../../shared/api/state.ts';
import { assertNever } from '../../shared/assert-never.ts';
import { ok, type Result, refuse } from '../../shared/result.ts';
import type { Source } from '../../shared/source.ts';
import { isoTime } from '../clock.ts';
import type { Journal } from '../journal/journal.ts';
import type { Listeners } from '../journal/listeners.ts';
import { checkedIn, type DeadManAt, observed, resetRun } from '../switch/dead-man.ts';
import { merged, type StoredDeadMan, storedOf, takenUp } from '../switch/dead-man-stored.ts';
import { within } from '../within.ts';
import type { Jump } from './clock-jumps.ts';
import { deadManLimits } from './limits.ts';
import { alreadyTriggered, notTriggered, unrecordable } from './refusals.ts';
import { DeadManTimer, type DeadManTimerOptions } from './timer.ts';

export interface DeadManOptions extends DeadManTimerOptions {
  journal: Pick<Journal, 'append' | 'health'>;
  /** As configured: of the runs that begin from now on. */
  windowMs: number;
}

/** Who gives a sign of life, and from where: for the record. */
export interface SignedIn {
  source: Source;
  from: string;
}

/** The dead man's switch as the rest of the engine has it: what it says, and the two commands that it takes. */
export class DeadMan {
  readonly fired: Listeners<CircuitBreakerFired>;
  private readonly options: DeadManOptions;
  private readonly timer: DeadManTimer;
  private resetPending = false;

  constructor(options: DeadManOptions) {
    this.options = options;
    this.timer = new DeadManTimer(options);
    this.fired = this.timer.fired;
  }

  /** Begins to look at the clocks. `setBackMs`: how far the wall clock was found behind the latest time on record, negative; or 0. */
  start(setBackMs: number): void {
    const { timer } = this;
    if (setBackMs !== 0) timer.jumps.foundAtStart(setBackMs, timer.now());
    void timer.keep();
    timer.look();
  }

  stop(): Promise<unknown> {
    this.timer.stop();
    return within(this.timer.keep(), deadManLimits.recordWaitMs);
  }

  isTriggered(): boolean {
    return this.at().state === 'triggered';
  }

  at(): DeadManAt {
    return this.timer.at();
  }

  /** As anyone may see it. */
  status(): DeadManStatus {
    const { state, deadlineMs, lastCheckIn } = this.at();
    return { state, deadline: isoTime(deadlineMs), lastCheckIn: lastCheckIn && isoTime(lastCheckIn.atMs) };
  }

  /** Of the run that is under way. */
  windowMs(): number {
    return this.timer.record().windowMs;
  }

  /** The last jump of the clock since somebody was here; null when there was none. */
  clockJump(): Jump | null {
    return this.timer.jumps.latest();
  }

  /** The last sign of life that was given to this engine itself, to be told to its peers; null when there is none. */
  ownCheckIn(): { run: number; ageMs: number } | null {
    const { lastCheckIn, run } = this.timer.record();
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
    const { timer } = this;
    const { journal, windowMs } = this.options;
    const health = journal.health();
    if (!health.ok) return refuse(unrecordable(health.why));
    if (this.resetPending) return refuse(unrecordable('another reset is being recorded'));
    // The row of the trigger must stand before that of its reset.
    timer.look();
    const asked = resetRun(timer.record(), { source, ageMs: 0, windowMs }, timer.now());
    if (asked === null) return refuse(notTriggered);
    this.resetPending = true;
    const data = { from, timer: storedOf(asked) };
    const recorded = timer.tell({ kind: 'DEAD_MAN_RESET', source, reason: reason.trim(), data });
    const row = await within(recorded, deadManLimits.resetWaitMs);
    this.resetPending = false;
    if (row === undefined) {
      // Whoever asked is told no, so the row must not open trading when the disk comes back: that of a new trigger comes after it.
      timer.take({ ...asked, state: 'triggered' });
      timer.trigger('a reset could not be recorded in time');
      await within(timer.keep(), deadManLimits.recordWaitMs);
      return refuse(unrecordable('the disk does not answer'));
    }
    timer.jumps.forget();
    timer.take(asked);
    return ok(this.status());
  }

  /** Another account of the timer has come to light, such as a journal that can be read only now. */
  learn(stored: StoredDeadMan): void {
    const now = this.timer.now();
    const all = merged(storedOf(observed(this.timer.record(), now)), stored);
    if (all !== null) this.timer.take(takenUp(all, now));
  }

  /** For a journal that does not know of it. */
  carryOver(): void {
    const timer = storedOf(observed(this.timer.record(), this.timer.now()));
    void this.timer.tell({ kind: 'DEAD_MAN_TIMER', source: 'dead_man', data: { timer } });
  }

  /** null when it was refused; otherwise when it is recorded, or at once when there is nothing new in it. */
  private take({ source, from }: SignedIn, ageMs: number): Promise<unknown> | null {
    const { timer } = this;
    const came = checkedIn(timer.record(), { source, ageMs, windowMs: this.options.windowMs }, timer.now());
    switch (came.kind) {
      case 'refused':
        timer.look();
        void timer.tell({ kind: 'CHECK_IN_REFUSED', source, data: { from } });
        return null;
      case 'known':
        return Promise.resolve();
      case 'taken': {
        const data = { from, ageMs: Math.round(ageMs), timer: storedOf(came.record) };
        const recorded = timer.tell({ kind: 'CHECK_IN', source, data });
        timer.jumps.forget();
        timer.take(came.record);
        return recorded;
      }
      default:
        return assertNever(came);
    }
  }
}
