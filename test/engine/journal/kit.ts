import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { onTestFinished } from 'vitest';
import { systemClock } from '../../../src/engine/clock.ts';
import type { JournalEvent } from '../../../src/engine/journal/events.ts';
import type { Journal, JournalHealth, OpenedJournal } from '../../../src/engine/journal/journal.ts';
import { type OpenJournalOptions, openJournal } from '../../../src/engine/journal/open-journal.ts';

export const workerUrl = new URL('../../../src/engine/journal/worker.ts', import.meta.url);

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'scram-journal-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A disk of its own, in memory, small enough to be filled; undefined where mounting is not permitted. */
export function temporaryDisk(kilobytes: number): string | undefined {
  const folder = temporaryFolder();
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${kilobytes}k`, 'tmpfs', folder], { stdio: 'ignore' });
  } catch {
    return undefined;
  }
  onTestFinished(() => void execFileSync('umount', ['-l', folder]));
  return folder;
}

/** Faults are retried at once; a disk that is slow because the machine is busy is no fault. */
const patient = { retryMs: 50, slowAfterMs: 60_000, hungAfterMs: 120_000 };

export async function opened(folder: string, options: Partial<OpenJournalOptions> = {}): Promise<OpenedJournal> {
  const limits = { ...patient, ...options.limits };
  const journal = await openJournal({ folder, clock: systemClock, workerUrl, latch: () => null, ...options, limits });
  onTestFinished(async () => {
    await journal.journal.close();
  });
  return journal;
}

/** Whether a program that a test needs is on this machine. */
export function has(program: string): boolean {
  return spawnSync(program, ['--version'], { stdio: 'ignore' }).status === 0;
}

export function note(flatMs: number, words = ''): JournalEvent {
  return { kind: 'DRILL', source: 'cli', reason: words, data: { flat: true, flatMs } };
}

export function fired(killId: string): JournalEvent {
  return { kind: 'KILL_FIRED', source: 'usb', killId, reason: 'pressed', data: { from: 'desk button' } };
}

/** The next health that fits, or the present one if it does. */
export function healthy(journal: Journal, ok: boolean): Promise<JournalHealth> {
  return new Promise((resolve) => {
    const check = (health: JournalHealth) => {
      if (health.ok !== ok) return;
      stop();
      resolve(health);
    };
    const stop = journal.onHealth(check);
    check(journal.health());
  });
}

/** Opens the file as any other program would, with our guards out of the way if asked. */
export function behindOurBack(folder: string, sql: string, options = { dropGuards: true }): void {
  const db = new DatabaseSync(join(folder, 'journal.db'), { timeout: 5_000 });
  const guards = ['journal_no_update', 'journal_no_delete', 'journal_insert_next'];
  if (options.dropGuards) for (const name of guards) db.exec(`DROP TRIGGER ${name}`);
  try {
    db.exec(sql);
  } finally {
    db.close();
  }
}

/** Everything in the file, oldest first, read from outside. */
export function kindsIn(folder: string, file = 'journal.db'): string[] {
  const db = new DatabaseSync(join(folder, file));
  const rows = db.prepare('SELECT kind FROM journal ORDER BY seq').all();
  db.close();
  return rows.map(({ kind }) => String(kind));
}
