import type { DatabaseSync } from 'node:sqlite';
import type { Columns, Head } from './chain.ts';
import type { AnswerOf, Request, Walked } from './protocol.ts';
import { breakAt, checkpointBreak, columns, type HashedColumns, lastRow, notedHead, takeRows } from './rows.ts';

type RequestFor<Op extends Request['op']> = Extract<Request, { op: Op }>;

/** Newest first, below `before`; fewer than `limit` where they weigh more than `bytes`, and `next` goes on. */
export function readPage(db: DatabaseSync, request: RequestFor<'page'>, bytes: number): AnswerOf['page'] {
  const { kind, before, limit, search } = request;
  const candidates = `FROM journal WHERE seq < ? ${kind === null ? '' : 'AND kind = ?'} ORDER BY seq DESC LIMIT ?`;
  const bounds = kind === null ? [before] : [before, kind];
  if (search !== null) return searchPage(db, { candidates, bounds, limit, bytes, search });
  const statement = db.prepare(`SELECT ${columns} ${candidates}`);
  const { rows, cut } = takeRows<Columns>(statement.iterate(...bounds, limit), bytes);
  const more = cut || rows.length === limit;
  return { rows, next: more ? below(rows.at(-1)?.seq) : null, scanned: rows.length };
}

interface Search {
  candidates: string;
  bounds: (string | number)[];
  limit: number;
  bytes: number;
  search: { text: string; rows: number };
}

/** Looks at no more than `search.rows` rows, whether they match or not, and says where to go on. */
function searchPage(db: DatabaseSync, { candidates, bounds, limit, bytes, search }: Search): AnswerOf['page'] {
  const like = ['kind', 'source', 'kill_id', 'reason', 'data'].map((column) => `${column} LIKE ? ESCAPE '\\'`);
  const pattern = `%${search.text.replace(/[\\%_]/g, '\\$&')}%`;
  const matches = db
    .prepare(
      `SELECT ${columns} FROM (SELECT ${columns} ${candidates}) WHERE ${like.join(' OR ')} ORDER BY seq DESC LIMIT ?`,
    )
    .iterate(...bounds, search.rows, ...like.map(() => pattern), limit);
  const { rows, cut } = takeRows<Columns>(matches, bytes);
  if (cut || rows.length === limit) return { rows, next: below(rows.at(-1)?.seq), scanned: search.rows };
  const span = db.prepare(`SELECT min(seq) AS bottom, count(*) AS scanned FROM (SELECT seq ${candidates})`);
  const { bottom, scanned } = span.get(...bounds, search.rows) as { bottom: number | null; scanned: number };
  return { rows, next: scanned === search.rows ? below(bottom) : null, scanned };
}

/** Where the next page begins, or null below the first row. */
function below(seq: number | null | undefined): number | null {
  return seq === null || seq === undefined || seq <= 1 ? null : seq;
}

/** Hops through the index from one kind to the next: a plain DISTINCT would read an entry for every row. */
export function readKinds(db: DatabaseSync, limit: number): string[] {
  const statement = db.prepare(`WITH RECURSIVE found(kind) AS (
    SELECT min(kind) FROM journal
    UNION ALL
    SELECT (SELECT min(kind) FROM journal WHERE kind > found.kind) FROM found WHERE found.kind IS NOT NULL
  ) SELECT kind FROM found WHERE kind IS NOT NULL LIMIT ?`);
  return statement.all(limit).map(({ kind }) => String(kind));
}

/** Rows of one kill between two others, from the end that was asked for; none when there are no more. */
export function readKill(db: DatabaseSync, request: RequestFor<'kill'>, bytes: number): Columns[] {
  const { killId, after, before, newestFirst, limit } = request;
  const statement = db.prepare(
    `SELECT ${columns} FROM journal WHERE kill_id = ? AND seq > ? AND seq < ? ORDER BY seq ${newestFirst ? 'DESC' : 'ASC'} LIMIT ?`,
  );
  return takeRows<Columns>(statement.iterate(killId, after, before, limit), bytes).rows;
}

/** Follows the chain for up to `limit` rows after `after`, which is taken to hold. At the end it must have come to `head`. */
export function walk(db: DatabaseSync, { after, limit }: RequestFor<'walk'>, head: Head, bytes: number): Walked {
  const stray = db.prepare('SELECT 1 FROM journal WHERE seq < 1 LIMIT 1');
  if (after.seq === 0 && stray.get()) return ended(after, { seq: 1, why: 'a row stands before the first' });
  const statement = db.prepare(`SELECT ${columns}, hash FROM journal WHERE seq > ? ORDER BY seq LIMIT ?`);
  let end = after;
  let weight = 0;
  for (const row of statement.iterate(after.seq, limit) as Iterable<unknown> as Iterable<HashedColumns>) {
    const broken = breakAt(end, row, row.hash);
    if (broken) return ended(end, broken);
    end = { seq: row.seq, hash: row.hash };
    weight += row.data.length;
    if (weight > bytes) return { end, done: false, broken: null };
  }
  // The end is judged in the same breath as the last row is read: between two requests there may always be one row more.
  if (end.seq - after.seq === limit) return { end, done: false, broken: null };
  const last = lastRow(db);
  return ended(end, endsAt(last, head) ?? brokenBeside(db, last));
}

/** What is wrong beside rows that hold: the next start would set the file aside for it. */
function brokenBeside(db: DatabaseSync, last: Head): Walked['broken'] {
  const noted = notedHead(db);
  if (noted?.seq === last.seq && noted.hash === last.hash) return checkpointBreak(db);
  return { seq: Math.max(1, last.seq), why: 'the note of the last row is missing or was changed' };
}

/** What is wrong with a chain that holds in itself and ends at `last`, where `head` was written last. */
function endsAt(last: Head, head: Head): Walked['broken'] {
  if (last.seq < head.seq)
    return { seq: last.seq + 1, why: `rows ${last.seq + 1} to ${head.seq} were cut off the end` };
  if (last.seq > head.seq) return { seq: head.seq + 1, why: `row ${head.seq + 1} was put there by another program` };
  if (last.hash !== head.hash) return { seq: last.seq, why: `row ${last.seq} is not what was recorded` };
  return null;
}

/** Only what stands before the first row that does not hold is said to. */
function ended(end: Head, broken: Walked['broken']): Walked {
  const holds = broken === null ? end : { ...end, seq: Math.min(end.seq, broken.seq - 1) };
  return { end: holds, done: true, broken };
}
