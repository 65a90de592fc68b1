import { existsSync, rmSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { BotEngine } from '../support/bots/engine.ts';
import { signedFrame } from '../support/button.ts';
import { call, until } from '../support/http.ts';
import { twinDevice, twinSecret } from '../support/twin.ts';

let it: BotEngine;
beforeEach(() => {
  it = new BotEngine({ desk: twinSecret });
});
afterEach(async () => {
  await it.end();
  expect(it.bugs).toEqual([]);
});

test('what is held stays held over a restart, latched or reset, and what came back meanwhile is halted again', async () => {
  const bot = await it.bot();
  const bots = {
    proc: { kind: 'process', pattern: bot.mark },
    flag: { kind: 'flag-file' },
  };
  await it.start(bots);
  await it.kill();
  await it.isFlat();
  await it.until('proc', 'halted');
  await it.stop();
  const again = await it.bot(bot.mark);
  await it.start(bots);
  await until(
    async () => again.alive().length,
    (alive) => alive === 0,
  );
  await it.isFlat();
  expect(await it.reset()).toMatchObject({ ok: true });
  await it.start(bots);
  rmSync(it.path('HALT-flag'));
  expect(it.engine.state()).toMatchObject({ state: 'armed', trading: true });
  expect(await it.until('proc', 'halted')).toMatchObject({ held: { to: 'halt', cause: 'kill switch engaged' } });
  await until(
    async () => existsSync(it.path('HALT-flag')),
    (exists) => exists,
    5_000,
  );
  await it.resume('flag');
  await it.start(bots);
  await it.until('proc', 'halted');
  expect(it.state('flag')).toMatchObject({ held: null });
});

test('a button that is heard on none of its paths pauses the bots, until the operator resumes each; positions are left alone', async () => {
  const bot = await it.bot();
  const device = { name: 'desk button', key: { secret: 'desk' }, paths: ['usb'], onSilence: 'pause' };
  const links = { usb: { discover: false }, wifi: { announce: false } };
  await it.start({ proc: { kind: 'process', pattern: bot.mark } }, { devices: { [twinDevice]: device }, links });
  await it.until('proc', 'paused');
  expect(bot.state()).toBe('T');
  const { state, trading, brokers, devices } = it.engine.state();
  expect({ state, trading, onSilence: devices[0]?.onSilence }).toEqual({
    state: 'armed',
    trading: true,
    onSilence: 'pause',
  });
  expect(brokers[0]?.positions.length).toBeGreaterThan(0);
  const { body, mac } = signedFrame({ counter: 1 });
  const headers = { 'x-kill-token': `v1.${mac}`, 'content-type': 'text/plain' };
  await call({ port: it.ports.device, method: 'POST', path: '/heartbeat', headers, body });
  await new Promise((resolve) => setTimeout(resolve, 1_200));
  expect(it.state('proc')).toMatchObject({
    state: 'paused',
    held: { cause: 'desk button is silent on every path' },
  });
  expect(await it.resume('proc')).toMatchObject({ ok: true, value: { state: 'running' } });
  expect(bot.state()).not.toBe('T');
});

test("triggered, the dead man's switch pauses the bots; a kill after it halts them, and each has its own way out", async () => {
  const bot = await it.bot();
  await it.start({ proc: { kind: 'process', pattern: bot.mark } }, { deadMan: { window: '5s' } });
  await it.until('proc', 'paused');
  expect(it.engine.state()).toMatchObject({ state: 'armed', deadMan: { state: 'triggered' } });
  expect(await it.resume('proc')).toMatchObject({ ok: false, failure: { against: [{ code: 'triggered' }] } });
  await it.kill();
  await it.until('proc', 'halted');
  expect(bot.alive()).toEqual([]);
});

test('a journal that is begun anew is told who is held', async () => {
  const bots = { flag: { kind: 'flag-file' } };
  await it.start(bots);
  await it.kill();
  await it.isFlat();
  for (const file of ['journal.db', 'journal.db-wal', 'journal.db-shm']) rmSync(it.path(file), { force: true });
  await it.kill();
  await until(
    () => it.rows('BOTS_HELD'),
    ([row]) => row?.reason === 'held before the journal was replaced',
  );
  expect(await it.rows('BOTS_HELD')).toMatchObject([{ data: { held: { flag: { to: 'halt' } } } }]);
  await it.start(bots);
  expect(it.state('flag')).toMatchObject({ held: { to: 'halt', cause: 'kill switch engaged' } });
});
