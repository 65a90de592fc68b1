import * as z from 'zod';
import type { Clock } from '../clock.ts';
import type { JournalEvent } from '../journal/events.ts';
import type { KeptJson } from '../kept-json.ts';
import type { BrokerFacts } from './facts.ts';
import { followPeak, Peak, type Portfolio, peakAt, portfolioOf } from './peak.ts';

/** `rebaseOwed`: why the next full reading is where the peak begins anew; null when it goes on. */
export const KeptPeak = z.object({ peak: Peak.nullable(), rebaseOwed: z.string().nullable() });
export type KeptPeak = z.infer<typeof KeptPeak>;

export interface PeakKeeperOptions {
  /** What the last life kept; null at the first start. */
  remembered: KeptPeak | null;
  file: Pick<KeptJson<KeptPeak>, 'write'>;
  /** A peak that moves is written at most so often; one that begins anew, or that money was paid in or out of, at once. */
  keepMs: number;
  clock: Clock;
  record: (event: JournalEvent) => void;
}

/** The peak of the equity over all restarts. Looks only at moments when every broker has a fresh reading. */
export class PeakKeeper {
  private readonly options: PeakKeeperOptions;
  private peak: Peak | null;
  private rebaseOwed: string | null;
  private keptMs = Number.NEGATIVE_INFINITY;
  private kept = '';

  constructor(options: PeakKeeperOptions) {
    this.options = options;
    this.peak = options.remembered?.peak ?? null;
    this.rebaseOwed = options.remembered?.rebaseOwed ?? null;
  }

  current(): Peak | null {
    return this.peak;
  }

  /** Brings the peak up to date with a reading. */
  look(brokers: readonly BrokerFacts[]): void {
    const sum = portfolioOf(brokers);
    if (!sum.ok) return;
    const { portfolio } = sum;
    const { peak, rebaseOwed } = this;
    if (peak === null) this.begin(portfolio, 'first reading of all brokers');
    else if (rebaseOwed !== null) this.begin(portfolio, rebaseOwed);
    else if (peak.currency !== portfolio.currency) this.begin(portfolio, 'the accounts are in another currency');
    else {
      this.peak = followPeak(peak, portfolio);
      this.keep(transfersIn(peak) !== transfersIn(this.peak));
    }
  }

  /** The peak begins anew at what there is now, or, when not every broker can be read, at the next moment when it can. */
  rebase(brokers: readonly BrokerFacts[], reason: string): void {
    this.rebaseOwed = reason;
    this.look(brokers);
    if (this.rebaseOwed !== null) this.keep(true);
  }

  /** Writes what has moved since it was last written; false when the disk refuses. */
  async store(): Promise<boolean> {
    this.kept = this.text();
    return this.options.file.write(this.value());
  }

  private begin(portfolio: Portfolio, reason: string): void {
    const from = this.peak?.value ?? null;
    this.peak = peakAt(portfolio);
    this.rebaseOwed = null;
    const { equity: to, currency } = portfolio;
    this.options.record({ kind: 'PEAK_REBASED', source: 'engine', reason, data: { from, to, currency } });
    this.keep(true);
  }

  private keep(atOnce: boolean): void {
    const nowMs = this.options.clock.monotonicMs();
    if (!atOnce && nowMs - this.keptMs < this.options.keepMs) return;
    if (this.text() === this.kept) return;
    this.keptMs = nowMs;
    void this.store();
  }

  private value(): KeptPeak {
    return { peak: this.peak, rebaseOwed: this.rebaseOwed };
  }

  private text(): string {
    return JSON.stringify(this.value());
  }
}

/** Who is counted and what each has had paid in: differs when money moved, or an account came or went. */
function transfersIn({ shares }: Peak): string {
  return Object.entries(shares)
    .map(([name, { netTransfers }]) => `${name}=${netTransfers}`)
    .join('\n');
}
