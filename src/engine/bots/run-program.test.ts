import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runProgram } from './run-program.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'scram-run-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('a program whose signal is aborted already is ended at once: it is not even started', async () => {
  const mark = join(folder, 'mark');
  const line = ['sh', '-c', `echo started > ${mark}; exec sleep 5`];
  const began = performance.now();
  const run = runProgram(line, { env: process.env, outputBytes: 100 }, AbortSignal.abort());
  await expect(run).rejects.toThrow('sh was not started: its time was over');
  expect(performance.now() - began).toBeLessThan(1_000);
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(existsSync(mark)).toBe(false);
});
