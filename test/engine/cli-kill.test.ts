import { rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { dataFiles } from '../../src/shared/data-folder.ts';
import { type EngineDouble, serveDouble, writeEngineFiles } from './cli-double.ts';
import { endRuns, patience, runCli, startCli, startCliOnTerminal } from './cli-run.ts';
import { armed, broker, killedFlat, killedNotFlat, killId, killing, progress } from './cli-states.ts';

let double: EngineDouble;

beforeEach(async () => {
  double = await serveDouble(armed());
  double.answers.kill = () => {
    if (double.state.state === 'armed') double.state = killing();
    return { status: 'killed', killId, state: 'killing', journaled: true };
  };
});
afterEach(async () => {
  await endRuns();
  await double.close();
});

const startKill = (...args: string[]) => startCli(['--data', double.folder, 'kill', ...args]);

test('a kill shows each step, and ends with 0 when every broker has confirmed flat', async () => {
  const run = startKill('--reason', 'prices look wrong');
  await run.sees('cancelled 0 of 2');
  double.change({ brokers: [broker({ flatten: progress({ cancelled: 2, closed: 1 }) })] });
  await run.sees('cancelled 2 of 2 · closed 1 of 3 · working');
  double.change({ brokers: [broker({ flatten: progress({ cancelled: 2, closed: 3, phase: 'confirming' }) })] });
  await run.sees('closed 3 of 3 · confirming');
  expect(run.child.exitCode).toBeNull();
  double.change(killedFlat());
  const end = await run.done;
  expect(end).toMatchObject({ status: 0, stderr: '' });
  expect(end.stdout).toMatch(new RegExp(`^Latched in .+: kill ${killId}\nKILLING {2}PAPER\n`));
  expect(end.stdout).toContain('KILLED · FLAT  PAPER');
  expect(double.calls).toMatchObject([{ path: '/api/kill', request: { reason: 'prices look wrong' }, source: 'cli' }]);
});

test('an unchanged line is not said twice', async () => {
  const run = startKill();
  await run.sees('cancelled 0 of 2');
  double.change({ brokers: [broker({ equity: '1', flatten: progress() })] });
  double.change(killedFlat());
  expect((await run.done).stdout.match(/cancelled 0 of 2/g)).toHaveLength(1);
});

test('killed is not flat: the residuals are named with the venue’s words, and the status is 1', async () => {
  const run = startKill();
  await run.sees('KILLING');
  double.change(killedNotFlat());
  const end = await run.done;
  expect(end.status).toBe(1);
  expect(end.stdout).toContain('KILLED · NOT FLAT');
  expect(end.stderr).toContain(
    'demo/DOGE 0.01: below the venue\'s minimum, can\'t be closed ("below minimum notional")',
  );
});

test('flat is not believed against a broker that says otherwise', async () => {
  const run = startKill('--wait', '15s');
  await run.sees('KILLING');
  double.change({ ...killedFlat(), brokers: [broker({ flatten: progress() })] });
  const end = await run.done;
  expect(end.status).toBe(1);
  expect(end.stderr).toContain('not confirmed flat within 15 s');
});

test('a broken stream is said, and the kill is followed again', async () => {
  const run = startKill();
  await run.sees('KILLING');
  double.breakStreams();
  double.state = killing({ brokers: [broker({ flatten: progress({ cancelled: 1 }) })] });
  await run.sees('cancelled 1 of 2');
  await run.sees('Lost the engine');
  await run.sees('The engine answers again.');
  double.change(killedFlat());
  expect((await run.done).status).toBe(0);
});

test('a silent stream is said to be old, once', async () => {
  const run = startKill();
  await run.sees('KILLING');
  double.isTalking = false;
  await run.sees('No word from the engine');
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  run.child.kill('SIGINT');
  const end = await run.done;
  expect(end.status).toBe(130);
  expect(end.stderr.match(/No word from the engine for 3\.0 s/g)).toHaveLength(1);
});

test('Ctrl-C while watching says that the kill goes on', async () => {
  const run = startKill();
  await run.sees('KILLING');
  run.child.kill('SIGINT');
  const end = await run.done;
  expect(end.status).toBe(130);
  expect(end.stderr).toContain('The kill goes on in the engine');
});

test('a reset under our eyes is not flat', async () => {
  const run = startKill();
  await run.sees('KILLING');
  double.change(armed());
  const end = await run.done;
  expect(end.status).toBe(1);
  expect(end.stderr).toContain('the latch was reset');
});

test('a kill that is not recorded says so', async () => {
  double.answers.kill = () => ({ status: 'killed', killId, state: 'killing', journaled: false });
  double.state = killedFlat();
  const end = await startKill().done;
  expect(end.status).toBe(0);
  expect(end.stderr).toContain('not recorded yet');
});

test('without an engine: 3, at once, with what to do', async () => {
  rmSync(join(double.folder, dataFiles.operatorToken));
  const end = await startKill().done;
  expect(end).toMatchObject({ status: 3, stdout: '' });
  expect(end.stderr).toContain('nothing was killed');
});

test('an engine that is starting again gets the kill when it is back', async () => {
  writeEngineFiles(double.folder, { controlPort: await freePort(), devicePort: await freePort() });
  const run = startKill();
  await run.sees('Sending it again');
  double.state = killedFlat();
  writeEngineFiles(double.folder, { controlPort: double.port, devicePort: double.port });
  expect((await run.done).status).toBe(0);
});

test('a kill tries the other listener when one hangs', async () => {
  const hanging = await serveHanging();
  double.state = killedFlat();
  writeEngineFiles(double.folder, { controlPort: hanging.port, devicePort: double.port });
  const run = startKill();
  await run.sees('Latched in');
  expect(double.calls).toMatchObject([{ path: '/kill', source: 'cli' }]);
  writeEngineFiles(double.folder, { controlPort: double.port });
  expect((await run.done).status).toBe(0);
  hanging.server.close();
});

test('no answer is not "not killed": it may have landed', async () => {
  const hanging = await serveHanging();
  writeEngineFiles(double.folder, { controlPort: hanging.port, devicePort: hanging.port });
  const end = await startKill('--wait', '1s').done;
  expect(end).toMatchObject({ status: 1, stdout: '' });
  expect(end.stderr).toContain('it may have landed');
  hanging.server.close();
});

test('a port that nobody listens on: 3, and it is said that nothing landed', async () => {
  writeEngineFiles(double.folder, { controlPort: await freePort(), devicePort: await freePort() });
  const end = await startKill('--wait', '800ms').done;
  expect(end).toMatchObject({ status: 3, stdout: '' });
  expect(end.stderr).toContain('the kill has not landed');
});

test('a wrong token is refused with 1', async () => {
  writeEngineFiles(double.folder, { controlPort: double.port, devicePort: double.port }, 'another');
  const end = await startKill().done;
  expect(end).toMatchObject({ status: 1, stdout: '' });
  expect(end.stderr).toContain('The token is wrong.');
});

test('a broken engine.json does not keep a kill from the usual ports', async () => {
  writeFileSync(join(double.folder, dataFiles.engine), '{"pid":');
  const end = await startKill('--wait', '500ms').done;
  // Nobody, or a stranger, listens there on the machine of a test: what matters is that it was tried.
  expect(end.stderr).toMatch(/ECONNREFUSED|token|understands/);
});

test('a --wait that can’t be read does not stop a kill', async () => {
  double.state = killedFlat();
  const end = await startKill('--wait', 'soon').done;
  expect(end.status).toBe(0);
  expect(end.stderr).toContain('--wait soon is not a duration');
});

test('a reader that goes away while a kill runs is not success, and the kill was sent', async () => {
  const run = startKill();
  run.child.stdout?.destroy();
  await expect.poll(() => double.calls.length, patience).toBe(1);
  double.change(killedFlat());
  expect((await run.done).status).toBe(1);
});

test.runIf(process.platform === 'linux')('on a terminal the progress is painted in place', async () => {
  const run = startCliOnTerminal(['--data', double.folder, 'kill']);
  await run.sees('cancelled 0 of 2');
  double.change({ brokers: [broker({ flatten: progress({ cancelled: 2 }) })] });
  await run.sees('cancelled 2 of 2');
  double.change(killedFlat());
  const end = await run.done;
  expect(end.status).toBe(0);
  expect(end.stdout).toContain('\u001b[2A\u001b[2K');
  expect(end.stdout).toContain('\u001b[91mKILLED · FLAT\u001b[0m  PAPER');
});

test('colour is for terminals alone, and for those who want it', async () => {
  double.answers.state = () => double.state;
  const end = await runCli(['--data', double.folder, 'status'], { FORCE_COLOR: '1' });
  expect(end.stdout).not.toContain('\u001b');
});

async function serveHanging(): Promise<{ server: Server; port: number }> {
  const server = createServer(() => {}).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  return { server, port: (server.address() as AddressInfo).port };
}

async function freePort(): Promise<number> {
  const { server, port } = await serveHanging();
  await new Promise((resolve) => server.close(resolve));
  return port;
}
