import type { DatabaseSync } from 'node:sqlite';
import { transaction } from './connection.ts';
import type { AlertRow, AnswerOf } from './protocol.ts';

/** Takes entries in, or replaces what is known of them, all or none. */
export function keepAlerts(db: DatabaseSync, rows: readonly AlertRow[], keepDone: number): void {
  const keep = db.prepare(`INSERT INTO alert_outbox (id, pending, entry) VALUES (?, ?, ?)
    ON CONFLICT (id) DO UPDATE SET pending = excluded.pending, entry = excluded.entry`);
  const forget = db.prepare(`DELETE FROM alert_outbox WHERE pending = 0 AND rowid <=
    (SELECT rowid FROM alert_outbox WHERE pending = 0 ORDER BY rowid DESC LIMIT 1 OFFSET ?)`);
  transaction(db, () => {
    for (const { id, pending, entry } of rows) keep.run(id, pending ? 1 : 0, entry);
    forget.run(keepDone);
  });
}

interface Found {
  place: number;
  id: string;
  pending: number;
  entry: string;
}

/** Entries after a place, up to `limit` and about `bytes`, at least one. */
export function keptAlerts(db: DatabaseSync, after: number, limit: number, bytes: number): AnswerOf['kept-alerts'] {
  // A file that can only be read may be older than the outbox.
  if (db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'alert_outbox'").get() === undefined) {
    return { rows: [], next: null };
  }
  const statement = db.prepare(
    'SELECT rowid AS place, id, pending, entry FROM alert_outbox WHERE rowid > ? ORDER BY rowid LIMIT ?',
  );
  const rows: AlertRow[] = [];
  let weight = 0;
  for (const { place, id, pending, entry } of statement.iterate(after, limit) as Iterable<unknown> as Iterable<Found>) {
    rows.push({ id, pending: pending === 1, entry });
    weight += entry.length;
    if (weight > bytes || rows.length === limit) return { rows, next: place };
  }
  return { rows, next: null };
}
