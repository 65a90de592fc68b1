import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { hasCode } from '../shared/errors.ts';

/**
 * Makes a folder, readable by its owner alone, and those that it lies in; throws the system's own error. Node's `recursive` asks
 * for ever where a folder can't be made although the one above it is there (`/proc`), and calls a read-only disk a missing folder.
 */
export async function makeFolder(path: string): Promise<void> {
  if (await isFolder(path)) return;
  try {
    await mkdir(path, { mode: 0o700 });
  } catch (error) {
    // Another process may have made it meanwhile.
    if (await isFolder(path)) return;
    if (!hasCode(error, 'ENOENT') || (await isFolder(dirname(path)))) throw error;
    await makeFolder(dirname(path));
    await mkdir(path, { mode: 0o700 });
  }
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
