import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemClock } from '../../src/engine/clock.ts';
import { type RunningEngine, startEngine } from '../../src/engine/start.ts';
import type { BotState } from '../../src/shared/api/bots.ts';
import { obedient, type RealProcess, startProcess } from '../support/bots/real-process.ts';
import { signedFrame } from '../support/button.ts';
import { call, callJson, until } from '../support/http.ts';
import { twinDevice, twinSecret } from '../support/twin.ts';

/** A whole engine with real bots: a process, a flag file, a program, and a webhook that takes every call and answers none. */
let folder = '';
let running: RunningEngine | null = null;
const processes: RealProcess[] = [];
let deaf: Server;
const bugs: unknown[] = [];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'scram-bots-'));
  writeFileSync(join(folder, 'secrets.json'), JSON.stringify({ desk: twinSecret }), { mode: 0o600 });
  deaf = createServer(() => undefined);
  await new Promise<void>((resolve) => deaf.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  await running?.close();
  running = null;
  for (const each of processes.splice(0)) each.end();
  deaf.close();
  deaf.closeAllConnections();
  rmSync(folder, { recursive: true, force: true });
  expect(bugs.splice(0)).toEqual([]);
});

const deafBot = () => {
  const baseUrl = `http://127.0.0.1:${(deaf.address() as AddressInfo).port}`;
  return { kind: 'webhook', baseUrl, key: { secret: 'desk' }, callTimeout: '1s', deadline: '2s' };
};

async function start(bots: Record<string, unknown>, more: Record<string, unknown> = {}): Promise<void> {
  writeFileSync(join(folder, 'config.json'), JSON.stringify({ brokers: { demo: { kind: 'paper' } }, bots, ...more }));
  const at = { dataDir: folder, configFile: null, host: '127.0.0.1', devicePort: 0, controlPort: 0 };
  running = await startEngine(at, systemClock, (bug) => bugs.push(bug));
}

function engine() {
  if (!running) throw new Error('not running');
  return running.engine;
}

async function restart(bots: Record<string, unknown>): Promise<void> {
  await running?.close();
  await start(bots);
}

async function startBot(): Promise<RealProcess> {
  const bot = startProcess(obedient);
  processes.push(bot);
  await bot.said('ready');
  return bot;
}

const states = async () => engine().state().bots;
const named = (bots: BotState[], name: string) => bots.find((bot) => bot.name === name);
const untilBot = (name: string, state: BotState['state'], withinMs?: number) =>
  until(states, (bots) => named(bots, name)?.state === state, withinMs).then((bots) => named(bots, name));
const kill = () => engine().kill({ source: 'cli', reason: 'by hand', from: 'test' });
const isFlat = () =>
  until(
    async () => engine().state(),
    ({ flat }) => flat === true,
  );
const reset = () => engine().reset({ reason: 'looked at everything', confirm: 'RESET' }, 'cli');
const resume = (name: string) => engine().resumeBot(name, 'looked at this bot', 'cli');

async function rows(kind: string) {
  const page = await engine().journal.page({ kind, limit: 100 });
  return page.ok ? page.value.rows : [];
}

test('a kill halts every bot; one that hangs delays neither the others nor the brokers, and is named', async () => {
  const bot = await startBot();
  await start({
    deaf: deafBot(),
    proc: { kind: 'process', pattern: bot.mark },
    flag: { kind: 'flag-file' },
    cmd: { kind: 'command', halt: ['true'] },
  });
  await untilBot('proc', 'running');
  const began = performance.now();
  const { killId } = await kill();
  await untilBot('proc', 'halted', 1_800);
  expect(performance.now() - began).toBeLessThan(1_900);
  expect(bot.alive()).toEqual([]);
  expect(readFileSync(join(folder, 'HALT-flag'), 'utf8')).toBe('halt\n');
  expect(named(await states(), 'flag')).toMatchObject({ state: 'unknown', asked: 'halt' });
  expect(await untilBot('cmd', 'unknown')).toMatchObject({ asked: 'halt', held: { to: 'halt', killId } });
  expect(named(await states(), 'deaf')).toMatchObject({ state: 'halting' });
  await isFlat();
  expect(await untilBot('deaf', 'failed')).toMatchObject({ wanted: 'halt', words: 'no answer: no answer in time' });
  const conditions = engine()
    .state()
    .conditions.map(({ id, severity }) => `${id} ${severity}`);
  expect(conditions).toEqual(['bot_not_halted:deaf critical', 'bot_not_seen:flag warning', 'bot_not_seen:cmd warning']);
  expect(await rows('BOTS_HELD')).toMatchObject([
    { killId, data: { bots: ['deaf', 'proc', 'flag', 'cmd'], to: 'halt' } },
  ]);
  expect(await rows('BOT_HALTED')).toMatchObject([{ killId, data: { bot: 'proc' } }]);
  expect(await rows('BOT_HALT_FAILED')).toMatchObject([{ killId, data: { bot: 'deaf', to: 'halt' } }]);
});

