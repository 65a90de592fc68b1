import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../src/engine/clock.ts';
import { linkKeys, verify } from '../../src/engine/links/keys.ts';
import { type RunningEngine, startEngine } from '../../src/engine/start.ts';
import { type ButtonFolder, buttonFolder, type FrameParts, signedFrame } from '../support/button.ts';
import { call, until } from '../support/http.ts';
import { buildTwin, Twin, twinDevice, twinSecret } from '../support/twin.ts';

beforeAll(buildTwin, 120_000);

let folder: ButtonFolder;
let running: RunningEngine | null = null;
let twin: Twin | null = null;
const bugs: unknown[] = [];

async function start(): Promise<RunningEngine> {
  const ports = { host: '127.0.0.1', devicePort: running?.devicePort ?? 0, controlPort: 0 };
  running = await startEngine({ dataDir: folder.path, configFile: null, ...ports }, systemClock, (bug) =>
    bugs.push(bug),
  );
  return running;
}

async function startTwin(): Promise<Twin> {
  twin = await Twin.start({ folder: folder.twin, lan: `http://127.0.0.1:${engine().devicePort}` });
  await until(devices, ([device]) => device?.paths.every(({ lastHeardAt }) => lastHeardAt !== null) ?? false);
  return twin;
}

function engine(): RunningEngine {
  if (!running) throw new Error('no engine');
  return running;
}

const state = async () => engine().engine.state();
const devices = async () => (await state()).devices;
const flat = () => until(state, (now) => now.flat === true, 20_000);

async function rows(kind: string) {
  const page = await engine().engine.journal.page({ kind, limit: 100 });
  if (!page.ok) throw new Error(page.failure.message);
  return page.value.rows.toReversed();
}

async function send(parts: FrameParts, secret = twinSecret) {
  return post(parts.type === 'K' ? '/kill' : '/heartbeat', signedFrame(parts, secret));
}

function post(path: string, { body, mac }: { body: string; mac: string }) {
  const headers = { 'x-kill-token': `v1.${mac}`, 'content-type': 'text/plain' };
  return call({ port: engine().devicePort, method: 'POST', path, headers, body });
}

function reset(reason = 'the test has looked at it') {
  return engine().engine.reset({ reason, confirm: 'RESET' }, 'cli');
}

afterEach(async () => {
  await twin?.stop();
  await running?.close();
  twin = null;
  running = null;
  folder.remove();
  expect(bugs.splice(0)).toEqual([]);
});

