import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { BotState } from '../../src/shared/api/bots.ts';
import { BotEngine } from '../support/bots/engine.ts';
import { wellBehaved } from '../support/freqtrade/behaviour.ts';
import { startFreqtrade } from '../support/freqtrade/freqtrade.ts';
import { callJson, until } from '../support/http.ts';
import { twinSecret } from '../support/twin.ts';

/** Takes every call and answers none. */
const deaf = createServer(() => undefined);
beforeAll(() => new Promise<void>((resolve) => deaf.listen(0, '127.0.0.1', resolve)));
afterAll(() => {
  deaf.close();
  deaf.closeAllConnections();
});
const deafBot = () => {
  const baseUrl = `http://127.0.0.1:${(deaf.address() as AddressInfo).port}`;
  return { kind: 'webhook', baseUrl, key: { secret: 'desk' }, callTimeout: '1s', deadline: '2s' };
};

let it: BotEngine;
beforeEach(() => {
  it = new BotEngine({ desk: twinSecret, user: wellBehaved.username, password: wellBehaved.password });
});
afterEach(async () => {
  await it.end();
  expect(it.bugs).toEqual([]);
});

test('a kill halts every bot; one that hangs delays neither the others nor the brokers, and is named', async () => {
  const bot = await it.bot();
  await it.start({
    deaf: { ...deafBot(), deadline: '6s' },
    proc: { kind: 'process', pattern: bot.mark },
    flag: { kind: 'flag-file' },
    cmd: { kind: 'command', halt: ['true'] },
  });
  await it.until('proc', 'running');
  const { killId } = await it.kill();
  await it.until('proc', 'halted', 5_000);
  expect(bot.alive()).toEqual([]);
  expect(readFileSync(it.path('HALT-flag'), 'utf8')).toBe('halt\n');
  expect(it.state('flag')).toMatchObject({ state: 'unknown', asked: 'halt' });
  expect(await it.until('cmd', 'unknown')).toMatchObject({ asked: 'halt', held: { to: 'halt', killId } });
  expect(it.state('deaf')).toMatchObject({ state: 'halting' });
  await it.isFlat();
  expect(await it.until('deaf', 'failed')).toMatchObject({ wanted: 'halt', words: 'no answer: no answer in time' });
  const conditions = it.engine.state().conditions.map(({ id, severity }) => `${id} ${severity}`);
  expect(conditions).toEqual(['bot_not_halted:deaf critical', 'bot_not_seen:flag warning', 'bot_not_seen:cmd warning']);
  expect(await it.rows('BOTS_HELD')).toMatchObject([
    { killId, data: { bots: ['deaf', 'proc', 'flag', 'cmd'], to: 'halt' } },
  ]);
  expect(await it.rows('BOT_HALTED')).toMatchObject([{ killId, data: { bot: 'proc' } }]);
  expect(await it.rows('BOT_HALT_FAILED')).toMatchObject([{ killId, data: { bot: 'deaf', to: 'halt' } }]);
});

test('a bot that comes back while the switch is engaged is halted again, journaled and named', async () => {
  const bot = await it.bot();
  await it.start({ proc: { kind: 'process', pattern: bot.mark } });
  await it.kill();
  await it.until('proc', 'halted');
  const again = await it.bot(bot.mark);
  await until(
    async () => again.alive().length,
    (alive) => alive === 0,
  );
  expect(await it.until('proc', 'halted')).toMatchObject({ returns: 1 });
  expect(await it.rows('BOT_RETURNED')).toMatchObject([{ data: { bot: 'proc' } }]);
  expect(await it.rows('BOT_HALTED')).toHaveLength(2);
  expect(it.engine.state().conditions).toMatchObject([{ id: 'bot_returned:proc', severity: 'warning' }]);
});

