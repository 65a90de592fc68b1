import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { dataFiles } from '../shared/data-folder.ts';
import type { EngineFile } from '../shared/engine-file.ts';

/** Tells clients on this machine where the engine listens; false when the disk won't take it, which must not stop the engine. */
export async function writeEngineFile(dataDir: string, content: EngineFile): Promise<boolean> {
  const path = join(dataDir, dataFiles.engine);
  const text = `${JSON.stringify(content, null, 2)}\n`;
  try {
    await writeFile(`${path}.new`, text, { mode: 0o600 });
    await rename(`${path}.new`, path);
    return true;
  } catch {
    await rm(`${path}.new`, { force: true }).catch(() => undefined);
    return false;
  }
}

/** A stopped engine is not to be looked for. Never rejects: clients find out by its process that it is gone. */
export async function removeEngineFile(dataDir: string): Promise<void> {
  await rm(join(dataDir, dataFiles.engine), { force: true }).catch(() => undefined);
}
