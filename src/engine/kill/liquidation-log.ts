import type { JournalRow, Liquidation, LiquidationSummary } from '../../shared/api/journal.ts';
import { limits } from '../../shared/limits.ts';
import { ok, type Result, refuse } from '../../shared/result.ts';
import type { Journal } from '../journal/journal.ts';
import { liquidationOf, summarise } from './liquidation.ts';

/** The rows that a kill's line is made of, beside its firing. */
const endings = ['KILL_SETTLED', 'FLAT_CHANGED', 'RESET'] as const;

/** Every kill, the latest first, a line each, up to `liquidationsListed`. Of a kill's thousands of rows only those are read that its line is made of. */
export async function listLiquidations(journal: Journal): Promise<Result<{ liquidations: LiquidationSummary[] }>> {
  const fired = await journal.latest(['KILL_FIRED'], limits.liquidationsListed);
  if (!fired.ok) return fired;
  const rows = [...fired.value];
  const firstSeq = rows.at(-1)?.seq ?? Number.MAX_SAFE_INTEGER;
  for (const kind of endings) {
    const later = await rowsSince(journal, kind, firstSeq);
    if (!later.ok) return later;
    rows.push(...later.value);
  }
  const ofKill = Map.groupBy(
    rows.toSorted((a, b) => a.seq - b.seq),
    ({ killId }) => killId,
  );
  const ids = new Set(fired.value.map(({ killId }) => killId));
  return ok({ liquidations: [...ids].flatMap((killId) => summarise(ofKill.get(killId) ?? []) ?? []) });
}

/** All rows of one kind that are no older than `firstSeq`, newest first. */
async function rowsSince(journal: Journal, kind: string, firstSeq: number): Promise<Result<JournalRow[]>> {
  const rows: JournalRow[] = [];
  for (let before: number | undefined; ; ) {
    const page = await journal.page({
      kind,
      limit: limits.journalPageRows,
      ...(before === undefined ? {} : { before }),
    });
    if (!page.ok) return page;
    rows.push(...page.value.rows.filter(({ seq }) => seq >= firstSeq));
    const { next } = page.value;
    if (next === null || next <= firstSeq) return ok(rows);
    before = next;
  }
}

/** One kill, whole; `not_found` for one that the journal does not know. */
export async function findLiquidation(journal: Journal, killId: string): Promise<Result<Liquidation>> {
  const rows = await journal.rowsOfKill(killId);
  if (!rows.ok) return rows;
  const found = liquidationOf(rows.value);
  if (found) return ok(found);
  const message = `There is no kill "${killId}" in the journal.`;
  return refuse({ code: 'not_found', message, hint: '"scram liquidations" lists them.', field: 'killId' });
}
