import type { Client } from '../client/client.ts';
import type { Called } from '../client/failure.ts';
import type { JournalRow } from '../shared/api/journal.ts';
import { limits } from '../shared/limits.ts';

export interface RowFilter {
  kind?: string;
  q?: string;
}

/**
 * Matching rows above `afterSeq`, oldest first, the latest `maxRows` of them: as many pages as that takes. The journal answers
 * newest first, so a page that reaches down to `afterSeq` is the last.
 */
export async function readRows(
  client: Pick<Client, 'journal'>,
  filter: RowFilter,
  afterSeq: number,
  maxRows: number,
): Promise<Called<JournalRow[]>> {
  const newestFirst: JournalRow[] = [];
  let before: number | undefined;
  while (newestFirst.length < maxRows) {
    const limit = Math.min(limits.journalPageRows, maxRows - newestFirst.length);
    const page = await client.journal({ query: { ...filter, limit, ...(before === undefined ? {} : { before }) } });
    if (!page.ok) return page;
    const { rows, next } = page.value;
    newestFirst.push(...rows.filter((row) => row.seq > afterSeq));
    if (next === null || rows.length === 0 || rows.some((row) => row.seq <= afterSeq)) break;
    before = next;
  }
  return { ok: true, value: newestFirst.reverse() };
}
