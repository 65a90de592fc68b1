import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/**
 * Takes the data folder for this process, for as long as it lives: null when another engine has it. The lock is the operating
 * system's own on an otherwise empty database, so that it can't be left behind by a process that dies.
 * Throws the system's error when the folder can't be written.
 */
export function lockDataFolder(dataDir: string): { release(): void } | null {
  const database = new DatabaseSync(join(dataDir, 'engine.lock'));
  try {
    database.exec('PRAGMA journal_mode = MEMORY; PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if (error instanceof Error && /locked|busy/i.test(error.message)) return null;
    throw error;
  }
  return { release: () => database.close() };
}
