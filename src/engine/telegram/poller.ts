import { setTimeout as pause } from 'node:timers/promises';
import { assertNever } from '../../shared/assert-never.ts';
import type { Clock } from '../clock.ts';
import { within } from '../within.ts';
import type { BotApi } from './bot-api.ts';
import { telegramLimits } from './limits.ts';
import type { Trouble } from './trouble.ts';
import { offsetAfter, type Update, updatesIn } from './updates.ts';

export interface PollerOptions {
  api: Pick<BotApi, 'updates'>;
  clock: Clock;
  /** From 0 to 1. */
  random: () => number;
  /** `fromBefore`: they had come in before this start. Must not wait for anything. */
  onUpdates: (updates: readonly Update[], fromBefore: boolean) => void;
  /** All that had come in before this start has been given. */
  onListening: () => void;
  onChange: () => void;
  reportBug: (error: unknown) => void;
}

/**
 * Asks Telegram for what people have written, for as long as it runs. It is the only one who waits for Telegram: no answer, a slow
 * one, a wrong one cost the commands, and nothing else.
 */
export class Poller {
  private readonly options: PollerOptions;
  private readonly stopping = new AbortController();
  private offset = 0;
  private batchesBefore = 0;
  private isListening = false;
  private failures = 0;
  private lastGoodMs: number;
  private failing: Trouble | null = null;
  private done: Promise<void> = Promise.resolve();

  constructor(options: PollerOptions) {
    this.options = options;
    this.lastGoodMs = options.clock.monotonicMs();
  }

  start(): void {
    this.done = this.run();
  }

  /** Why people are not heard, once that is worth telling; null while they are. */
  trouble(): Trouble | null {
    if (this.failing === null) return null;
    const needsPerson = this.failing.kind === 'bad_token' || this.failing.kind === 'other_poller';
    const silentMs = this.options.clock.monotonicMs() - this.lastGoodMs;
    return needsPerson || silentMs > telegramLimits.deafAfterMs ? this.failing : null;
  }

  /** Ends it, and tells Telegram what has been dealt with, so that the next start doesn't take it for unanswered. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await within(this.done, telegramLimits.stopMs);
    if (this.offset > 0 && this.failing === null) {
      const { api, reportBug } = this.options;
      await api.updates(this.offset, 0, AbortSignal.timeout(telegramLimits.stopMs)).catch(reportBug);
    }
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      const waitMs = await this.once(signal).catch((error: unknown) => this.broken(error));
      if (waitMs > 0) await pause(waitMs, undefined, { signal }).catch(() => undefined);
    }
  }

  /** One question; answers how long to wait before the next. */
  private async once(signal: AbortSignal): Promise<number> {
    const { api, clock } = this.options;
    const askedMs = clock.monotonicMs();
    const holdMs = this.isListening ? telegramLimits.pollMs : 0;
    const told = await api.updates(this.offset, holdMs, signal);
    if (signal.aborted) return 0;
    if (!told.ok) return this.failed(told.trouble);
    this.lastGoodMs = clock.monotonicMs();
    this.failures = 0;
    this.fail(null);
    const updates = updatesIn(told.value);
    const next = offsetAfter(this.offset, updates);
    const isNews = next > this.offset;
    this.offset = next;
    this.give(updates);
    const isEarly = clock.monotonicMs() - askedMs < telegramLimits.pollMs / 2;
    return isEarly && !isNews && holdMs > 0 ? telegramLimits.emptyPauseMs : telegramLimits.pollGapMs;
  }

  private give(updates: readonly Update[]): void {
    const { onUpdates, onListening, reportBug } = this.options;
    try {
      onUpdates(updates, !this.isListening);
      if (this.isListening) return;
      this.batchesBefore += 1;
      const isAll = updates.length < telegramLimits.batch || this.batchesBefore >= telegramLimits.backlogBatches;
      if (!isAll) return;
      this.isListening = true;
      onListening();
    } catch (error) {
      reportBug(error);
    }
  }

  /** A fault of ours ends no listening: it counts as a failure, so that the people who are not heard are told. */
  private broken(error: unknown): number {
    this.options.reportBug(error);
    return this.failed({ kind: 'passing', words: 'a fault of Scram itself' });
  }

  private failed(trouble: Trouble): number {
    this.failures += 1;
    this.fail(trouble);
    return retryInMs(trouble, this.failures, this.options.random());
  }

  private fail(trouble: Trouble | null): void {
    if (trouble === null && this.failing === null) return;
    this.failing = trouble;
    try {
      this.options.onChange();
    } catch (error) {
      this.options.reportBug(error);
    }
  }
}

/** How long to wait after the n-th failure in a row. `chance`: from 0 to 1. */
export function retryInMs({ kind, retryAfterMs }: Trouble, failures: number, chance: number): number {
  switch (kind) {
    case 'bad_token':
    case 'other_poller':
      return telegramLimits.wrongAgainMs;
    case 'too_many':
      return Math.min(telegramLimits.retryAfterMaxMs, retryAfterMs ?? telegramLimits.retryMinMs);
    case 'refused':
    case 'passing': {
      const doubled = telegramLimits.retryMinMs * 2 ** Math.min(failures - 1, 16);
      return Math.min(telegramLimits.retryMaxMs, doubled) * (1 - chance / 2);
    }
    default:
      return assertNever(kind);
  }
}
