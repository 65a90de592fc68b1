import { afterEach, expect, test } from 'vitest';
import { buttonFolder } from '../support/button.ts';
import { freePort } from '../support/free-port.ts';
import { endRuns, runCli, startCli } from './cli-run.ts';

/*
 * Two engines as `scram engine` runs them, that tell each other of their kills, and one person at a terminal of the first.
 */
let folders: ReturnType<typeof buttonFolder>[] = [];
afterEach(async () => {
  await endRuns();
  for (const folder of folders) folder.remove();
});

async function two() {
  const [mac, vm] = [await freePort(), await freePort()];
  const side = (peer: string, port: number) => {
    const peers = { [peer]: { url: `http://127.0.0.1:${port}`, key: { secret: 'desk' } } };
    return buttonFolder({ devices: {}, more: { peers } });
  };
  folders = [side('vm', vm), side('mac', mac)];
  const [first = '', second = ''] = folders.map(({ path }) => path);
  const start = async (folder: string, port: number) => {
    const ports = ['--host', '127.0.0.1', '--device-port', String(port), '--control-port', '0'];
    const run = startCli(['--data', folder, 'engine', ...ports]);
    await run.sees('Scram is');
    return run;
  };
  const engines = [await start(first, mac), await start(second, vm)];
  return { engines, onMac: scram(first), onVm: scram(second) };
}

const scram =
  (folder: string) =>
  (...args: string[]) =>
    runCli(['--data', folder, ...args]);

async function until(ask: () => Promise<string>, wanted: RegExp): Promise<string> {
  for (;;) {
    const said = await ask();
    if (wanted.test(said)) return said;
  }
}

test('a kill on one is a kill on both; a reset with peers opens both, and says of each what it did', async () => {
  const { onMac, onVm, engines } = await two();
  const kill = await onMac('kill', '--reason', 'both of them');
  expect(kill.status).toBe(0);
  const killId = /kill (\S+)/.exec(kill.stdout)?.[1] ?? 'none';
  expect(await until(async () => (await onVm('status')).stdout, /KILLED · FLAT/)).toContain(`Kill ${killId} by peer`);
  await until(async () => (await onMac('status')).stdout, /^vm {2}.*KILLED, flat/m);

  const alone = await onVm('reset', '--reason', 'only this one', '--yes');
  expect(alone).toMatchObject({ status: 0, stderr: '' });
  expect((await onVm('status')).stdout).toContain('Orders are refused: peer mac is killed.');

  const both = await onMac('reset', '--reason', 'looked at both', '--with-peers', '--yes');
  expect(both.stdout).toContain('Reset: the latch is open');
  expect(await until(async () => (await onMac('status')).stdout, /^vm {2}.* armed/m)).toContain('Orders pass.');
  await until(async () => (await onVm('status')).stdout, /Orders pass\./);

  await onMac('kill');
  await until(async () => (await onVm('status')).stdout, /KILLED · FLAT/);
  const third = await onMac('reset', '--reason', 'looked at both', '--with-peers', '--yes');
  expect(third).toMatchObject({ status: 0, stdout: expect.stringContaining('vm: reset too.') });

  await onMac('kill');
  engines[1]?.child.kill('SIGKILL');
  const lonely = await onMac('reset', '--reason', 'looked at one', '--with-peers', '--yes');
  expect(lonely.status).toBe(1);
  expect(lonely.stdout).toContain('Reset: the latch is open');
  expect(lonely.stderr).toContain('vm did not confirm a reset');
});