describe('the twin and an engine', () => {
  test('a press: one kill, a receipt from the other path, flat, and the button says so', async () => {
    folder = buttonFolder();
    await start();
    const button = await startTwin();
    await until(button.state.bind(button), ({ led }) => led === 'blue');
    await button.do('throw');
    await until(state, (now) => now.state !== 'armed', 1_000);
    const { killId } = await flat();
    expect(killId).toMatch(/^1a2b3c4d-[0-9a-f]{16}$/);
    expect(await rows('KILL_FIRED')).toHaveLength(1);
    const [fired] = await rows('KILL_FIRED');
    const joined = await rows('KILL_JOINED');
    expect([fired, ...joined].map((row) => row?.source).sort()).toEqual(['usb', 'wifi']);
    expect(new Set(joined.map((row) => row.killId))).toEqual(new Set([killId]));
    await until(
      button.state.bind(button),
      ({ paths }) => JSON.stringify(paths).split('"state":"D"').length === 3,
      8_000,
    );
    expect((await button.state()).led).toBe('red');
  });

  test.each(['usb', 'lan'])('with %s cut the press lands over the other path', async (cut) => {
    folder = buttonFolder();
    await start();
    const button = await startTwin();
    await button.do(cut === 'usb' ? 'usbdown' : 'netdown lan');
    await button.do('throw');
    await until(state, (now) => now.state !== 'armed', 2_000);
    expect((await rows('KILL_FIRED'))[0]?.source).toBe(cut === 'usb' ? 'wifi' : 'usb');
    await flat();
  });

  test.each(['usb', 'lan'])('both cut, thrown and released, then %s is restored: the kill lands', async (restored) => {
    folder = buttonFolder();
    await start();
    const button = await startTwin();
    await button.do('usbdown');
    await button.do('netdown lan');
    await button.do('throw');
    await new Promise((resolve) => setTimeout(resolve, 300));
    await button.do('release');
    await new Promise((resolve) => setTimeout(resolve, 800));
    expect((await state()).state).toBe('armed');
    await button.do(restored === 'usb' ? 'usbup' : 'netup lan');
    await until(state, (now) => now.state !== 'armed', 10_000);
    await flat();
    expect(await rows('KILL_FIRED')).toHaveLength(1);
  });

  test("thrown while the engine is down: the engine's next life has it", async () => {
    folder = buttonFolder();
    await start();
    const button = await startTwin();
    await engine().close();
    await button.do('throw');
    await start();
    await until(state, (now) => now.state !== 'armed', 8_000);
    expect(await rows('KILL_FIRED')).toHaveLength(1);
  });

  test('a train of bounces is one kill', async () => {
    folder = buttonFolder();
    await start();
    const button = await startTwin();
    await button.do('bounce 40');
    await button.do('throw');
    await flat();
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(await rows('KILL_FIRED')).toHaveLength(1);
    expect(new Set((await rows('KILL_JOINED')).map((row) => row.killId)).size).toBeLessThanOrEqual(1);
  });

  test('with its memory erased the button still kills', async () => {
    folder = buttonFolder();
    await start();
    const button = await startTwin();
    await send({ counter: 2n ** 62n + 5n });
    await button.do('nvs-erase');
    await button.do('throw');
    await until(state, (now) => now.state !== 'armed', 8_000);
    await flat();
  });

  test('an open switch stands against a reset and is named; closed, the reset is granted', async () => {
    folder = buttonFolder();
    await start();
    const button = await startTwin();
    await button.do('throw');
    await flat();
    const refused = await reset();
    expect(refused).toMatchObject({ ok: false, failure: { code: 'not_now', against: [{ code: 'switch' }] } });
    expect(JSON.stringify(refused)).toContain('desk button (1a2b3c4d) is thrown');
    await button.do('release');
    await until(devices, ([device]) => device?.level === 'closed', 4_000);
    expect(await reset()).toMatchObject({ ok: true });
    // Both paths go on speaking of the old press until they have reported the release: no new kill.
    await new Promise((resolve) => setTimeout(resolve, 6_000));
    expect((await state()).state).toBe('armed');
    await until(button.state.bind(button), ({ led }) => led === 'blue', 8_000);
  });

  test('a cable that is pulled is a link fault, and its return is recorded too', async () => {
    folder = buttonFolder();
    await start();
    const button = await startTwin();
    await button.do('usbdown');
    await until(state, (now) => now.conditions.some(({ id }) => id === 'link_silent:1a2b3c4d:usb'), 6_000);
    expect((await devices())[0]?.fault).toBe('silent over usb');
    await button.do('usbup');
    await until(devices, ([device]) => device?.fault === null, 10_000);
    expect(await rows('LINK_LOST')).toMatchObject([
      { source: 'usb', data: { device: twinDevice, name: 'desk button' } },
    ]);
    expect(await rows('LINK_RESTORED')).toHaveLength(1);
    expect((await state()).state).toBe('armed');
  });
});

