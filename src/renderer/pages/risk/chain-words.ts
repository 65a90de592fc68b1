import type { JournalVerdict, JournalVerification } from '../../../shared/api/journal.ts';
import { formatDuration } from '../../../shared/duration.ts';
import { grouped } from '../../view/numbers.ts';

const number = (value: number): string => grouped(String(value));

/** What a finished walk has found; `null` where nobody ever walked. */
export function chainSentence(last: JournalVerification['last']): string {
  if (last === null) return 'The chain has not been verified yet.';
  const { verdict, tookMs } = last;
  if (verdict.ok) return `All ${number(verdict.rows)} rows held when last verified, in ${formatDuration(tookMs)}.`;
  return brokenSentence(verdict);
}

export function brokenSentence({ firstBroken, rows, why }: JournalVerdict): string {
  if (firstBroken === undefined) return `The chain could not be verified: ${why ?? 'no reason was given'}.`;
  const before = rows === 0 ? 'No row before it is left.' : `Rows 1 to ${number(rows)} hold.`;
  return `Row ${number(firstBroken)} does not hold${why === undefined ? '' : `: ${why}`}. ${before}`;
}

/** How far a walk is. */
export function walkSentence({ row, rows }: NonNullable<JournalVerification['running']>): string {
  return `Row ${number(row)} of ${number(Math.max(row, rows))} holds so far.`;
}