test('a bot that comes back while the switch is engaged is halted again, journaled and named', async () => {
  const bot = await startBot();
  await start({ proc: { kind: 'process', pattern: `${bot.mark}|${'scram-bot-[0-9a-f]{12}$'}` } });
  await kill();
  await untilBot('proc', 'halted');
  const again = await startBot();
  await until(
    async () => again.alive().length,
    (alive) => alive === 0,
  );
  expect(await untilBot('proc', 'halted')).toMatchObject({ returns: 1 });
  expect(await rows('BOT_RETURNED')).toMatchObject([{ data: { bot: 'proc' } }]);
  expect(await rows('BOT_HALTED')).toHaveLength(2);
  expect(engine().state().conditions).toMatchObject([{ id: 'bot_returned:proc', severity: 'warning' }]);
});

test('a reset lets no bot go: each waits for the operator, and while latched that is refused', async () => {
  await start({ flag: { kind: 'flag-file' }, other: { kind: 'flag-file' } });
  await kill();
  await isFlat();
  expect(await resume('flag')).toMatchObject({
    ok: false,
    failure: { code: 'not_now', against: [{ code: 'latched' }] },
  });
  expect(await reset()).toMatchObject({ ok: true });
  await until(
    async () => existsSync(join(folder, 'HALT-flag')),
    (exists) => exists,
  );
  expect(await resume('flag')).toMatchObject({ ok: true, value: { held: null, state: 'unknown', asked: null } });
  expect(existsSync(join(folder, 'HALT-flag'))).toBe(false);
  expect(existsSync(join(folder, 'HALT-other'))).toBe(true);
  expect(await rows('BOT_RESUMED')).toMatchObject([
    { source: 'cli', reason: 'looked at this bot', data: { bot: 'flag' } },
  ]);
  expect(await resume('flag')).toMatchObject({ ok: false, failure: { code: 'not_now' } });
  expect(await resume('nobody')).toMatchObject({ ok: false, failure: { code: 'not_found' } });
});

test('what is held stays held over a restart, latched or reset, and what came back meanwhile is halted again', async () => {
  const bot = await startBot();
  const bots = {
    proc: { kind: 'process', pattern: `${bot.mark}|scram-bot-[0-9a-f]{12}$` },
    flag: { kind: 'flag-file' },
  };
  await start(bots);
  await kill();
  await isFlat();
  await untilBot('proc', 'halted');
  await running?.close();
  const again = await startBot();
  await start(bots);
  await until(
    async () => again.alive().length,
    (alive) => alive === 0,
  );
  await isFlat();
  expect(await reset()).toMatchObject({ ok: true });
  await restart(bots);
  rmSync(join(folder, 'HALT-flag'));
  expect(engine().state()).toMatchObject({ state: 'armed', trading: true });
  expect(await untilBot('proc', 'halted')).toMatchObject({ held: { to: 'halt', cause: 'kill switch engaged' } });
  await until(
    async () => existsSync(join(folder, 'HALT-flag')),
    (exists) => exists,
    5_000,
  );
  await resume('flag');
  await restart(bots);
  await untilBot('proc', 'halted');
  expect(named(await states(), 'flag')).toMatchObject({ held: null });
});

