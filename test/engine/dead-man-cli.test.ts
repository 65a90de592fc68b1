import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemClock } from '../../src/engine/clock.ts';
import { type RunningEngine, startEngine } from '../../src/engine/start.ts';
import { endRuns, runCli, startCliOnTerminal } from './cli-run.ts';

const hour = 3_600_000;
let folder: string;
let running: RunningEngine | null = null;
const bugs: unknown[] = [];

/** An engine whose last check-in lies so long back. */
async function startAfter(ageMs: number): Promise<void> {
  const at = new Date(Date.now() - ageMs).toISOString();
  const lastCheckIn = { at, source: 'cli' };
  const timer = { run: 7, startedAt: at, highWaterAt: at, windowMs: 24 * hour, state: 'ok', lastCheckIn };
  writeFileSync(join(folder, 'dead-man.json'), JSON.stringify(timer));
  const options = { dataDir: folder, configFile: null, host: '127.0.0.1', devicePort: 0, controlPort: 0 };
  running = await startEngine(options, systemClock, (bug) => bugs.push(bug));
}
const scram = (...args: string[]) => runCli(['--data', folder, ...args]);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'scram-dead-man-cli-'));
});
afterEach(async () => {
  await endRuns();
  await running?.close();
  running = null;
  rmSync(folder, { recursive: true });
  expect(bugs.splice(0)).toEqual([]);
});

test('status says how much time is left, and a check-in gives it all back', async () => {
  await startAfter(7.2 * hour);
  expect((await scram('status')).stdout).toMatch(/^Check in within 16 hours\. Last check-in .*; due before .*\.$/m);
  const checkedIn = await scram('check-in');
  expect(checkedIn).toMatchObject({ status: 0, stderr: '' });
  expect(checkedIn.stdout).toMatch(/^Checked in\. Check in again within 23 hours, before /);
  expect((await scram('status')).stdout).toContain('Check in within 23 hours.');
  expect(await scram('dead-man', 'reset', '--reason', 'nothing to reset', '--yes')).toMatchObject({ status: 1 });
});

test('near the end it is the first thing to do, with the true remainder', async () => {
  await startAfter(23.3 * hour);
  const { stdout } = await scram('status');
  expect(stdout).toMatch(/^CHECK IN {2}PAPER/);
  expect(stdout).toContain(
    "CRITICAL: Dead man's switch critical. Check in within 41 minutes or all bots will be stopped.",
  );
});

test('once triggered a check-in is refused and names the reset, which wants a reason and the word', async () => {
  await startAfter(25 * hour);
  expect((await scram('status')).stdout).toMatch(/^PAUSED {2}PAPER/);
  const refused = await scram('check-in');
  expect(refused).toMatchObject({ status: 1, stdout: '' });
  expect(refused.stderr).toMatch(/no longer counts.*scram dead-man reset --reason/s);
  expect(await scram('dead-man', 'reset')).toMatchObject({ status: 2 });
  expect(await scram('dead-man', 'reset', '--reason', 'ok', '--yes')).toMatchObject({ status: 1 });
  const unasked = await scram('dead-man', 'reset', '--reason', 'back again now');
  expect(unasked).toMatchObject({ status: 1, stdout: '' });
  expect(unasked.stderr).toContain('--yes');
  expect((await scram('status')).stdout).toMatch(/^PAUSED/);
  const terminal = startCliOnTerminal(['--data', folder, 'dead-man', 'reset', '--reason', 'back again now']);
  await terminal.sees('Type RESET');
  terminal.child.stdin?.write('RESET\n');
  await terminal.sees('Reset: the time runs anew.');
  expect((await terminal.done).status).toBe(0);
  expect((await scram('status')).stdout).toMatch(/^ARMED/);
});

test('without an engine there is nothing to check in to', async () => {
  expect(await scram('check-in')).toMatchObject({ status: 3, stdout: '' });
});
