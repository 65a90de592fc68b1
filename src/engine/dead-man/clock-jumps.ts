import { isoTime } from '../clock.ts';
import type { JournalEvent } from '../journal/events.ts';
import { clockJumpMs, type Moment } from '../switch/dead-man.ts';
import { deadManLimits } from './limits.ts';

/** `jumpMs`: positive when the clock was set ahead, or the machine slept. */
export interface Jump {
  jumpMs: number;
  at: string;
}

type Tell = (event: Extract<JournalEvent, { kind: 'CLOCK_JUMPED' }>) => void;

/** Watches the wall clock against the monotonic one. A clock that never stops jumping makes a row now and then, not a flood of them. */
export class ClockJumps {
  private readonly tell: Tell;
  private before: Moment;
  private untoldMs = 0;
  private toldMs = Number.NEGATIVE_INFINITY;
  private last: Jump | null = null;

  constructor(now: Moment, tell: Tell) {
    this.before = now;
    this.tell = tell;
  }

  look(now: Moment): void {
    const jumpMs = clockJumpMs(this.before, now);
    this.before = now;
    if (Math.abs(jumpMs) > deadManLimits.clockJumpMs) this.note(jumpMs, now);
    if (this.untoldMs === 0 || now.monotonicMs - this.toldMs < deadManLimits.jumpRowMs) return;
    this.tell({
      kind: 'CLOCK_JUMPED',
      source: 'engine',
      data: { jumpMs: Math.round(this.untoldMs), while: 'running' },
    });
    this.toldMs = now.monotonicMs;
    this.untoldMs = 0;
  }

  /** Set while the engine did not run: only back can be told from time that passed. */
  foundAtStart(jumpMs: number, now: Moment): void {
    this.last = { jumpMs, at: isoTime(now.wallMs) };
    this.tell({ kind: 'CLOCK_JUMPED', source: 'engine', data: { jumpMs: Math.round(jumpMs), while: 'stopped' } });
  }

  latest(): Jump | null {
    return this.last;
  }

  /** Somebody was here. */
  forget(): void {
    this.last = null;
  }

  private note(jumpMs: number, now: Moment): void {
    this.untoldMs += jumpMs;
    this.last = { jumpMs, at: isoTime(now.wallMs) };
  }
}
