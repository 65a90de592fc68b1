import type { z } from 'zod';
import type { Clock } from '../../clock.ts';
import type { ClockAnswer } from './wire.ts';

/**
 * The hours of the stock market by the venue's own clock: one answer tells of now and of the next change, so it is good
 * until then. Crypto is traded at all hours.
 */
export class Market {
  private readonly clock: Pick<Clock, 'monotonicMs'>;
  private known: { isOpen: boolean; changesAtMs: number; opensAt: string } | null = null;

  constructor(clock: Pick<Clock, 'monotonicMs'>) {
    this.clock = clock;
  }

  learn({ timestamp, is_open, next_open, next_close }: z.infer<typeof ClockAnswer>): void {
    const changesInMs = Date.parse(is_open ? next_close : next_open) - Date.parse(timestamp);
    this.known = { isOpen: is_open, changesAtMs: this.clock.monotonicMs() + changesInMs, opensAt: next_open };
  }

  /** When a closed market opens, as the venue writes it; null while it is open, or not known to be closed. */
  closedUntil(): string | null {
    if (!this.known || this.known.isOpen || this.clock.monotonicMs() >= this.known.changesAtMs) return null;
    return this.known.opensAt;
  }
}
