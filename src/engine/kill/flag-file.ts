import { type FileHandle, mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode } from '../../shared/errors.ts';

/**
 * `DIR/KILLED`: the latch in a form that any script can test and that survives a broken journal. It holds the kill's id and a
 * newline, and exists exactly while the latch is engaged.
 */
export interface FlagFile {
  /** The kill named in it; null without a file. A file that names nothing legible still stands for a kill. */
  read(): Promise<string | null>;
  /**
   * Writes it to the disk itself, atomically; false when that can't be done: then it stands without its name where it can, and the
   * latch in memory holds all the same.
   */
  write(killId: string): Promise<boolean>;
  remove(): Promise<boolean>;
  /** When everything asked for so far has been done, or has failed. */
  settled(): Promise<unknown>;
}

/** What a file is read as that names nothing legible: whoever made it wants trading shut, whatever was reset before. */
export const unnamedKill = 'unnamed';
const killIdPattern = /^[\w.-]{1,64}$/;

/** The flag file of a data folder. Nothing of it rejects; what the disk refuses is `false`. */
export function openFlagFile(dataDir: string): FlagFile {
  const path = join(dataDir, 'KILLED');
  // One write at a time, in the order asked for: the last one stands.
  let queue: Promise<boolean> = Promise.resolve(true);
  const inTurn = (work: () => Promise<void>): Promise<boolean> => {
    const before = Promise.all([queue, requestsSent()]);
    queue = before.then(() => work().then(yes, no));
    return queue;
  };
  return {
    async read() {
      try {
        const text = (await readFile(path, 'utf8')).trim();
        return killIdPattern.test(text) ? text : unnamedKill;
      } catch (error) {
        return hasCode(error, 'ENOENT') ? null : unnamedKill;
      }
    },
    write: (killId) =>
      inTurn(async () => {
        const temporary = `${path}.new`;
        await mkdir(dataDir, { recursive: true });
        try {
          await withFile(temporary, 'w', async (file) => {
            await file.writeFile(`${killId}\n`);
            await file.sync();
          });
        } catch (error) {
          // A disk without room for a word mostly has room for a name, and a file that names nothing stands for a kill too.
          await withFile(path, 'a', (file) => file.sync()).catch(() => undefined);
          throw error;
        }
        await rename(temporary, path);
        await syncFolder(dataDir);
      }),
    remove: () =>
      inTurn(async () => {
        await rm(path, { force: true });
        await syncFolder(dataDir);
      }),
    settled: () => queue,
  };
}

/** Node puts requests on their sockets with `nextTick`: what is begun after it keeps no first byte waiting. */
function requestsSent(): Promise<void> {
  return new Promise((resolve) => process.nextTick(resolve));
}

const yes = () => true;
const no = () => false;

async function withFile(path: string, flags: string, work: (file: FileHandle) => Promise<void>): Promise<void> {
  const file = await open(path, flags, 0o600);
  try {
    await work(file);
  } finally {
    await file.close();
  }
}

/** The name in the folder is data of its own: without this a power cut can lose a file that was synced. */
async function syncFolder(path: string): Promise<void> {
  await withFile(path, 'r', (folder) => folder.sync());
}
