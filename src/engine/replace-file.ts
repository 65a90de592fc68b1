import { open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Replaces a file whole, on the disk itself: whoever reads it, also after a power cut, finds the old or the new one. Throws the system's error. */
export async function replaceFile(path: string, text: string, mode: number): Promise<void> {
  const temporary = `${path}.new`;
  const file = await open(temporary, 'w', mode);
  try {
    await file.chmod(mode);
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, path);
  const folder = await open(dirname(path), 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
