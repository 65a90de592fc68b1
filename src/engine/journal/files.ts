import { closeSync, existsSync, fsyncSync, linkSync, openSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type Columns, genesis } from './chain.ts';
import { insertRow } from './rows.ts';
import { createStatements } from './schema.ts';

/** The journal and what SQLite keeps beside it. */
export function journalPath(folder: string): string {
  return join(folder, 'journal.db');
}

const sidecars = ['-wal', '-shm'] as const;

/** What tells one file from another that took its place; null when there is none. The log counts too: rows live in it first. */
export function identity(path: string): string | null {
  const [file, wal] = [path, `${path}-wal`].map((name) => statSync(name, { throwIfNoEntry: false }));
  return file === undefined ? null : `${file.dev}:${file.ino}:${wal?.ino}`;
}

/** A journal in the making: whole before it gets its name, so that no crash leaves a `journal.db` without its tables. */
const building = (folder: string) => join(folder, 'journal.new.db');

/** Builds an empty journal, or one with a `first` row, under another name and syncs it; `putInPlace` makes it the journal. */
export function buildJournal(folder: string, first: Columns | null): void {
  const path = building(folder);
  for (const name of [path, `${path}-journal`, ...sidecars.map((end) => path + end)]) rmSync(name, { force: true });
  closeSync(openSync(path, 'wx', 0o600));
  const db = new DatabaseSync(path);
  try {
    db.exec('PRAGMA synchronous = FULL; PRAGMA fullfsync = ON; PRAGMA checkpoint_fullfsync = ON; BEGIN');
    for (const statement of createStatements) db.exec(statement);
    const head = first ? insertRow(db, genesis, first) : genesis;
    db.prepare('INSERT INTO head VALUES (1, ?, ?)').run(head.seq, head.hash);
    db.exec('COMMIT; PRAGMA journal_mode = WAL');
  } finally {
    db.close();
  }
}

/** Makes what was built the journal; what stood there is kept under the name `kept`. */
export function putInPlace(folder: string, kept: string): void {
  setAside(folder, kept);
  renameSync(building(folder), journalPath(folder));
  syncFolder(folder);
}

/** A name to keep a broken journal under that nothing has yet: `journal.20260102T030405678Z.broken.db`. */
export function freeKeptName(folder: string, at: string): string {
  const stamp = at.replace(/[-:.]/g, '');
  for (let count = 1; ; count++) {
    const name = `journal.${stamp}${count === 1 ? '' : `-${count}`}.broken.db`;
    if (!existsSync(join(folder, name))) return name;
  }
}

/**
 * Gives whatever stands under the journal's names another one. The log goes first, because a new file would take an old one's
 * log for its own, and the file itself is linked, not moved, where the file system can: a crash in between leaves an old file
 * that is found broken again, and never none at all.
 */
function setAside(folder: string, kept: string): void {
  const path = journalPath(folder);
  for (const end of sidecars) if (existsSync(path + end)) renameSync(path + end, join(folder, kept) + end);
  if (existsSync(path)) {
    try {
      linkSync(path, join(folder, kept));
    } catch {
      renameSync(path, join(folder, kept));
    }
  }
  syncFolder(folder);
}

/** A rename lasts through a power cut only when the folder is synced; not every platform can, and then it does so by itself. */
function syncFolder(folder: string): void {
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
