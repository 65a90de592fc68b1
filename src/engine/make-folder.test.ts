import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeFolder } from './make-folder.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'scram-folder-'));
});
afterEach(() => rmSync(root, { recursive: true }));

test('makes the folder and those above it, for their owner alone, and takes one that is there', async () => {
  const path = join(root, 'a/b/c');
  await makeFolder(path);
  await makeFolder(path);
  for (const made of ['a', 'a/b', 'a/b/c']) expect(statSync(join(root, made)).mode & 0o777).toBe(0o700);
});

test('makes it together with others that make it at the same moment', async () => {
  const path = join(root, 'a/b/c');
  await Promise.all(Array.from({ length: 4 }, () => makeFolder(path)));
  expect(statSync(path).isDirectory()).toBe(true);
});

test('says that a file is in the way', async () => {
  writeFileSync(join(root, 'file'), '');
  await expect(makeFolder(join(root, 'file'))).rejects.toMatchObject({ code: 'EEXIST' });
  await expect(makeFolder(join(root, 'file/b'))).rejects.toMatchObject({ code: 'EEXIST' });
});

test.runIf(process.platform === 'linux')('does not ask for ever where no folder can be made', async () => {
  await expect(makeFolder('/proc/scram/data')).rejects.toMatchObject({ code: 'ENOENT' });
});
