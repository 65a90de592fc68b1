import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeAll, expect, test } from 'vitest';
import type { EngineState } from '../../src/shared/api/state.ts';
import { type ButtonFolder, buttonFolder } from '../support/button.ts';
import { callJson, until } from '../support/http.ts';
import {
  type EngineProcess,
  type RunningProcess,
  startEngineProcess,
  startPaperProcess,
} from '../support/processes.ts';
import { randomFrom } from '../support/random.ts';
import { buildTwin, Twin } from '../support/twin.ts';

/** Everything a process of its own: the engine, the button and the exchange. `SCRAM_CHAOS_SEED` repeats a run. */
const seed = Number(process.env.SCRAM_CHAOS_SEED ?? Math.floor(Math.random() * 2 ** 31));
const random = randomFrom(seed);
const crashes = Number(process.env.SCRAM_BUTTON_CRASHES ?? 12);

beforeAll(buildTwin, 120_000);

let folder: ButtonFolder;
let paper: RunningProcess & { url: string };
let engine: EngineProcess;
let twin: Twin;

async function begin(device: Record<string, unknown> = {}, bootMs = 20): Promise<void> {
  paper = await startPaperProcess(['--latency', '50ms']);
  folder = buttonFolder({ brokers: { demo: { kind: 'paper', url: paper.url } }, device });
  engine = await startEngineProcess(folder.path);
  twin = await Twin.start({ folder: folder.twin, lan: `http://127.0.0.1:${engine.devicePort}`, bootMs });
  await until(state, ({ devices }) => devices[0]?.paths.every(({ lastHeardAt }) => lastHeardAt !== null) ?? false);
}

afterEach(async () => {
  await twin.stop();
  await engine.kill();
  await paper.kill();
  folder.remove();
});

async function state(): Promise<EngineState> {
  const { controlPort: port, operatorToken: token } = engine;
  return (await callJson<EngineState>({ port, path: '/api/state', token })).json;
}

async function restart(): Promise<void> {
  engine = await startEngineProcess(folder.path, ['--device-port', String(engine.devicePort)]);
}

function fired(): string[] {
  const journal = new DatabaseSync(join(folder.path, 'journal.db'), { readOnly: true });
  const rows = journal.prepare("SELECT kill_id FROM journal WHERE kind = 'KILL_FIRED'").all();
  journal.close();
  return rows.map((row) => String(row.kill_id));
}

const saysKilledOnBothPaths = (now: unknown) => JSON.stringify(now).split('"state":"D"').length === 3;

test('from the throw to the flat account and back to the display, and once re-armed to blue', async () => {
  await begin();
  await twin.do('throw');
  await until(state, ({ flat }) => flat === true, 20_000);
  await until(() => twin.state(), saysKilledOnBothPaths, 10_000);
  expect(fired()).toHaveLength(1);
  await twin.do('release');
  await until(state, ({ devices }) => devices[0]?.level === 'closed', 5_000);
  const { controlPort: port, operatorToken: token } = engine;
  const body = { reason: 'the test has looked at it', confirm: 'RESET' };
  expect((await callJson({ port, method: 'POST', path: '/api/reset', token, body })).status).toBe(200);
  await until(
    () => twin.state(),
    ({ led }) => led === 'blue',
    15_000,
  );
  expect((await state()).state).toBe('armed');
});

