import * as z from 'zod';
import type { JournalVerdict, JournalVerification } from '../../shared/api/journal.ts';
import { ok, type Result } from '../../shared/result.ts';
import type { Source } from '../../shared/source.ts';
import type { Clock } from '../clock.ts';
import type { Journal } from './journal.ts';

export interface VerificationOptions {
  journal: Pick<Journal, 'append' | 'latest' | 'page' | 'verify'>;
  clock: Clock;
}

/** What a row of an earlier verification says. */
const Verified = z.object({
  ok: z.boolean(),
  rows: z.number().int(),
  firstBroken: z.number().int().optional(),
  tookMs: z.number(),
});

/**
 * The walk along the whole chain. It takes seconds where there are a million rows, so there is one at a time, it says how far it
 * has come, and what it found is a row of the journal: a chain that nobody has looked at since January proves January.
 */
export class Verification {
  private readonly options: VerificationOptions;
  private walk: Promise<JournalVerdict> | null = null;
  private running: JournalVerification['running'] = null;

  constructor(options: VerificationOptions) {
    this.options = options;
  }

  /** Walks the chain, or joins the walk that is at work. */
  run(by: { source: Source }): Promise<JournalVerdict> {
    this.walk ??= this.begin(by.source).finally(() => {
      this.walk = null;
      this.running = null;
    });
    return this.walk;
  }

  async state(): Promise<Result<JournalVerification>> {
    const found = await this.options.journal.latest(['JOURNAL_VERIFIED'], 1);
    if (!found.ok) return found;
    const row = found.value[0];
    const verified = Verified.safeParse(row?.data);
    if (row === undefined || !verified.success) return ok({ running: this.running, last: null });
    const { tookMs, ...verdict } = verified.data;
    const why = row.reason === null ? {} : { why: row.reason };
    return ok({ running: this.running, last: { at: row.at, tookMs, verdict: { ...verdict, ...why } } });
  }

  private async begin(source: Source): Promise<JournalVerdict> {
    const { journal, clock } = this.options;
    const beganMs = clock.monotonicMs();
    const newest = await journal.page({ limit: 1 });
    const rows = newest.ok ? (newest.value.rows[0]?.seq ?? 0) : 0;
    this.running = { row: 0, rows };
    const verdict = await journal.verify((row) => {
      this.running = { row, rows: Math.max(rows, row) };
    });
    const { ok: holds, firstBroken, why } = verdict;
    // A journal that can't be read is no finding on its chain.
    if (!holds && firstBroken === undefined) return verdict;
    const tookMs = Math.round(clock.monotonicMs() - beganMs);
    const broken = firstBroken === undefined ? {} : { firstBroken };
    const reason = why === undefined ? {} : { reason: why };
    const data = { ok: holds, rows: verdict.rows, ...broken, tookMs };
    void journal.append({ kind: 'JOURNAL_VERIFIED', source, ...reason, data });
    return verdict;
  }
}
