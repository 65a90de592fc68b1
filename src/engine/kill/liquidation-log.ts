import type { Liquidation, LiquidationSummary } from '../../shared/api/journal.ts';
import { limits } from '../../shared/limits.ts';
import { ok, type Result, refuse } from '../../shared/result.ts';
import type { Journal } from '../journal/journal.ts';
import { liquidationOf, summarise } from './liquidation.ts';

/** Every kill, the latest first, a line each. */
export async function listLiquidations(journal: Journal): Promise<Result<{ liquidations: LiquidationSummary[] }>> {
  const fired = await journal.latest(['KILL_FIRED'], limits.liquidationsListed);
  if (!fired.ok) return fired;
  const ids = [...new Set(fired.value.flatMap(({ killId }) => killId ?? []))];
  const kills = await Promise.all(ids.map((killId) => journal.rowsOfKill(killId)));
  return ok({ liquidations: kills.flatMap((rows) => (rows.ok ? (summarise(rows.value) ?? []) : [])) });
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
