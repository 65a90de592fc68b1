import type { JournalRow } from '../../shared/api/journal.ts';
import { localTimeMs } from './time.ts';

/** One row on one line: sequence, local time, kind, source, and what it says. */
export function journalLine(row: JournalRow): string {
  const parts = [String(row.seq).padStart(6), localTimeMs(row.at), row.kind, row.source];
  if (row.killId !== null) parts.push(row.killId);
  if (row.reason) parts.push(`"${row.reason}"`);
  if (Object.keys(row.data).length > 0) parts.push(JSON.stringify(row.data));
  return parts.join('  ');
}
