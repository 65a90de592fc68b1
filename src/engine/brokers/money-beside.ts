import type { Clock } from '../clock.ts';
import { within } from '../within.ts';
import type { Read } from './broker.ts';

export interface MoneyLimits {
  /** What was told is known for so long when nothing newer comes. */
  readonly moneyKeptMs: number;
  /** In a kill a reading that has all else waits so long for it. */
  readonly moneyWaitMs: number;
}

/**
 * What an account is worth, asked for beside what is open in it. A kill needs orders and positions and no money: where that is not told,
 * the reading is as good without it, and says so.
 */
export class MoneyBeside<T> {
  private readonly clock: Pick<Clock, 'monotonicMs'>;
  private readonly limits: MoneyLimits;
  private asking: Promise<void> | null = null;
  private latest: { value: T; atMs: number } | null = null;
  /** Why the last question brought nothing; null when it did. */
  private words: string | null = 'no answer yet';

  constructor(clock: Pick<Clock, 'monotonicMs'>, limits: MoneyLimits) {
    this.clock = clock;
    this.limits = limits;
  }

  /** Whether what is known is so old, in milliseconds, or there is nothing. */
  isOlderThan(ageMs: number): boolean {
    return this.latest === null || this.clock.monotonicMs() - this.latest.atMs >= ageMs;
  }

  /** Asks, unless an answer is awaited already. `question` never rejects. */
  ask(question: () => Promise<Read<T>>): void {
    this.asking ??= question().then((read) => {
      this.asking = null;
      if (read.ok) this.latest = { value: read.value, atMs: this.clock.monotonicMs() };
      this.words = read.ok ? null : read.words;
    });
  }

  /** The question that has no answer yet; null while there is none. */
  underWay(): Promise<void> | null {
    return this.asking;
  }

  /** What is known when the question is over, for which a reading of a kill does not wait long. */
  async told(isKill: boolean): Promise<Read<T>> {
    const { moneyKeptMs, moneyWaitMs } = this.limits;
    if (this.asking) await (isKill ? within(this.asking, moneyWaitMs) : this.asking);
    const { latest, words } = this;
    const isOfNow = this.asking === null && words === null;
    if (latest && (isOfNow || !this.isOlderThan(moneyKeptMs))) return { ok: true, value: latest.value };
    return { ok: false, words: words ?? 'no answer yet' };
  }
}