test('a button that is heard on none of its paths pauses the bots, until the operator resumes each; positions are left alone', async () => {
  const bot = await startBot();
  const device = { name: 'desk button', key: { secret: 'desk' }, paths: ['usb'], onSilence: 'pause' };
  const links = { usb: { discover: false }, wifi: { announce: false } };
  await start({ proc: { kind: 'process', pattern: bot.mark } }, { devices: { [twinDevice]: device }, links });
  await untilBot('proc', 'paused');
  expect(bot.state()).toBe('T');
  const { state, trading, brokers, devices } = engine().state();
  expect({ state, trading, onSilence: devices[0]?.onSilence }).toEqual({
    state: 'armed',
    trading: true,
    onSilence: 'pause',
  });
  expect(brokers[0]?.positions.length).toBeGreaterThan(0);
  const { body, mac } = signedFrame({ counter: 1 });
  const headers = { 'x-kill-token': `v1.${mac}`, 'content-type': 'text/plain' };
  await call({ port: running?.devicePort ?? 0, method: 'POST', path: '/heartbeat', headers, body });
  await new Promise((resolve) => setTimeout(resolve, 1_200));
  expect(named(await states(), 'proc')).toMatchObject({
    state: 'paused',
    held: { cause: 'desk button is silent on every path' },
  });
  expect(await resume('proc')).toMatchObject({ ok: true, value: { state: 'running' } });
  expect(bot.state()).not.toBe('T');
});

test("triggered, the dead man's switch pauses the bots; a kill after it halts them, and each has its own way out", async () => {
  const bot = await startBot();
  await start({ proc: { kind: 'process', pattern: bot.mark } }, { deadMan: { window: '5s' } });
  await untilBot('proc', 'paused');
  expect(engine().state()).toMatchObject({ state: 'armed', deadMan: { state: 'triggered' } });
  expect(await resume('proc')).toMatchObject({ ok: false, failure: { against: [{ code: 'triggered' }] } });
  await kill();
  await untilBot('proc', 'halted');
  expect(bot.alive()).toEqual([]);
});

test('over HTTP: the state, the resume with its reason, and what is wrong with one', async () => {
  await start({ flag: { kind: 'flag-file' } });
  const token = readFileSync(join(folder, 'operator.token'), 'utf8').trim();
  const port = running?.controlPort ?? 0;
  const post = (name: string, body: unknown, as = token) =>
    callJson({ port, method: 'POST', path: `/api/bots/${name}/resume`, token: as, body });
  const reason = 'looked at this bot';
  expect(await post('flag', { reason: 'ok' })).toMatchObject({ status: 400, json: { error: { field: 'reason' } } });
  expect(await post('nobody', { reason })).toMatchObject({ status: 404 });
  expect(await post('flag', { reason })).toMatchObject({ status: 409, json: { error: { code: 'not_now' } } });
  const botToken = readFileSync(join(folder, 'bot.token'), 'utf8').trim();
  expect((await post('flag', { reason }, botToken)).status).toBe(403);
  const { json } = await callJson<{ checks: { id: string }[] }>({ port, path: '/api/preflight', token });
  expect(json.checks.map(({ id }) => id)).toContain('bot:flag');
  const state = await callJson<{ bots: BotState[] }>({ port, path: '/api/state', token });
  expect(state.json.bots).toMatchObject([{ name: 'flag', kind: 'flag-file', held: null, state: 'unknown' }]);
});

test('a bot that can not be looked at is told again by the next kill, though nobody has resumed it', async () => {
  const told = join(folder, 'told');
  await start({ cmd: { kind: 'command', halt: ['sh', '-c', `echo halt >> ${told}`] } });
  const times = async () => (existsSync(told) ? readFileSync(told, 'utf8').trim().split('\n').length : 0);
  await kill();
  await isFlat();
  await until(times, (count) => count === 1);
  expect(await reset()).toMatchObject({ ok: true });
  const { killId } = await kill();
  await until(times, (count) => count === 2);
  expect(named(await states(), 'cmd')).toMatchObject({ held: { killId } });
});

test('a bot without its secret is named from the start, and the others are halted all the same', async () => {
  await start({ hook: { ...deafBot(), key: { secret: 'nowhere' }, deadline: '1s' }, flag: { kind: 'flag-file' } });
  const check = (await engine().preflight()).checks.find(({ id }) => id === 'bot:hook');
  expect(check).toMatchObject({ status: 'fail', sentence: expect.stringContaining('"nowhere" in') });
  await kill();
  expect(await untilBot('hook', 'failed')).toMatchObject({ words: expect.stringContaining('there is no secret in') });
  expect(existsSync(join(folder, 'HALT-flag'))).toBe(true);
});