test('a reset lets no bot go: each waits for the operator, and while latched that is refused', async () => {
  await it.start({ flag: { kind: 'flag-file' }, other: { kind: 'flag-file' } });
  await it.kill();
  await it.isFlat();
  expect(await it.resume('flag')).toMatchObject({
    ok: false,
    failure: { code: 'not_now', against: [{ code: 'latched' }] },
  });
  expect(await it.reset()).toMatchObject({ ok: true });
  await until(
    async () => existsSync(it.path('HALT-flag')),
    (exists) => exists,
  );
  expect(await it.resume('flag')).toMatchObject({ ok: true, value: { held: null, state: 'unknown', asked: null } });
  expect(existsSync(it.path('HALT-flag'))).toBe(false);
  expect(existsSync(it.path('HALT-other'))).toBe(true);
  expect(await it.rows('BOT_RESUMED')).toMatchObject([
    { source: 'cli', reason: 'looked at this bot', data: { bot: 'flag' } },
  ]);
  expect(await it.resume('flag')).toMatchObject({ ok: false, failure: { code: 'not_now' } });
  expect(await it.resume('nobody')).toMatchObject({ ok: false, failure: { code: 'not_found' } });
});

test('over HTTP: the state, the resume with its reason, and what is wrong with one', async () => {
  await it.start({ flag: { kind: 'flag-file' } });
  const token = readFileSync(it.path('operator.token'), 'utf8').trim();
  const port = it.ports.control;
  const post = (name: string, body: unknown, as = token) =>
    callJson({ port, method: 'POST', path: `/api/bots/${name}/resume`, token: as, body });
  const reason = 'looked at this bot';
  expect(await post('flag', { reason: 'ok' })).toMatchObject({ status: 400, json: { error: { field: 'reason' } } });
  expect(await post('nobody', { reason })).toMatchObject({ status: 404 });
  expect(await post('flag', { reason })).toMatchObject({ status: 409, json: { error: { code: 'not_now' } } });
  const botToken = readFileSync(it.path('bot.token'), 'utf8').trim();
  expect((await post('flag', { reason }, botToken)).status).toBe(403);
  const { json } = await callJson<{ checks: { id: string }[] }>({ port, path: '/api/preflight', token });
  expect(json.checks.map(({ id }) => id)).toContain('bot:flag');
  const state = await callJson<{ bots: BotState[] }>({ port, path: '/api/state', token });
  expect(state.json.bots).toMatchObject([{ name: 'flag', kind: 'flag-file', held: null, state: 'unknown' }]);
});

test('a bot that can not be looked at is told again by the next kill, though nobody has resumed it', async () => {
  const told = it.path('told');
  await it.start({ cmd: { kind: 'command', halt: ['sh', '-c', `echo halt >> ${told}`] } });
  const times = async () => (existsSync(told) ? readFileSync(told, 'utf8').trim().split('\n').length : 0);
  await it.kill();
  await it.isFlat();
  await until(times, (count) => count === 1);
  expect(await it.reset()).toMatchObject({ ok: true });
  const { killId } = await it.kill();
  await until(times, (count) => count === 2);
  expect(it.state('cmd')).toMatchObject({ held: { killId } });
});

test('a bot without its secret is named from the start, and the others are halted all the same', async () => {
  await it.start({ hook: { ...deafBot(), key: { secret: 'nowhere' }, deadline: '1s' }, flag: { kind: 'flag-file' } });
  const check = (await it.engine.preflight()).checks.find(({ id }) => id === 'bot:hook');
  expect(check).toMatchObject({ status: 'fail', sentence: expect.stringContaining('"nowhere" in') });
  await it.kill();
  expect(await it.until('hook', 'failed')).toMatchObject({ words: expect.stringContaining('there is no secret in') });
  expect(existsSync(it.path('HALT-flag'))).toBe(true);
});

test('a bot at a broker of ours is kept from trading, and stopped when that broker is flat; it exits nothing itself', async () => {
  const freqtrade = await startFreqtrade({ open: ['BTC/USDT'] });
  try {
    const login = { username: { secret: 'user' }, password: { secret: 'password' } };
    await it.start({ ft: { kind: 'freqtrade', baseUrl: freqtrade.baseUrl, ...login, broker: 'demo' } });
    await it.until('ft', 'running');
    await it.kill();
    await it.until('ft', 'halting');
    await until(
      async () => freqtrade.calls,
      (calls) => calls.includes('POST stopentry'),
    );
    expect(it.engine.state().flat).toBe(false);
    expect(freqtrade.calls).not.toContain('POST stop');
    await it.isFlat();
    expect(await it.until('ft', 'halted')).toMatchObject({ words: 'it is stopped' });
    expect(freqtrade.calls.filter((call) => call.startsWith('POST'))).toEqual(['POST stopentry', 'POST stop']);
  } finally {
    freqtrade.stop();
  }
});
