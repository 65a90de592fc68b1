import type { JournalPage, JournalRow, JournalVerdict } from '../../shared/api/journal.ts';
import type { JournalQuery } from '../../shared/api/routes.ts';
import { limits as apiLimits } from '../../shared/limits.ts';
import { ok, type Result } from '../../shared/result.ts';
import type { Columns } from './chain.ts';
import { genesis } from './chain.ts';
import { rowOf } from './item.ts';
import type { JournalLimits } from './limits.ts';
import type { AlertRow, AnswerOf } from './protocol.ts';
import type { ReadRequest } from './reads.ts';

/** One request to the worker. Long readings are made of many, so that rows can be written in between. */
export type Read = <R extends ReadRequest>(request: R) => Promise<Result<AnswerOf[R['op']]>>;

/**
 * One page, newest first. A search looks at `searchPageRows` rows at most: where few match, a page has fewer rows than asked for,
 * or none, and its `next` goes on from there.
 */
export async function collectPage(
  read: Read,
  limits: JournalLimits,
  { limit: wanted = apiLimits.journalPageDefaultRows, ...query }: JournalQuery,
): Promise<Result<JournalPage>> {
  const search = query.q ? { text: query.q, rows: limits.searchSliceRows } : null;
  const rows: Columns[] = [];
  let before = query.before ?? Number.MAX_SAFE_INTEGER;
  let scanned = 0;
  while (true) {
    const limit = Math.min(limits.readSliceRows, wanted - rows.length);
    const slice = await read({ op: 'page', kind: query.kind ?? null, before, limit, search });
    if (!slice.ok) return slice;
    const { next } = slice.value;
    rows.push(...slice.value.rows);
    scanned += slice.value.scanned;
    if (next === null || rows.length >= wanted || (search && scanned >= limits.searchPageRows)) {
      return ok({ rows: rows.map(rowOf), next });
    }
    before = next;
  }
}

/** Every row of one kill, oldest first; of one with more than `killRows`, as many from its beginning and from its end. */
export async function collectKill(read: Read, limits: JournalLimits, killId: string): Promise<Result<JournalRow[]>> {
  const half = Math.floor(limits.killRows / 2);
  const first = await killRows(read, limits, { killId, after: 0, newestFirst: false }, half);
  const after = first.ok ? (first.value.at(-1)?.seq ?? 0) : 0;
  if (!first.ok || first.value.length < half) return first;
  const latest = await killRows(read, limits, { killId, after, newestFirst: true }, limits.killRows - half);
  return latest.ok ? ok([...first.value, ...latest.value.reverse()]) : latest;
}

interface KillRows {
  killId: string;
  after: number;
  newestFirst: boolean;
}

async function killRows(
  read: Read,
  limits: JournalLimits,
  { killId, newestFirst, ...from }: KillRows,
  atMost: number,
): Promise<Result<JournalRow[]>> {
  const rows: JournalRow[] = [];
  let { after } = from;
  let before = Number.MAX_SAFE_INTEGER;
  while (rows.length < atMost) {
    const limit = Math.min(limits.readSliceRows, atMost - rows.length);
    const slice = await read({ op: 'kill', killId, after, before, newestFirst, limit });
    if (!slice.ok) return slice;
    const last = slice.value.at(-1);
    if (last === undefined) break;
    if (newestFirst) before = last.seq;
    else after = last.seq;
    for (const row of slice.value) rows.push(rowOf(row));
  }
  return ok(rows);
}

/** The latest rows of these kinds, newest first: a look-up in the index for each kind, because together they would be a sort. */
export async function collectLatest(
  read: Read,
  limits: JournalLimits,
  kinds: readonly string[],
  limit: number,
): Promise<Result<JournalRow[]>> {
  const wanted = Math.min(limit, limits.latestRows);
  const rows: JournalRow[] = [];
  for (const kind of new Set(kinds)) {
    const page = await collectPage(read, limits, { kind, limit: wanted });
    if (!page.ok) return page;
    rows.push(...page.value.rows);
  }
  return ok(rows.sort((a, b) => b.seq - a.seq).slice(0, wanted));
}

/** The alerts' outbox, whole: its limits keep it small. */
export async function collectAlerts(read: Read, limits: JournalLimits): Promise<Result<AlertRow[]>> {
  const rows: AlertRow[] = [];
  for (let after: number | null = 0; after !== null; ) {
    const slice: Result<AnswerOf['kept-alerts']> = await read({
      op: 'kept-alerts',
      after,
      limit: limits.readSliceRows,
    });
    if (!slice.ok) return slice;
    for (const row of slice.value.rows) rows.push(row);
    after = slice.value.next;
  }
  return ok(rows);
}

/** Follows the chain from the first row to the last, and tells `onRow` how far it has come. */
export async function walkChain(
  read: Read,
  limits: JournalLimits,
  onRow: (seq: number) => void,
): Promise<JournalVerdict> {
  let after = genesis;
  while (true) {
    const slice = await read({ op: 'walk', after, limit: limits.verifySliceRows });
    if (!slice.ok) return { ok: false, rows: after.seq, why: slice.failure.message };
    const { end, done, broken } = slice.value;
    if (broken) return { ok: false, rows: end.seq, firstBroken: broken.seq, why: broken.why };
    if (done) return { ok: true, rows: end.seq };
    after = end;
    onRow(end.seq);
  }
}