test(`an engine that is SIGKILLed around the throw, ${crashes} times: one kill each time, and it is never lost (seed ${seed})`, async () => {
  await begin();
  for (let i = 0; i < crashes; i++) {
    const before = fired().length;
    await twin.do('throw');
    await new Promise((resolve) => setTimeout(resolve, random() * 60));
    await engine.kill();
    // Released before the engine is back: only what was told to it, or is still owed to it, can bring the kill.
    if (i % 2 === 1) {
      await twin.do('release');
      await new Promise((resolve) => setTimeout(resolve, 700));
    }
    await restart();
    await until(state, (now) => now.state !== 'armed', 10_000);
    await until(state, ({ flat }) => flat === true, 30_000);
    if (i % 2 === 0) await twin.do('release');
    await until(state, ({ devices }) => devices[0]?.level === 'closed', 10_000);
    const { controlPort: port, operatorToken: token } = engine;
    const body = { reason: 'the test has looked at it', confirm: 'RESET' };
    const reset = () => callJson({ port, method: 'POST', path: '/api/reset', token, body });
    await until(reset, ({ status }) => status === 200, 10_000);
    // What both paths still repeat of this press must not kill again.
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect((await state()).state, `after crash ${i}`).toBe('armed');
    expect(fired().length, `kills of throw ${i}`).toBe(before + 1);
  }
}, 300_000);

test('an engine that was stopped for longer than any silence does not take its own absence for the button’s', async () => {
  await begin({ onSilence: 'kill' });
  engine.child.kill('SIGSTOP');
  await new Promise((resolve) => setTimeout(resolve, 14_000));
  engine.child.kill('SIGCONT');
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  expect((await state()).state).toBe('armed');
  expect(readFileSync(join(folder.path, 'config.json'), 'utf8')).toContain('"onSilence":"kill"');
});

test.each(['free-boot', 'hold-boot'])(
  'a throw while the button boots (%s) lands when it has booted',
  async (bootButton) => {
    await begin({}, 2_000);
    await twin.do(bootButton);
    await twin.do('reboot');
    await twin.do('throw');
    expect((await twin.state()).event).toBe('booting');
    await new Promise((resolve) => setTimeout(resolve, 800));
    expect((await twin.state()).event).toBe('booting');
    expect((await state()).state).toBe('armed');
    await until(state, (now) => now.state !== 'armed', 5_000);
    await until(state, ({ flat }) => flat === true, 20_000);
    await until(() => twin.state(), saysKilledOnBothPaths, 10_000);
    expect(fired()).toHaveLength(1);
  },
);

test('a throw while the engine is stopped lands when it goes on', async () => {
  await begin();
  engine.child.kill('SIGSTOP');
  await twin.do('throw');
  await new Promise((resolve) => setTimeout(resolve, 4_000));
  engine.child.kill('SIGCONT');
  await until(state, ({ flat }) => flat === true, 20_000);
  expect(fired()).toHaveLength(1);
});

test('a button at two engines on one account: both fire under one name, and no position crosses zero', async () => {
  await begin();
  const vmFolder = buttonFolder({
    paths: ['wifi'],
    brokers: { demo: { kind: 'paper', url: paper.url } },
    more: { peers: { mac: { url: `http://127.0.0.1:${engine.devicePort}`, key: { secret: 'desk' } } } },
  });
  const vm = await startEngineProcess(vmFolder.path);
  try {
    await twin.stop();
    const at = (each: EngineProcess) => `http://127.0.0.1:${each.devicePort}`;
    twin = await Twin.start({ folder: folder.twin, lan: at(engine), vm: at(vm) });
    const stateOf = (each: EngineProcess) => async () =>
      (await callJson<EngineState>({ port: each.controlPort, path: '/api/state', token: each.operatorToken })).json;
    await until(stateOf(vm), ({ devices }) => devices[0]?.level === 'closed');
    await until(stateOf(engine), ({ devices }) => devices[0]?.level === 'closed');
    await twin.do('throw');
    const [here, there] = await Promise.all(
      [engine, vm].map((each) => until(stateOf(each), ({ flat }) => flat === true, 30_000)),
    );
    expect(there?.killId).toBe(here?.killId);
    const ledger = await (await fetch(`${paper.url}/control/ledger`)).json();
    expect(ledger.crossings).toEqual([]);
    expect(ledger.fills.length).toBeGreaterThan(0);
  } finally {
    await vm.kill();
    vmFolder.remove();
  }
});