describe('signed requests', () => {
  test('an answer is signed for the device and tells the high-water mark', async () => {
    folder = buttonFolder({ paths: ['wifi'] });
    await start();
    const answer = await send({ counter: 7 });
    expect(answer.status).toBe(200);
    expect(answer.headers['content-type']).toContain('text/plain');
    const line = answer.body.trim();
    const bar = line.lastIndexOf('|');
    expect(line.slice(0, bar)).toBe('A1|1a2b3c4d|0000000000000007|A|0000000000000007');
    const down = linkKeys(twinSecret)?.down ?? Buffer.alloc(0);
    expect(verify(down, line.slice(0, bar), line.slice(bar + 1))).toBe(true);
    const stale = await send({ counter: 900 });
    expect(stale.body).toContain('|0000000000000384|A|0000000000000384|');
    expect((await send({ counter: 8, type: 'K', level: 1, press: 8 })).body).toContain(
      '|0000000000000008|A|0000000000000384|',
    );
    const noted = await until(
      () => rows('FRAME_STALE'),
      (found) => found.length > 0,
    );
    expect(noted).toMatchObject([{ source: 'wifi', data: { device: twinDevice, frames: 1 } }]);
  });

  test('what is not signed by a paired device is 401 and recorded, and kills nobody', async () => {
    folder = buttonFolder({ paths: ['wifi'] });
    await start();
    const kill = { counter: 9, type: 'K', level: 1, press: 9 } as const;
    const good = signedFrame(kill);
    const answers = await Promise.all([
      send(kill, 'ff'.repeat(32)),
      send({ ...kill, device: '00000001' }),
      post('/kill', { ...good, body: good.body.replace('|1|', '|0|') }),
      post('/kill', { ...good, body: `${good.body}${' '.repeat(200)}` }),
      post('/kill', { ...good, mac: '' }),
      post('/heartbeat', { body: '', mac: 'x' }),
      call({ port: engine().devicePort, method: 'POST', path: '/heartbeat', token: 'v1.no' }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 401));
    expect((await state()).state).toBe('armed');
    await until(
      () => rows('ACCESS_REFUSED'),
      (found) => found.length > 0,
    );
    expect((await post('/kill', good)).status).toBe(200);
    expect((await state()).state).not.toBe('armed');
  });

  test('a recorded kill is worthless after the reset, after a restart, and after a restart without the file of counters', async () => {
    folder = buttonFolder({ paths: ['wifi'] });
    await start();
    const kill = { counter: 50, type: 'K', level: 1, press: 50 } as const;
    const again = { counter: 52, type: 'K', level: 1, press: 50 } as const;
    await send(kill);
    await send({ counter: 51, type: 'R', level: 0, press: 50 });
    await flat();
    expect(await reset()).toMatchObject({ ok: true });
    for (const life of ['the same', 'the next', 'one without counters']) {
      if (life !== 'the same') {
        await engine().close();
        expect(existsSync(join(folder.path, 'counters.json'))).toBe(true);
        if (life === 'one without counters') rmSync(join(folder.path, 'counters.json'));
        await start();
      }
      for (const recorded of [kill, again]) expect((await send(recorded)).status).toBe(200);
      expect({ life, state: (await state()).state }).toEqual({ life, state: 'armed' });
    }
    expect((await send({ counter: 60, type: 'K', level: 1, press: 60 })).body).toMatch(/\|[PD]\|/);
  });

  test('a press that joins the kill of an operator has killed, also after its reset', async () => {
    folder = buttonFolder({ paths: ['wifi'] });
    await start();
    const { killId } = await engine().engine.kill({ source: 'cli', reason: 'by hand', from: 'test' });
    await send({ counter: 5, type: 'K', level: 1, press: 5 });
    expect(await rows('KILL_JOINED')).toMatchObject([
      { killId, source: 'wifi', data: { press: '1a2b3c4d-0000000000000005' } },
    ]);
    await flat();
    await send({ counter: 6, type: 'R', level: 0, press: 5 });
    expect(await reset()).toMatchObject({ ok: true });
    await send({ counter: 7, type: 'K', level: 1, press: 5 });
    expect((await state()).state).toBe('armed');
  });

  test('the level is the truth: an open heartbeat kills, a late one does not', async () => {
    folder = buttonFolder({ paths: ['wifi'] });
    await start();
    await send({ counter: 100 });
    await send({ counter: 99, level: 1, press: 98 });
    expect((await state()).state).toBe('armed');
    await send({ counter: 101, level: 1, press: 98 });
    expect((await state()).killId).toBe('1a2b3c4d-0000000000000062');
  });

  test('a switch unheard since the start stands against a reset, until it is heard', async () => {
    folder = buttonFolder({ paths: ['wifi'] });
    await start();
    await engine().engine.kill({ source: 'cli', reason: 'by hand', from: 'test' });
    await flat();
    expect(JSON.stringify(await reset())).toContain('has not been heard yet');
    await send({ counter: 3, type: 'F', level: 2 });
    expect(JSON.stringify(await reset())).toContain('wired wrongly');
    expect((await state()).conditions.map(({ id }) => id)).toContain('switch_inconsistent:1a2b3c4d');
    await send({ counter: 4 });
    expect(await reset()).toMatchObject({ ok: true });
  });

  test('a device that nobody hears kills only where that was asked for, and once', async () => {
    folder = buttonFolder({ paths: ['wifi'], device: { onSilence: 'kill' } });
    await start();
    await send({ counter: 3 });
    await until(state, (now) => now.state !== 'armed', 16_000);
    expect(await rows('KILL_FIRED')).toMatchObject([
      { source: 'engine', reason: 'desk button is silent on every path' },
    ]);
    expect((await state()).conditions.map(({ id }) => id)).toContain('device_silent:1a2b3c4d');
    await flat();
    expect(await rows('KILL_JOINED')).toEqual([]);
  });

  test('a static token kills and can do nothing else, and its risk is shown', async () => {
    folder = buttonFolder({ links: { wifi: { announce: false, staticTokens: [{ secret: 'legacy' }] } } });
    await start();
    expect((await state()).conditions.map(({ id }) => id)).toContain('static_tokens');
    const token = (value: string, path: string) =>
      call({ port: engine().devicePort, method: 'POST', path, headers: { 'x-kill-token': value }, body: '{}' });
    expect((await token('a-token-of-new-times', '/kill')).status).toBe(401);
    expect((await token('a-token-of-old-times', '/reset')).status).toBe(403);
    expect((await state()).state).toBe('armed');
    expect((await token('a-token-of-old-times', '/kill')).status).toBe(200);
    expect(await rows('KILL_FIRED')).toMatchObject([{ source: 'wifi' }]);
  });
});
