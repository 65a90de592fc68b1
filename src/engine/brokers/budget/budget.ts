import type { Clock } from '../../clock.ts';

/** What a request is for; the smaller its share, the sooner it has to wait. */
export type Purpose = 'cancel' | 'bulk' | 'look_up' | 'close' | 'reading';

/** A venue's limit and how it is shared out, in requests or whatever else the venue counts. */
export interface BudgetLimits {
  /** The venue's, until an answer tells of another. */
  readonly perWindow: number;
  readonly windowMs: number;
  /** Readings leave so much of the window to the commands of a kill. */
  readonly heldForCommands: number;
  /** Closes leave so much to what comes after them: the readings that tell what became of them. */
  readonly heldForReadings: number;
  /** Look-ups leave so much: most of them ask for prices, when all is over. */
  readonly heldFromLookUps: number;
  /** For so long after a command there is a kill, and readings hold back nothing: its commands are on their way. */
  readonly afterCommandMs: number;
  /** Ends of a window that are said to be so close to each other are the same one. */
  readonly sameResetMs: number;
}

/** What an answer tells of the venue's count. */
export interface Allowance {
  perWindow: number;
  remaining: number;
  /** Until the count begins anew. */
  resetInMs: number;
}

/**
 * What may still be sent in the venue's current window. The venue counts all clients of the account, so its own word
 * goes before our count: a bot that spends the budget is seen in the answers. Times are monotonic.
 */
export class Budget {
  private readonly clock: Pick<Clock, 'monotonicMs'>;
  private readonly limits: BudgetLimits;
  private readonly heldBack: Readonly<Record<Purpose, number>>;
  private perWindow: number;
  private sent = 0;
  private unanswered = 0;
  private sends: { atMs: number; weight: number }[] = [];
  /** In the venue's window that ends at `resetAtMs` so much remained when it had counted so much of ours. */
  private told: { remaining: number; counted: number; resetAtMs: number } | null = null;
  private commandAtMs = Number.NEGATIVE_INFINITY;
  private pausedUntilMs = Number.NEGATIVE_INFINITY;

  constructor(clock: Pick<Clock, 'monotonicMs'>, limits: BudgetLimits) {
    this.clock = clock;
    this.limits = limits;
    this.perWindow = limits.perWindow;
    this.heldBack = {
      cancel: 0,
      // One call that does the work of hundreds goes out whatever our count says, unless the venue has refused.
      bulk: Number.NEGATIVE_INFINITY,
      look_up: limits.heldFromLookUps,
      close: limits.heldForReadings,
      reading: limits.heldForCommands,
    };
  }

  /** How long requests of this weight have to wait, milliseconds; 0: they may go now. */
  waitMs(purpose: Purpose, weight = 1): number {
    const nowMs = this.clock.monotonicMs();
    if (nowMs < this.pausedUntilMs) return this.pausedUntilMs - nowMs;
    return this.left(nowMs) - weight < this.heldFrom(purpose) ? this.untilMore(nowMs) : 0;
  }

  /** A kill is at work, whether or not it has sent a command yet: what is held back for it may be spent. To be said while it lasts. */
  noteKill(): void {
    this.commandAtMs = this.clock.monotonicMs();
  }

  /** Whether there is one, by what was said and sent of late. */
  isKill(): boolean {
    return this.clock.monotonicMs() - this.commandAtMs < this.limits.afterCommandMs;
  }

  /** Counts a request that is being sent. What comes back is called once: when it has been answered, or is waited for no more. */
  count(purpose: Purpose, weight = 1): () => void {
    const nowMs = this.clock.monotonicMs();
    if (purpose !== 'reading' && purpose !== 'look_up') this.noteKill();
    const { windowMs } = this.limits;
    this.sends = [...this.sends.filter(({ atMs }) => atMs > nowMs - windowMs), { atMs: nowMs, weight }];
    this.sent += weight;
    this.unanswered += weight;
    return () => {
      this.unanswered -= weight;
    };
  }

  /**
   * To be told after the request of this answer was called answered. What the venue has surely counted by now is all but what is still
   * unanswered: requests overtake each other on their way, by as many as are on it, so the newest answer alone does not tell.
   */
  hear({ perWindow, remaining, resetInMs }: Allowance): void {
    this.perWindow = perWindow;
    const counted = this.sent - this.unanswered;
    const resetAtMs = this.clock.monotonicMs() + resetInMs;
    const laterMs = resetAtMs - (this.told?.resetAtMs ?? Number.NEGATIVE_INFINITY);
    // Within a window less and less remains: an answer that tells of more is an older one.
    if (laterMs > this.limits.sameResetMs) this.told = { remaining, counted, resetAtMs };
    else if (this.told && laterMs > -this.limits.sameResetMs) {
      const least = Math.min(this.told.remaining, remaining);
      this.told = { ...this.told, remaining: least, counted: Math.max(this.told.counted, counted) };
    }
  }

  /** The venue has refused a request for being one too many. */
  pause(ms: number): void {
    this.pausedUntilMs = Math.max(this.pausedUntilMs, this.clock.monotonicMs() + ms);
  }

  /** Whether the time that a refusal has named is not over: nothing at all may go out. */
  isPaused(): boolean {
    return this.clock.monotonicMs() < this.pausedUntilMs;
  }

  private heldFrom(purpose: Purpose): number {
    return purpose === 'reading' && this.isKill() ? 0 : this.heldBack[purpose];
  }

  private left(nowMs: number): number {
    if (this.told && nowMs < this.told.resetAtMs) return this.told.remaining - (this.sent - this.told.counted);
    const fromMs = Math.max(nowMs - this.limits.windowMs, this.told?.resetAtMs ?? Number.NEGATIVE_INFINITY);
    const spent = this.sends.filter(({ atMs }) => atMs >= fromMs).map(({ weight }) => weight);
    return spent.reduce((left, weight) => left - weight, this.perWindow);
  }

  private untilMore(nowMs: number): number {
    if (this.told && nowMs < this.told.resetAtMs) return this.told.resetAtMs - nowMs;
    const { windowMs } = this.limits;
    const oldest = this.sends.find(({ atMs, weight }) => weight > 0 && atMs >= nowMs - windowMs);
    return Math.max(1, (oldest?.atMs ?? nowMs) + windowMs - nowMs);
  }
}
