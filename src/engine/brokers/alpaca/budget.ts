import type { Clock } from '../../clock.ts';
import { alpacaLimits } from './limits.ts';

/** What a request is for; the smaller its share, the sooner it has to wait. */
export type Purpose = 'cancel' | 'bulk' | 'look_up' | 'close' | 'reading';

const heldBack: Record<Purpose, number> = {
  cancel: 0,
  // One call that does the work of hundreds goes out whatever our count says, unless the venue has refused.
  bulk: Number.NEGATIVE_INFINITY,
  look_up: alpacaLimits.heldFromLookUps,
  close: alpacaLimits.heldForReadings,
  reading: alpacaLimits.heldForCommands,
};

/** What an answer tells of the venue's count. */
export interface Allowance {
  perMinute: number;
  remaining: number;
  /** Until the count begins anew. */
  resetInMs: number;
}

/**
 * Requests that may still be sent in the venue's current minute. The venue counts all clients of the account, so its own word
 * goes before our count: a bot that spends the budget is seen in the answers. Times are monotonic.
 */
export class Budget {
  private readonly clock: Pick<Clock, 'monotonicMs'>;
  private perMinute: number = alpacaLimits.requestsPerMinute;
  private sent = 0;
  private sentAtMs: number[] = [];
  /** `sentMax`: when our count comes to this, nothing remains in the venue's window that ends at `resetAtMs`. */
  private told: { sentMax: number; resetAtMs: number } | null = null;
  private commandAtMs = Number.NEGATIVE_INFINITY;
  private pausedUntilMs = Number.NEGATIVE_INFINITY;

  constructor(clock: Pick<Clock, 'monotonicMs'>) {
    this.clock = clock;
  }

  /** How long `count` requests have to wait, milliseconds; 0: they may go now. */
  waitMs(purpose: Purpose, count = 1): number {
    const nowMs = this.clock.monotonicMs();
    if (nowMs < this.pausedUntilMs) return this.pausedUntilMs - nowMs;
    return this.left(nowMs) - count < this.heldFrom(purpose, nowMs) ? this.untilMore(nowMs) : 0;
  }

  /** Counts a request that is being sent. What comes back is handed to `hear` with its answer. */
  count(purpose: Purpose): number {
    const nowMs = this.clock.monotonicMs();
    if (purpose !== 'reading' && purpose !== 'look_up') this.commandAtMs = nowMs;
    this.sentAtMs = [...this.sentAtMs.filter((atMs) => atMs > nowMs - alpacaLimits.windowMs), nowMs];
    this.sent += 1;
    return this.sent;
  }

  /** `nth`: what `count` said of the request that this is the answer to. */
  hear({ perMinute, remaining, resetInMs }: Allowance, nth: number): void {
    this.perMinute = perMinute;
    const resetAtMs = this.clock.monotonicMs() + resetInMs;
    const sentMax = remaining + nth;
    const laterMs = resetAtMs - (this.told?.resetAtMs ?? Number.NEGATIVE_INFINITY);
    // Requests overtake each other on their way, and one that arrived early tells of more than there is: the least is believed.
    if (laterMs > alpacaLimits.sameResetMs) this.told = { sentMax, resetAtMs };
    else if (this.told && laterMs > -alpacaLimits.sameResetMs) this.told.sentMax = Math.min(this.told.sentMax, sentMax);
  }

  /** The venue has refused a request for being one too many. */
  pause(ms: number): void {
    this.pausedUntilMs = Math.max(this.pausedUntilMs, this.clock.monotonicMs() + ms);
  }

  private heldFrom(purpose: Purpose, nowMs: number): number {
    const isKill = nowMs - this.commandAtMs < alpacaLimits.afterCommandMs;
    return purpose === 'reading' && isKill ? 0 : heldBack[purpose];
  }

  private left(nowMs: number): number {
    if (this.told && nowMs < this.told.resetAtMs) return this.told.sentMax - this.sent;
    const fromMs = Math.max(nowMs - alpacaLimits.windowMs, this.told?.resetAtMs ?? Number.NEGATIVE_INFINITY);
    return this.perMinute - this.sentAtMs.filter((atMs) => atMs >= fromMs).length;
  }

  private untilMore(nowMs: number): number {
    if (this.told && nowMs < this.told.resetAtMs) return this.told.resetAtMs - nowMs;
    return Math.max(1, (this.sentAtMs[0] ?? nowMs) + alpacaLimits.windowMs - nowMs);
  }
}
