import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { type Columns, checkpointSeal, genesis, type Head, rowHash } from './chain.ts';
import { BrokenFile } from './faults.ts';

export const columns = 'seq, at, kind, source, kill_id, reason, data';
export type HashedColumns = Columns & { hash: string };

/** The last row, which must be the one that `head` names: otherwise rows were cut off or put on behind our back. */
export function readHead(db: DatabaseSync): Head {
  const last = lastRow(db);
  const noted = notedHead(db);
  if (noted === undefined) throw new BrokenFile('the note of the last row is missing from journal.db');
  if (last.seq < noted.seq)
    throw new BrokenFile(`rows ${last.seq + 1} to ${noted.seq} were cut off the end of journal.db`);
  if (last.seq > noted.seq) throw new BrokenFile(`row ${noted.seq + 1} of journal.db was put there by another program`);
  if (last.hash !== noted.hash) throw new BrokenFile(`row ${last.seq} of journal.db was changed`);
  return last;
}

/** What the file itself says of its last row. */
export function notedHead(db: DatabaseSync): Head | undefined {
  return db.prepare('SELECT seq, hash FROM head WHERE id = 1').get() as unknown as Head | undefined;
}

/** The end of the chain; `genesis` in an empty journal. */
export function lastRow(db: DatabaseSync): Head {
  const row = db.prepare('SELECT seq, hash FROM journal ORDER BY seq DESC LIMIT 1').get();
  return (row as unknown as Head | undefined) ?? genesis;
}

/** The stored state and the row that it stands for. One that was changed, or whose row is gone, makes the file untrustworthy. */
export function readCheckpoint(db: DatabaseSync): { row: Head; state: string | null } {
  const found = storedCheckpoint(db);
  if (found === undefined) return { row: genesis, state: null };
  const broken = checkpointBreak(db);
  if (broken) throw new BrokenFile(broken.why);
  return { row: rowAt(db, found.seq) ?? genesis, state: found.state };
}

/** Why the checkpoint can't be trusted, and the row that it names; null when it can, or when there is none. */
export function checkpointBreak(db: DatabaseSync): { seq: number; why: string } | null {
  const found = storedCheckpoint(db);
  if (found === undefined) return null;
  const { seq, state, seal } = found;
  const row = rowAt(db, seq);
  if (row === null) return { seq, why: `row ${seq} of journal.db, which the checkpoint names, is missing` };
  if (checkpointSeal(row, state) === seal) return null;
  return { seq, why: `the checkpoint of journal.db, or row ${seq}, was changed` };
}

interface Checkpoint {
  seq: number;
  state: string;
  seal: string;
}

function storedCheckpoint(db: DatabaseSync): Checkpoint | undefined {
  return db.prepare('SELECT seq, state, seal FROM checkpoint WHERE id = 1').get() as unknown as Checkpoint | undefined;
}

/** A row's place and hash; null when there is no such row. */
export function rowAt(db: DatabaseSync, seq: number): Head | null {
  if (seq === 0) return genesis;
  const row = db.prepare('SELECT seq, hash FROM journal WHERE seq = ?').get(seq);
  return (row as unknown as Head | undefined) ?? null;
}

/** The rows of a statement until they weigh more than `bytes`, at least one. `cut` when there may be more. */
export function takeRows<Row extends Columns>(rows: Iterable<unknown>, bytes: number): { rows: Row[]; cut: boolean } {
  const taken: Row[] = [];
  let weight = 0;
  for (const row of rows as Iterable<Row>) {
    taken.push(row);
    weight += row.data.length;
    if (weight > bytes) return { rows: taken, cut: true };
  }
  return { rows: taken, cut: false };
}

/** Rows after `head`, up to `limit` and `bytes`, each proved to follow from the one before it, and the last of them. */
export function rowsAfter(db: DatabaseSync, head: Head, limit: number, bytes: number): { rows: Columns[]; end: Head } {
  const statement = db.prepare(`SELECT ${columns}, hash FROM journal WHERE seq > ? ORDER BY seq LIMIT ?`);
  let end = head;
  const rows = takeRows<HashedColumns>(statement.iterate(head.seq, limit), bytes).rows.map(({ hash, ...row }) => {
    const broken = breakAt(end, row, hash);
    if (broken) throw new BrokenFile(`the chain of journal.db is broken: ${broken.why}`);
    end = { seq: row.seq, hash };
    return row;
  });
  return { rows, end };
}

/** Why `row` does not follow from the row before it, and the number to name; null when it does. */
export function breakAt(previous: Head, row: Columns, hash: string): { seq: number; why: string } | null {
  const expected = previous.seq + 1;
  if (row.seq !== expected) return { seq: expected, why: `row ${expected} is missing` };
  if (rowHash(previous.hash, row) !== hash) return { seq: expected, why: `row ${expected} is not what was recorded` };
  return null;
}

/** Adds one row to the end of the chain and answers the new end. The note in `head` is the caller's, once a transaction. */
export function insertRow(db: DatabaseSync, previous: Head, row: Columns, statement = prepareInsert(db)): Head {
  const hash = rowHash(previous.hash, row);
  const { seq, at, kind, source, kill_id, reason, data } = row;
  statement.run(seq, at, kind, source, kill_id, reason, data, hash);
  return { seq, hash };
}

export function prepareInsert(db: DatabaseSync): StatementSync {
  return db.prepare(`INSERT INTO journal (${columns}, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`);
}
