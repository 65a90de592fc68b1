import { messageOf } from '../../shared/errors.ts';
/**
 * Why a request to the worker failed. `blocked`: not now, try again (disk full, folder read-only, locked). `broken`: the file
 * can't be trusted any more. `lost`: the worker itself is gone, what it was doing may have happened or not.
 */
export interface Fault {
  kind: 'blocked' | 'broken' | 'lost';
  why: string;
}

/** A file that can't be trusted; thrown inside the worker alone, and made a `Fault` at its edge. */
export class BrokenFile extends Error {}

/** SQLite's primary result codes, https://www.sqlite.org/rescode.html. */
const sqlite = {
  error: 1,
  perm: 3,
  busy: 5,
  locked: 6,
  readonly: 8,
  ioerr: 10,
  corrupt: 11,
  full: 13,
  cantopen: 14,
  notadb: 26,
};

const sentences = new Map([
  [sqlite.perm, 'journal.db may not be opened: permission denied'],
  [sqlite.busy, 'another program holds the lock of journal.db'],
  [sqlite.locked, 'another program holds the lock of journal.db'],
  [sqlite.readonly, 'journal.db or its folder is read-only'],
  [sqlite.ioerr, 'the disk failed while journal.db was read or written'],
  [sqlite.full, 'the disk is full'],
  [sqlite.cantopen, 'journal.db or a file beside it could not be opened'],
]);

const fileSentences = new Map([
  ['ENOSPC', 'the disk is full'],
  ['EDQUOT', 'the disk quota is used up'],
  ['EROFS', 'the data folder is read-only'],
  ['EACCES', 'the data folder may not be written: permission denied'],
  ['EPERM', 'the data folder may not be written: not permitted'],
  ['ENOENT', 'the data folder is missing'],
  ['ENOTDIR', 'the data folder is not a folder'],
  ['EIO', 'the disk failed'],
]);

/** Errors of SQLite, of the file system and our own, as what the recorder can act on. */
export function faultOf(error: unknown): Fault {
  if (error instanceof BrokenFile) return { kind: 'broken', why: error.message };
  const message = messageOf(error);
  // A number that is none of ours: the engine counts from one.
  if (nodeCode(error) === 'ERR_OUT_OF_RANGE') return { kind: 'broken', why: `journal.db was changed (${message})` };
  const code = sqliteCode(error);
  if (code === sqlite.corrupt) return { kind: 'broken', why: `journal.db is damaged (${message})` };
  if (code === sqlite.notadb) return { kind: 'broken', why: `journal.db is not a database (${message})` };
  // "SQL logic error" from statements that are right means that the tables under them were changed.
  if (code === sqlite.error)
    return { kind: 'broken', why: `journal.db has other tables than the journal's (${message})` };
  const sentence = code === undefined ? fileSentences.get(nodeCode(error)) : sentences.get(code);
  return { kind: 'blocked', why: sentence === undefined ? message : `${sentence} (${message})` };
}

function sqliteCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return undefined;
  return error.errcode & 0xff;
}

function nodeCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}
