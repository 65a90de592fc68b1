import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import * as z from 'zod';
import { KeptJson } from '../../src/engine/kept-json.ts';

const Peak = z.object({ peak: z.number() });

function keptIn(folder: string) {
  const troubles: string[] = [];
  const path = join(folder, 'peak.json');
  const kept = new KeptJson({
    path,
    schema: Peak,
    withoutIt: 'the peak starts anew',
    reportTrouble: (error) => troubles.push(String(error)),
  });
  return { kept, path, troubles, text: () => readFileSync(path, 'utf8') };
}

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'scram-kept-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

test('a value outlasts the one who wrote it, in a file that its owner alone can read, with nothing left beside it', async () => {
  const folder = temporaryFolder();
  const { kept, path, troubles } = keptIn(folder);
  expect(await kept.write({ peak: 3 })).toBe(true);
  expect(await keptIn(folder).kept.read()).toEqual({ peak: 3 });
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(readdirSync(folder)).toEqual(['peak.json']);
  expect(troubles).toEqual([]);
});

test('no file is no value, and no trouble either', async () => {
  const { kept, troubles } = keptIn(temporaryFolder());
  expect(await kept.read()).toBeNull();
  expect(troubles).toEqual([]);
});

test.each([
  ['cut off', '{"peak":'],
  ['of another shape', '{"peak":"3"}'],
  ['empty', ''],
])('a file that is %s counts as none, and that is said with what it means', async (_, text) => {
  const { kept, path, troubles } = keptIn(temporaryFolder());
  writeFileSync(path, text);
  expect(await kept.read()).toBeNull();
  expect(troubles).toHaveLength(1);
  expect(troubles[0]).toContain('the peak starts anew');
});

test('a file that can not be read counts as none, and that is said', async () => {
  const { kept, path, troubles } = keptIn(temporaryFolder());
  mkdirSync(path);
  expect(await kept.read()).toBeNull();
  expect(troubles).toHaveLength(1);
});

test('of many values at once only the newest is written, after the one that is under way, as it was when it was given', async () => {
  const { kept, text } = keptIn(temporaryFolder());
  const first = kept.write({ peak: 0 });
  const given = { peak: 1 };
  const second = kept.write(given);
  given.peak = 99;
  expect(second).toBe(first);
  await first;
  expect(text()).toBe('{"peak":1}\n');
  const under = kept.write({ peak: 2 });
  // Its turn has come, and it is at the disk: what is given now has to wait.
  await Promise.resolve();
  const waiting = [3, 4, 5].map((peak) => kept.write({ peak }));
  expect(new Set(waiting).size).toBe(1);
  expect(waiting[0]).not.toBe(under);
  await under;
  expect(text()).toBe('{"peak":2}\n');
  await waiting[0];
  expect(text()).toBe('{"peak":5}\n');
});

test('a disk that refuses is reported once an outage, answers false, and is written to again when it is mended', async () => {
  const folder = join(temporaryFolder(), 'gone');
  const { kept, troubles, text } = keptIn(folder);
  expect(await kept.write({ peak: 1 })).toBe(false);
  expect(await kept.write({ peak: 2 })).toBe(false);
  expect(troubles).toHaveLength(1);
  mkdirSync(folder);
  expect(await kept.write({ peak: 3 })).toBe(true);
  expect(text()).toBe('{"peak":3}\n');
  rmSync(folder, { recursive: true });
  expect(await kept.write({ peak: 4 })).toBe(false);
  expect(troubles).toHaveLength(2);
});
