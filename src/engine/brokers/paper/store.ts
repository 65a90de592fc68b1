import { renameSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';
import { Decimal } from '../../../shared/decimal.ts';
import { hasCode, messageOf } from '../../../shared/errors.ts';
import { type Account, noChanges, type SavedAccount } from './exchange/state.ts';
import { Fill, Instrument, Order } from './exchange/types.ts';

/** Where an account outlives its process. */
export interface PaperStore {
  /** Writes what changed, in one transaction. When it fails the changes stay marked, and the next call tries them again. */
  save(account: Account): void;
  /** Forgets everything and writes this account whole. */
  replace(account: Account): void;
  /** Why the last save failed, null when it did not. */
  trouble(): string | null;
  close(): void;
}

/** `setAside` is where an unreadable file went, so that a new one could begin. */
type OpenedStore =
  | { ok: true; store: PaperStore; saved: SavedAccount | null; setAside: string | null }
  | { ok: false; why: string };

/** An account that lives as long as its process. `trouble` says why, where that was not asked for. */
export function memoryStore(trouble: string | null = null): PaperStore {
  const forget = (account: Account) => {
    account.changes = noChanges();
  };
  return { save: forget, replace: forget, trouble: () => trouble, close: () => {} };
}

/**
 * Opens the file, or begins it. It is locked for this process alone. One that can't be understood is renamed, never
 * overwritten: play money is not worth a person's attention, but their disk may be.
 */
export function openStore(file: string, nowMs: number): OpenedStore {
  const opened = tryOpen(file);
  if (opened.ok) return { ...opened, setAside: null };
  if (!opened.unreadable) return { ok: false, why: opened.why };
  const setAside = `${file}.unreadable-${nowMs}`;
  try {
    renameSync(file, setAside);
    renameIfThere(`${file}-wal`, `${setAside}-wal`);
  } catch (error) {
    return { ok: false, why: `${opened.why}, and it can't be renamed: ${String(error)}` };
  }
  const again = tryOpen(file);
  return again.ok ? { ...again, setAside } : { ok: false, why: again.why };
}

type Tried =
  | { ok: true; store: PaperStore; saved: SavedAccount | null }
  | { ok: false; why: string; unreadable: boolean };

function tryOpen(file: string): Tried {
  let db: DatabaseSync | undefined;
  try {
    db = new DatabaseSync(file, { timeout: lockWaitMs });
    db.exec(schema);
    return { ok: true, saved: load(db), store: sqliteStore(db) };
  } catch (error) {
    db?.close();
    const unreadable = error instanceof z.ZodError || isDamage(error);
    return { ok: false, why: `${file}: ${messageOf(error)}`, unreadable };
  }
}

const lockWaitMs = 1_000;

/**
 * With `synchronous=OFF` what was committed survives the process, not a power cut; nothing here ever waits for a disk, which
 * matters inside an engine that has a kill to carry out.
 */
const schema = `
  PRAGMA locking_mode = EXCLUSIVE;
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = OFF;
  BEGIN IMMEDIATE;
  CREATE TABLE IF NOT EXISTS header (id INTEGER PRIMARY KEY CHECK (id = 1), json TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS holdings (symbol TEXT PRIMARY KEY, json TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS orders (seq INTEGER PRIMARY KEY, json TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS fills (seq INTEGER PRIMARY KEY, json TEXT NOT NULL) STRICT;
  COMMIT;
`;

const Header = z.object({
  seed: z.number(),
  nowMs: z.number(),
  cash: Decimal,
  // An account that was stored before transfers were counted has had none.
  transfers: Decimal.default('0'),
  level: Decimal,
  nextSeq: z.number().int(),
});
const StoredHolding = z.object({ instrument: Instrument, quantity: Decimal });

function load(db: DatabaseSync): SavedAccount | null {
  const [header] = rows(db, 'SELECT json FROM header', Header);
  if (!header) return null;
  return {
    header,
    instruments: rows(db, 'SELECT json FROM holdings ORDER BY rowid', StoredHolding),
    orders: rows(db, 'SELECT json FROM orders ORDER BY seq', Order),
    fills: rows(db, 'SELECT json FROM fills ORDER BY seq', Fill),
  };
}

function rows<S extends z.ZodType>(db: DatabaseSync, sql: string, schema: S): z.output<S>[] {
  return db
    .prepare(sql)
    .all()
    .map(({ json }) => schema.parse(parseJson(json)));
}

function parseJson(text: unknown): unknown {
  try {
    return JSON.parse(String(text));
  } catch {
    return undefined;
  }
}

function sqliteStore(db: DatabaseSync): PaperStore {
  const writer = writerFor(db);
  let trouble: string | null = null;
  let wholeIsOwed = false;
  const save = (account: Account) => {
    try {
      db.exec('BEGIN');
      if (wholeIsOwed) writer.everything(account);
      else writer.changes(account);
      db.exec('COMMIT');
      account.changes = noChanges();
      wholeIsOwed = false;
      trouble = null;
    } catch (error) {
      trouble = `the paper account can't be stored: ${messageOf(error)}`;
      if (db.isOpen && db.isTransaction) db.exec('ROLLBACK');
    }
  };
  return {
    save,
    replace: (account) => {
      wholeIsOwed = true;
      save(account);
    },
    trouble: () => trouble,
    close: () => {
      if (db.isOpen) db.close();
    },
  };
}

function writerFor(db: DatabaseSync) {
  const header = db.prepare('INSERT OR REPLACE INTO header VALUES (1, ?)');
  const holding = db.prepare(
    'INSERT INTO holdings VALUES (?, ?) ON CONFLICT (symbol) DO UPDATE SET json = excluded.json',
  );
  const order = db.prepare('INSERT OR REPLACE INTO orders VALUES (?, ?)');
  const fill = db.prepare('INSERT OR REPLACE INTO fills VALUES (?, ?)');
  const write = (account: Account, changes: Pick<Account['changes'], 'holdings' | 'orders' | 'fills'>) => {
    header.run(JSON.stringify(account.header));
    for (const { instrument, quantity } of changes.holdings) {
      holding.run(instrument.symbol, JSON.stringify({ instrument, quantity }));
    }
    for (const each of changes.orders) order.run(each.seq, JSON.stringify(each));
    for (const each of changes.fills) fill.run(each.seq, JSON.stringify(each));
  };
  return {
    changes: (account: Account) => write(account, account.changes),
    everything: (account: Account) => {
      db.exec('DELETE FROM holdings; DELETE FROM orders; DELETE FROM fills;');
      const { holdings, orders, fills } = account;
      write(account, { holdings: new Set(holdings.values()), orders: new Set(orders.values()), fills });
    },
  };
}

function renameIfThere(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error;
  }
}

/** SQLITE_CORRUPT and SQLITE_NOTADB. */
const damageCodes: readonly unknown[] = [11, 26];

function isDamage(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && damageCodes.includes(error.errcode);
}
