import type { CircuitBreakerFired } from '../../shared/api/journal.ts';
import type { DeadManState } from '../../shared/api/state.ts';
import { timeLeft } from '../../shared/words.ts';
import { type Clock, isoTime } from '../clock.ts';
import type { JournalEvent } from '../journal/events.ts';
import type { Journal } from '../journal/journal.ts';
import { Listeners } from '../journal/listeners.ts';
import type { KeptJson } from '../kept-json.ts';
import {
  type DeadManAt,
  type DeadManRecord,
  deadManAt,
  laterState,
  type Moment,
  nextChangeMs,
  observed,
} from '../switch/dead-man.ts';
import { type StoredDeadMan, storedOf } from '../switch/dead-man-stored.ts';
import { ClockJumps } from './clock-jumps.ts';
import { deadManLimits } from './limits.ts';

export interface DeadManTimerOptions {
  record: DeadManRecord;
  clock: Clock;
  journal: Pick<Journal, 'append'>;
  kept: Pick<KeptJson<StoredDeadMan>, 'write'>;
  /** The state, the deadline, or the words for what is left have changed. */
  onChange: () => void;
  reportBug: (error: unknown) => void;
}

/**
 * Looks at the clocks and tells what has become of the state. It asks nobody: everything that it tells, to the journal, the file and
 * its listeners, is told and not waited for. What is read of it is computed at that moment, so that a look which comes late opens
 * nothing.
 */
export class DeadManTimer {
  /** Tells of each time that it triggers, whether or not that can be recorded. */
  readonly fired = new Listeners<CircuitBreakerFired>();
  readonly jumps: ClockJumps;
  private readonly options: DeadManTimerOptions;
  private current: DeadManRecord;
  private next: NodeJS.Timeout | null = null;
  private stopped = false;
  private keptMs: number;
  private shown = '';

  constructor(options: DeadManTimerOptions) {
    this.options = options;
    this.current = options.record;
    const now = this.now();
    this.jumps = new ClockJumps(now, (event) => void this.tell(event));
    this.keptMs = now.monotonicMs;
  }

  stop(): void {
    this.stopped = true;
    if (this.next) clearTimeout(this.next);
  }

  now(): Moment {
    const { clock } = this.options;
    return { wallMs: clock.wallMs(), monotonicMs: clock.monotonicMs() };
  }

  record(): DeadManRecord {
    return this.current;
  }

  /** What is said here is on its way to the disk in the next turn of the event loop, not only at the next look. */
  at(): DeadManAt {
    const at = this.atMoment(this.now());
    if (at.state !== this.current.state) this.lookIn(0);
    return at;
  }

  /** Another run, or another account of this one. */
  take(record: DeadManRecord): void {
    this.current = record;
    void this.keep();
    this.changed();
    this.look();
  }

  /** Looks at the clocks, and sets the timer for the next time, whatever came of it. */
  look(): void {
    const now = this.now();
    try {
      this.lookAt(now);
    } catch (error) {
      this.options.reportBug(error);
    } finally {
      const dueMs = Math.ceil(nextChangeMs(this.current, now) ?? deadManLimits.tickMs);
      this.lookIn(Math.min(deadManLimits.tickMs, dueMs));
    }
  }

  trigger(reason: string): void {
    this.current = { ...this.current, state: 'triggered' };
    const { lastCheckIn, elapsedMs } = this.at();
    const data = { lastCheckIn: lastCheckIn && isoTime(lastCheckIn.atMs), elapsedMs: Math.round(elapsedMs) };
    const what = { kind: 'CIRCUIT_BREAKER_FIRED', source: 'dead_man_switch' } as const;
    // Handed to the journal first, so that its row stands before those of what follows; that waits for nothing.
    void this.tell({ ...what, reason, data });
    void this.keep();
    this.changed();
    this.fired.tell({ ...what, ...data });
  }

  /** True when the file has it; false when the disk refused. */
  keep(): Promise<boolean> {
    this.keptMs = this.now().monotonicMs;
    return this.options.kept.write(storedOf(this.current));
  }

  tell(event: JournalEvent): Promise<unknown> {
    return this.options.journal.append(event);
  }

  private lookIn(ms: number): void {
    if (this.next) clearTimeout(this.next);
    if (!this.stopped) this.next = setTimeout(() => this.look(), ms);
  }

  private lookAt(now: Moment): void {
    this.jumps.look(now);
    const { state, remainingMs } = this.atMoment(now);
    if (state !== this.current.state) this.enter(state, remainingMs);
    else if (shownWords(state, remainingMs) !== this.shown) this.changed();
    const isDue = now.monotonicMs - this.keptMs >= this.keptEveryMs();
    if (isDue && state !== 'triggered') void this.keep();
  }

  private enter(state: DeadManState, remainingMs: number): void {
    if (state === 'triggered') {
      this.trigger(`nobody checked in for ${timeLeft(this.current.windowMs)}`);
      return;
    }
    this.current = { ...this.current, state: laterState(this.current.state, state) };
    const kind = state === 'critical' ? 'DEAD_MAN_CRITICAL' : 'DEAD_MAN_WARNING';
    const data = { remainingMs: Math.round(remainingMs), timer: storedOf(this.current) };
    void this.tell({ kind, source: 'dead_man', data });
    void this.keep();
    this.changed();
  }

  private atMoment(now: Moment): DeadManAt {
    this.current = observed(this.current, now);
    return deadManAt(this.current, now);
  }

  private keptEveryMs(): number {
    return Math.min(deadManLimits.keptEveryMs, this.current.windowMs * deadManLimits.keptShareOfWindow);
  }

  /** A listener with a bug stops nothing here. */
  private changed(): void {
    const { state, remainingMs } = this.at();
    this.shown = shownWords(state, remainingMs);
    try {
      this.options.onChange();
    } catch (error) {
      this.options.reportBug(error);
    }
  }
}

/** What a person is told of the time that is left; news as soon as it is not the same words. */
function shownWords(state: DeadManState, remainingMs: number): string {
  return state === 'warning' || state === 'critical' ? `${state} ${timeLeft(remainingMs)}` : state;
}
