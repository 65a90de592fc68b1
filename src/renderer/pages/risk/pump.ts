import type { CallFailure } from '../../../client/failure.ts';
import type { JournalPage } from '../../../shared/api/journal.ts';
import type { JournalQuery } from '../../../shared/api/routes.ts';
import { riskLimits } from './limits.ts';
import type { LogOptions } from './log.ts';

/** One thing to read, and what is done with it. */
export interface Errand {
  query: JournalQuery;
  take: (page: JournalPage) => void;
}

/**
 * Reads what is wanted, one page at a time: whoever drags through a million rows asks for what they come to rest at, and not for all
 * that flew by.
 */
export class Pump {
  private readonly options: LogOptions;
  private readonly next: () => Errand | null;
  private isBusy = false;
  private isStopped = false;
  private retry: (() => void) | null = null;
  failure: CallFailure | null = null;

  constructor(options: LogOptions, next: () => Errand | null) {
    this.options = options;
    this.next = next;
  }

  /** Looks whether something is wanted. */
  async turn(): Promise<void> {
    const errand = this.isBusy || this.isStopped || this.retry !== null ? null : this.next();
    if (errand === null) return;
    this.isBusy = true;
    const called = await this.options.load(errand.query);
    this.isBusy = false;
    if (this.isStopped) return;
    this.failure = called.ok ? null : called.failure;
    if (called.ok) errand.take(called.value);
    else this.waitAndRetry();
    this.options.onChange();
    await this.turn();
  }

  /** Tries again at once what has failed. */
  wake(): void {
    this.retry?.();
    this.retry = null;
    void this.turn();
  }

  stop(): void {
    this.isStopped = true;
    this.retry?.();
    this.retry = null;
  }

  private waitAndRetry(): void {
    this.retry = this.options.timers.after(riskLimits.retryMs, () => {
      this.retry = null;
      void this.turn();
    });
  }
}
