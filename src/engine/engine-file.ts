import { open, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { dataFiles } from '../shared/data-folder.ts';
import type { EngineFile } from '../shared/engine-file.ts';

/** Between two tries to say where the engine listens. */
const retryMs = 1_000;

/** `engine.json` as long as the engine runs. */
export interface Announcement {
  /** Whether the disk took it at once; what it did not take is tried again. */
  isWritten: boolean;
  withdraw(): Promise<void>;
}

/**
 * Tells clients on this machine where the engine listens. A disk that won't take it must not stop the engine, and what was left of
 * an engine before this one must not stand for it: it is written over in place where there is no room for another file, and tried
 * again until it is there.
 */
export async function announceEngine(dataDir: string, content: EngineFile): Promise<Announcement> {
  const path = join(dataDir, dataFiles.engine);
  const text = `${JSON.stringify(content, null, 2)}\n`;
  let timer: NodeJS.Timeout | undefined;
  let isWithdrawn = false;
  let trying: Promise<boolean> = tryWrite(path, text);
  const again = () => {
    trying = tryWrite(path, text);
    void trying.then((isWritten) => {
      if (!isWritten) retry();
    });
  };
  const retry = () => {
    if (!isWithdrawn) timer = setTimeout(again, retryMs).unref();
  };
  const isWritten = await trying;
  if (!isWritten) retry();
  return {
    isWritten,
    async withdraw() {
      isWithdrawn = true;
      clearTimeout(timer);
      await trying;
      await rm(path, { force: true }).catch(() => undefined);
    },
  };
}

async function tryWrite(path: string, text: string): Promise<boolean> {
  try {
    await writeFile(`${path}.new`, text, { mode: 0o600 });
    await rename(`${path}.new`, path);
    return true;
  } catch {
    await rm(`${path}.new`, { force: true }).catch(() => undefined);
    return writeOver(path, text);
  }
}

/** In the room that the file has already; false when there is none, or too little. */
async function writeOver(path: string, text: string): Promise<boolean> {
  try {
    const file = await open(path, 'r+');
    try {
      const { bytesWritten } = await file.write(text, 0);
      if (bytesWritten !== Buffer.byteLength(text)) return false;
      await file.truncate(bytesWritten);
      return true;
    } finally {
      await file.close();
    }
  } catch {
    return false;
  }
}
