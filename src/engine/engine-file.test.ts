import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { announceEngine } from './engine-file.ts';

const content = {
  pid: 4711,
  devicePort: 5050,
  controlPort: 5051,
  version: '0.1.0',
  startedAt: '2026-11-21T01:48:58.000Z',
};

let dataDir: string;
let file: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'scram-engine-file-'));
  file = join(dataDir, 'engine.json');
});
afterEach(() => {
  rmSync(dataDir, { recursive: true });
});
const read = (): unknown => JSON.parse(readFileSync(file, 'utf8'));

test('is there while the engine runs', async () => {
  const announced = await announceEngine(dataDir, content);
  expect(announced.isWritten).toBe(true);
  expect(read()).toEqual(content);
  await announced.withdraw();
  expect(existsSync(file)).toBe(false);
});

test('takes the place of one that was left behind, also where no other file can be made', async () => {
  writeFileSync(file, `${JSON.stringify({ ...content, pid: 1, version: 'one with a longer name' }, null, 2)}\n`);
  // A folder of that name keeps a new file away as a full disk does.
  mkdirSync(`${file}.new`);
  const announced = await announceEngine(dataDir, content);
  expect(announced.isWritten).toBe(true);
  expect(read()).toEqual(content);
  await announced.withdraw();
});

test('what the disk does not take is written as soon as it does', async () => {
  mkdirSync(`${file}.new`);
  mkdirSync(file);
  const announced = await announceEngine(dataDir, content);
  expect(announced.isWritten).toBe(false);
  rmSync(`${file}.new`, { recursive: true });
  rmSync(file, { recursive: true });
  await expect.poll(() => existsSync(file), { timeout: 20_000 }).toBe(true);
  expect(read()).toEqual(content);
  await announced.withdraw();
  expect(existsSync(file)).toBe(false);
});
