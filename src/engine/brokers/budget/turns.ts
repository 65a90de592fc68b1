import type { Clock } from '../../clock.ts';

export interface TurnLimits {
  /** So many readings may follow each other at once; then there is one every `readingRefillMs`. */
  readonly readingBurst: number;
  readonly readingRefillMs: number;
  /** A reading that has waited so long for its turn gives up and says why. */
  readonly readingPatienceMs: number;
}

/**
 * Lets readings go one after the other, a burst at once and then evenly, each when the budget has room for it. Whoever asks while
 * one waits for its turn shares it: it has not begun yet, so it is as fresh as their own would be.
 */
export class Turns<T> {
  private readonly clock: Pick<Clock, 'monotonicMs'>;
  private readonly limits: TurnLimits;
  private readonly roomInMs: (requests: number) => number;
  private tokens: number;
  private countedAtMs: number;
  private waiting: Promise<T> | null = null;
  private timer: NodeJS.Timeout | undefined;
  private release: (() => void) | undefined;
  private disposed = false;

  /** `roomInMs`: how long so many requests of a reading have to wait for the budget; 0: they may go now. */
  constructor(clock: Pick<Clock, 'monotonicMs'>, limits: TurnLimits, roomInMs: (requests: number) => number) {
    this.clock = clock;
    this.limits = limits;
    this.roomInMs = roomInMs;
    this.tokens = limits.readingBurst;
    this.countedAtMs = clock.monotonicMs();
  }

  /** Runs `read` when its turn has come, or `giveUp` when that takes too long; `requests` is what a reading costs. */
  next(requests: number, read: () => Promise<T>, giveUp: (waitMs: number) => T): Promise<T> {
    this.waiting ??= this.wait(requests).then((waitMs) => {
      this.waiting = null;
      return waitMs === 0 ? read() : giveUp(waitMs);
    });
    return this.waiting;
  }

  /** The budget may have room now for whoever waits, as when a kill has begun: what was held back from it is its own. */
  lookAgain(): void {
    clearTimeout(this.timer);
    this.release?.();
  }

  /** Whoever waits is let go now. */
  dispose(): void {
    this.disposed = true;
    this.lookAgain();
  }

  /** 0 when the turn was taken; otherwise how much longer it would have been. */
  private async wait(requests: number): Promise<number> {
    const sinceMs = this.clock.monotonicMs();
    for (;;) {
      const waitMs = this.takeOrWait(requests);
      if (waitMs === 0) return 0;
      const patienceMs = sinceMs + this.limits.readingPatienceMs - this.clock.monotonicMs();
      if (patienceMs <= 0 || this.disposed) return waitMs;
      // Looked at again before that: the venue may have told of more room since.
      await this.sleep(Math.min(waitMs, patienceMs, this.limits.readingRefillMs));
    }
  }

  private takeOrWait(requests: number): number {
    const { readingBurst, readingRefillMs } = this.limits;
    const nowMs = this.clock.monotonicMs();
    this.tokens = Math.min(readingBurst, this.tokens + (nowMs - this.countedAtMs) / readingRefillMs);
    this.countedAtMs = nowMs;
    if (this.tokens < 1) return Math.ceil((1 - this.tokens) * readingRefillMs);
    const waitMs = this.roomInMs(requests);
    if (waitMs === 0) this.tokens -= 1;
    return Math.ceil(waitMs);
  }

  private sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.release = resolve;
      this.timer = setTimeout(resolve, ms);
    });
  }
}
