import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type Columns, checkpointSeal, type Head } from '../../src/engine/journal/chain.ts';
import { journalLimits } from '../../src/engine/journal/limits.ts';
import { insertRow, prepareInsert } from '../../src/engine/journal/rows.ts';
import { openStore } from '../../src/engine/journal/store.ts';
import { initialSwitch } from '../../src/engine/switch/latch.ts';

/** Rows at the end that follow from one another, as a start looks at them. */
const soundRows = 10;
export const killEvery = 5_000;

/**
 * Writes a journal of so many rows in a second or two: all but the last few have no true hash, so that it opens, pages and is searched
 * like any other, and a verification stops at row 1. Every `killEvery`-th row is a kill.
 */
export function writeLongJournal(folder: string, rows: number): void {
  mkdirSync(folder, { recursive: true });
  const { busyTimeoutMs, readSliceBytes: sliceBytes } = journalLimits;
  const open = {
    op: 'open',
    known: null,
    inFlight: [],
    condemned: null,
    at: '2026-01-01T00:00:00.000Z',
    latch: null,
  } as const;
  openStore({ ...open, inFlight: [] }, { folder, busyTimeoutMs, sliceBytes }).db.close();
  const db = new DatabaseSync(join(folder, 'journal.db'));
  // The guards would be most of the time; the next start puts them back.
  db.exec(`PRAGMA synchronous = OFF; BEGIN;
    DROP TRIGGER journal_insert_next; DROP INDEX journal_kind; DROP INDEX journal_kill_id;
    WITH RECURSIVE n(seq) AS (SELECT 1 UNION ALL SELECT seq + 1 FROM n WHERE seq < ${rows - soundRows})
    INSERT INTO journal SELECT seq, strftime('%Y-%m-%dT%H:%M:%S.000Z', 1767225600 + seq, 'unixepoch'),
      CASE WHEN seq % ${killEvery} = 0 THEN 'KILL_JOINED' ELSE 'BROKER_UNREADABLE' END, 'engine',
      CASE WHEN seq % ${killEvery} = 0 THEN 'k' || seq END, 'reason of row ' || seq, '{"broker":"paper"}', 'none' FROM n`);
  let head: Head = { seq: rows - soundRows, hash: 'none' };
  const state = JSON.stringify(initialSwitch(open.at));
  db.prepare('INSERT INTO checkpoint VALUES (1, ?, ?, ?)').run(head.seq, state, checkpointSeal(head, state));
  const insert = prepareInsert(db);
  for (let seq = head.seq + 1; seq <= rows; seq += 1) {
    const common = { kill_id: null, reason: null, data: '{"flat":true,"flatMs":2300}' };
    const row: Columns = { seq, at: '2026-02-01T00:00:00.000Z', kind: 'DRILL', source: 'cli', ...common };
    head = insertRow(db, head, row, insert);
  }
  db.prepare('UPDATE head SET seq = ?, hash = ?').run(head.seq, head.hash);
  db.exec('COMMIT');
  db.close();
}
