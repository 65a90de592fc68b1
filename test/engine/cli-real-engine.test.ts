import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { dataFiles } from '../../src/shared/data-folder.ts';
import { type CliRun, endRuns, runCli, startCli } from './cli-run.ts';

let folder: string;
let engine: CliRun;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'scram-real-'));
  engine = await startEngine();
});
afterEach(async () => {
  await endRuns();
  rmSync(folder, { recursive: true });
});

/** The engine as `scram engine` runs it, on the demo account; resolves when clients can find it. */
async function startEngine(): Promise<CliRun> {
  const run = startCli([
    '--data',
    folder,
    'engine',
    '--control-port',
    '0',
    '--device-port',
    '0',
    '--host',
    '127.0.0.1',
  ]);
  await run.sees('Scram is');
  return run;
}

const scram = (...args: string[]) => runCli(['--data', folder, ...args]);

test('status, kill, log, reset: the whole way against a real engine', async () => {
  expect((await scram('status')).stdout).toMatch(/^ARMED {2}PAPER/);
  const kill = await scram('kill', '--reason', 'a test of the whole way');
  expect(kill).toMatchObject({ status: 0, stderr: '' });
  expect(kill.stdout).toContain('KILLED · FLAT  PAPER');
  const again = await scram('kill');
  expect(again.status).toBe(0);
  const killId = /kill (\S+)/.exec(kill.stdout)?.[1] ?? 'none';
  expect(again.stdout).toContain(killId);
  expect((await scram('reset', '--reason', 'ok', '--yes')).status).toBe(1);
  expect(await scram('reset', '--reason', 'the test is over', '--yes')).toMatchObject({ status: 0, stderr: '' });
  const fired = (await scram('log', '--json', '--kind', 'KILL_FIRED')).stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(fired).toMatchObject([{ killId, source: 'cli', reason: 'a test of the whole way' }]);
  expect((await scram('liquidations', killId)).stdout).toContain('INSTRUMENT');
  expect(await scram('log', 'verify')).toMatchObject({ status: 0, stderr: '' });
});

test('every other command finds the real engine as the tables say', async () => {
  expect((await scram('preflight')).stdout).toContain('A kill now would cancel');
  expect(await scram('paper', 'shock', '-10%')).toMatchObject({ status: 0, stderr: '' });
  const shocks = await scram('log', '--json', '--kind', 'PAPER_SHOCK');
  expect(JSON.parse(shocks.stdout)).toMatchObject({ source: 'cli', data: { broker: 'paper', fraction: -0.1 } });
  expect((await scram('token')).stdout).toContain('/#code=');
  expect((await scram('drill')).stdout).toContain('DRILL');
  const reset = await scram('reset', '--reason', 'nothing to reset here', '--yes');
  expect(reset).toMatchObject({ status: 1, stdout: '' });
  expect(reset.stderr).not.toContain('understands');
});

test('an engine that dies in the middle of a kill is followed into its next life', async () => {
  const kill = startCli(['--data', folder, 'kill']);
  await kill.sees('Latched in');
  engine.child.kill('SIGKILL');
  await kill.sees('Lost the engine');
  await engine.done;
  engine = await startEngine();
  const end = await kill.done;
  expect(end.status).toBe(0);
  expect(end.stderr).toContain('The engine answers again.');
});

test('an engine outlives the reader of its words, and stops in good order', async () => {
  engine.child.kill('SIGTERM');
  expect((await engine.done).status).toBe(0);
  expect(existsSync(join(folder, dataFiles.engine))).toBe(false);
  engine = startCli(['--data', folder, 'engine', '--control-port', '0', '--device-port', '0', '--host', '127.0.0.1']);
  // Nobody reads the greeting: writing it fails.
  engine.child.stdout?.destroy();
  await expect.poll(() => existsSync(join(folder, dataFiles.engine)), { timeout: 45_000 }).toBe(true);
  expect((await scram('kill')).status).toBe(0);
  expect(engine.child.exitCode).toBeNull();
});

test('an engine that can’t start is not success', async () => {
  const second = await scram('engine');
  expect(second.status).toBe(1);
  expect(second.stderr).not.toBe('');
  expect((await scram('engine', '--nonsense')).status).toBe(2);
});
