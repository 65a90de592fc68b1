import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { replaceFile } from '../../replace-file.ts';

/** This engine's own id among its peers, 16 hex digits, made once and kept in `DIR/engine.id`. Works without the file, until the next start. */
export async function openEngineId(dataDir: string, reportBug: (error: unknown) => void): Promise<string> {
  const path = join(dataDir, 'engine.id');
  const text = (await readFile(path, 'utf8').catch(() => '')).trim();
  if (/^[0-9a-f]{16}$/.test(text)) return text;
  const fresh = randomBytes(8).toString('hex');
  await replaceFile(path, `${fresh}\n`, 0o600).catch(reportBug);
  return fresh;
}
