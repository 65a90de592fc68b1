import { chmodSync, existsSync, statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { BrokenFile } from './faults.ts';
import { judgeSchema, type SchemaObject } from './schema.ts';

const ownerOnly = 0o600;

/**
 * Opens a journal for writing and proves that it can be: right tables, triggers in place, the lock to be had, room on
 * the disk. Throws SQLite's
 * error or `BrokenFile`.
 */
export function connectForWriting(path: string, busyTimeoutMs: number): DatabaseSync {
  if (statSync(path).size === 0) throw new BrokenFile('journal.db is empty');
  return connected(path, { timeout: busyTimeoutMs }, (db) => {
    // First of all, because a file that is not ours must not be changed by looking at it.
    repairsOf(db);
    // FULL: a commit is on the disk before it is answered. The fullfsync pair matters on macOS alone, where a plain fsync stops
    // at the drive's cache. A few pages of cache are enough for rows that are written once.
    db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA fullfsync = ON; PRAGMA checkpoint_fullfsync = ON;
      PRAGMA recursive_triggers = ON; PRAGMA trusted_schema = OFF; PRAGMA cache_size = -1024;
      PRAGMA journal_size_limit = 16777216`);
    db.exec('BEGIN IMMEDIATE');
    for (const statement of repairsOf(db)) db.exec(statement);
    // Changes nothing and writes all the same: on a disk that is full or read-only the lock alone would be had.
    db.exec('UPDATE head SET seq = seq; COMMIT');
    if ((statSync(path).mode & 0o777) !== ownerOnly) chmodSync(path, ownerOnly);
  });
}

/** Opens a journal that can't be written, so that a start still learns what it says: a latch above all. */
export function connectForReading(path: string, busyTimeoutMs: number): DatabaseSync {
  const options = { readOnly: true, timeout: busyTimeoutMs };
  const check = (db: DatabaseSync) => void repairsOf(db);
  try {
    return connected(path, options, check);
  } catch (error) {
    // In a folder where nothing can be made SQLite wants to be told that nobody writes; without a log that is the whole truth.
    if (error instanceof BrokenFile || existsSync(`${path}-wal`)) throw error;
    const url = pathToFileURL(path);
    url.searchParams.set('immutable', '1');
    return connected(url, options, check);
  }
}

function connected(
  location: string | URL,
  options: { readOnly?: boolean; timeout: number },
  prepare: (db: DatabaseSync) => void,
): DatabaseSync {
  const db = new DatabaseSync(location, options);
  try {
    prepare(db);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** All that `work` writes, or nothing. */
export function transaction<T>(db: DatabaseSync, work: () => T): T {
  db.exec('BEGIN IMMEDIATE');
  try {
    const value = work();
    db.exec('COMMIT');
    return value;
  } catch (error) {
    // SQLite has ended the transaction itself after some errors; what matters is the first one.
    if (db.isTransaction) db.exec('ROLLBACK');
    throw error;
  }
}

function repairsOf(db: DatabaseSync): string[] {
  const { user_version: version } = db.prepare('PRAGMA user_version').get() as { user_version: number };
  const objects = db.prepare('SELECT name, sql FROM sqlite_schema').all() as unknown as SchemaObject[];
  const verdict = judgeSchema(version, objects);
  if (!verdict.ok) throw new BrokenFile(`journal.db can't be used: ${verdict.why}`);
  return verdict.repairs;
}
