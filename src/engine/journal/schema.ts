import { riskEventKinds } from './risk-events.ts';

/** Raised when the tables change shape; a file with another number is not ours to write to. */
export const schemaVersion = 1;

/** `head` repeats the last row, in the same transaction, so that rows cut off the end are missed. */
const tables = {
  journal: `CREATE TABLE journal (
  seq INTEGER PRIMARY KEY,
  at TEXT NOT NULL,
  kind TEXT NOT NULL,
  source TEXT NOT NULL,
  kill_id TEXT,
  reason TEXT,
  data TEXT NOT NULL,
  hash TEXT NOT NULL
) STRICT`,
  head: `CREATE TABLE head (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  seq INTEGER NOT NULL,
  hash TEXT NOT NULL
) STRICT`,
  checkpoint: `CREATE TABLE checkpoint (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  seq INTEGER NOT NULL,
  state TEXT NOT NULL,
  seal TEXT NOT NULL
) STRICT`,
} as const;

function refusal(when: string, condition = ''): string {
  return `BEFORE ${when} ON journal ${condition}BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END`;
}

/**
 * What can be made again: from the tables, and the alerts' outbox empty, because its messages are no record. It stands here, and
 * not among the tables, so that a journal from before it gets one.
 * An `INSERT OR REPLACE` fires the delete trigger only where the connection has
 * `recursive_triggers` on, so the insert trigger refuses every row that is not the next one, whatever the connection.
 */
const guards = {
  alert_outbox: `CREATE TABLE alert_outbox (
  id TEXT PRIMARY KEY,
  pending INTEGER NOT NULL,
  entry TEXT NOT NULL
) STRICT`,
  journal_kind: `CREATE INDEX journal_kind ON journal (kind)`,
  journal_kill_id: `CREATE INDEX journal_kill_id ON journal (kill_id) WHERE kill_id IS NOT NULL`,
  journal_no_update: `CREATE TRIGGER journal_no_update ${refusal('UPDATE')}`,
  journal_no_delete: `CREATE TRIGGER journal_no_delete ${refusal('DELETE')}`,
  journal_insert_next: `CREATE TRIGGER journal_insert_next ${refusal(
    'INSERT',
    'WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM journal) ',
  )}`,
  risk_events: `CREATE VIEW risk_events AS
SELECT seq, at AS time, kind, source, kill_id, reason, data
FROM journal
WHERE kind IN (${riskEventKinds.map((kind) => `'${kind}'`).join(', ')})
ORDER BY seq`,
} as const;

const typeOfGuard = (sql: string) => sql.split(' ', 2)[1] ?? '';

/** The statements that make a new file. */
export const createStatements: readonly string[] = [
  ...Object.values(tables),
  ...Object.values(guards),
  `PRAGMA user_version = ${schemaVersion}`,
];

/** What `sqlite_schema` says of one object. */
export interface SchemaObject {
  name: string;
  sql: string | null;
}

export type SchemaVerdict = { ok: false; why: string } | { ok: true; repairs: string[] };

/**
 * Whether a file has our tables, and the statements that put back what someone dropped or changed of triggers, indexes and the
 * view. A table that differs is another file, not a repair.
 */
export function judgeSchema(version: number, objects: readonly SchemaObject[]): SchemaVerdict {
  const found = new Map(objects.map((object) => [object.name, object.sql]));
  const foreign = Object.entries(tables).find(([name, sql]) => found.get(name) !== sql);
  if (foreign) return { ok: false, why: `its table ${foreign[0]} is missing or not the journal's` };
  if (version !== schemaVersion)
    return { ok: false, why: `it has schema ${version}, and this engine writes ${schemaVersion}` };
  const repairs = Object.entries(guards)
    .filter(([name, sql]) => found.get(name) !== sql)
    .flatMap(([name, sql]) => [...(found.has(name) ? [`DROP ${typeOfGuard(sql)} ${name}`] : []), sql]);
  return { ok: true, repairs };
}
