import { existsSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { type Columns, checkpointSeal, type Head, rowHash } from './chain.ts';
import { connectForReading, connectForWriting, transaction } from './connection.ts';
import { BrokenFile, faultOf } from './faults.ts';
import { buildJournal, freeKeptName, identity, journalPath, putInPlace } from './files.ts';
import type { Item, Opened, OpenRequest, WorkerData } from './protocol.ts';
import { insertRow, lastRow, prepareInsert, readCheckpoint, readHead, rowAt } from './rows.ts';

/** An open journal file, inside the worker. Its methods throw what SQLite throws, or `BrokenFile`. */
export interface Store {
  db: DatabaseSync;
  opened: Opened;
  /** The last row that this run knows of, whatever the file says now. */
  head(): Head;
  /** Commits the items in order, all or none, and answers the new last row. */
  append(items: readonly Item[]): Head;
  /** Keeps `state` as what the rows up to `seq` add up to; nothing happens when there is no such row. */
  checkpoint(seq: number, state: string): void;
}

/**
 * Opens the journal; begins one where there is none; sets a broken one aside and begins another. One that can't be written is
 * opened for reading. Throws what keeps it from all of these, `BrokenFile` when it may not replace.
 */
export function openStore(request: OpenRequest, { folder, busyTimeoutMs }: WorkerData): Store {
  const path = journalPath(folder);
  const replace = (why: string) => {
    const replaced = replaceFile(folder, why, request);
    const fresh = { ...request, known: null, inFlight: [] };
    return usable(connectForWriting(path, busyTimeoutMs), path, fresh, { mode: 'writing', why: '', replaced });
  };
  if (request.condemned !== null) return replace(request.condemned);
  if (!existsSync(path)) {
    if (request.known !== null) return replace('journal.db was removed while the engine was running');
    buildJournal(folder, null);
    putInPlace(folder, freeKeptName(folder, request.at));
  }
  try {
    const db = connectForWriting(path, busyTimeoutMs);
    return usable(db, path, request, { mode: 'writing', why: '', replaced: null });
  } catch (error) {
    const { kind, why } = faultOf(error);
    if (kind === 'broken') return replace(why);
    const db = connectForReading(path, busyTimeoutMs);
    return usable(db, path, request, { mode: 'reading', why, replaced: null });
  }
}

type Way = Pick<Opened, 'mode' | 'why' | 'replaced'>;

/** Begins a new journal whose first row says why. It is built before the old one is touched: a full disk leaves all as it was. */
function replaceFile(folder: string, why: string, { at, latch }: OpenRequest): Opened['replaced'] {
  if (latch === null) throw new BrokenFile(why);
  const name = freeKeptName(folder, at);
  const kept = existsSync(journalPath(folder)) ? name : null;
  const data = `{"kept":${JSON.stringify(kept)},"latch":${latch}}`;
  const row: Columns = { seq: 1, at, kind: 'JOURNAL_REPLACED', source: 'engine', kill_id: null, reason: why, data };
  buildJournal(folder, row);
  putInPlace(folder, name);
  return { kept, why, row };
}

function usable(db: DatabaseSync, path: string, request: OpenRequest, way: Way): Store {
  try {
    const head = readHead(db);
    const inFlight = judgeInFlight(db, head, request);
    return storeOf(db, path, { ...way, head, checkpoint: readCheckpoint(db), inFlight });
  } catch (error) {
    db.close();
    throw error;
  }
}

/**
 * What became of a transaction whose answer never came: its rows stand right after the last row known, whole, or they don't.
 * Anything else after that row was written by somebody else.
 */
function judgeInFlight(db: DatabaseSync, head: Head, { known, inFlight }: OpenRequest): Opened['inFlight'] {
  if (known === null) return 'absent';
  if (rowAt(db, known.seq)?.hash !== known.hash) {
    throw new BrokenFile(`row ${known.seq} of journal.db is missing or was changed while the engine was running`);
  }
  if (head.seq === known.seq) return 'absent';
  const expected = inFlight.reduce<Head>((previous, item) => {
    const seq = previous.seq + 1;
    return { seq, hash: rowHash(previous.hash, { seq, ...item }) };
  }, known);
  if (expected.hash === head.hash) return 'committed';
  throw new BrokenFile(`row ${known.seq + 1} of journal.db was put there by another program`);
}

function storeOf(db: DatabaseSync, path: string, opened: Opened): Store {
  const insert = prepareInsert(db);
  const noteHead = db.prepare('UPDATE head SET seq = ?, hash = ? WHERE id = 1');
  const keep = db.prepare('INSERT OR REPLACE INTO checkpoint (id, seq, state, seal) VALUES (1, ?, ?, ?)');
  let head = opened.head;
  const file = identity(path);

  // A file moved or deleted under an open connection takes rows that nobody will find; its name is what must lead to it.
  const checkIdentity = () => {
    if (identity(path) !== file)
      throw new Error('journal.db or its log was moved, removed or replaced while the engine was running');
  };

  return {
    db,
    opened,
    head: () => head,
    append(items) {
      const next = transaction(db, () => {
        checkIdentity();
        if (lastRow(db).hash !== head.hash)
          throw new BrokenFile('the last rows of journal.db were changed by another program');
        const end = items.reduce<Head>(
          (previous, item) => insertRow(db, previous, { seq: previous.seq + 1, ...item }, insert),
          head,
        );
        noteHead.run(end.seq, end.hash);
        return end;
      });
      head = next;
      return next;
    },
    checkpoint(seq, state) {
      transaction(db, () => {
        const row = rowAt(db, seq);
        if (row) keep.run(seq, state, checkpointSeal(row, state));
      });
    },
  };
}
