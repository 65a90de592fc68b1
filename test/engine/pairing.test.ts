import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { systemClock } from '../../src/engine/clock.ts';
import { type RunningEngine, startEngine } from '../../src/engine/start.ts';
import { type ButtonFolder, buttonFolder } from '../support/button.ts';
import { callJson, until } from '../support/http.ts';
import { buildTwin, Twin, twinDevice } from '../support/twin.ts';

beforeAll(buildTwin, 120_000);

let folder: ButtonFolder;
let running: RunningEngine | null = null;
let twin: Twin | null = null;

async function start(): Promise<RunningEngine> {
  const ports = { host: '127.0.0.1', devicePort: 0, controlPort: 0 };
  running = await startEngine({ dataDir: folder.path, configFile: null, ...ports }, systemClock, (bug) => {
    throw bug;
  });
  return running;
}

function engine(): RunningEngine {
  if (!running) throw new Error('no engine');
  return running;
}

afterEach(async () => {
  await twin?.stop();
  await running?.close();
  twin = null;
  running = null;
  folder.remove();
});

const text = (name: string) => readFileSync(join(folder.path, name), 'utf8');
const json = (name: string) => JSON.parse(text(name));
const state = async () => engine().engine.state();

function post<T>(path: string, body: unknown) {
  const token = text('operator.token').trim();
  return callJson<T>({ port: engine().controlPort, method: 'POST', path, token, body });
}

interface Paired {
  device: string;
  name: string;
  secretsHeader: string | null;
}

test('over the cable, beside the demo: the board gets a secret, the press kills, and the next start knows it', async () => {
  folder = buttonFolder({ configured: false });
  await start();
  twin = await Twin.start({ folder: folder.twin, secret: null });
  const request = { path: 'usb', name: 'desk button', port: twin.usbPath };
  expect(await post<Paired>('/api/pair', request)).toEqual({
    status: 200,
    json: { device: twinDevice, name: 'desk button', secretsHeader: null },
  });
  expect(json('config.json')).toEqual({
    brokers: { paper: { kind: 'paper' } },
    devices: {
      [twinDevice]: {
        name: 'desk button',
        key: { secret: `device-${twinDevice}` },
        paths: ['usb'],
        onSilence: 'alarm',
        retired: false,
      },
    },
    links: { usb: { paths: [twin.usbPath] } },
  });
  expect(statSync(join(folder.path, 'secrets.json')).mode & 0o777).toBe(0o600);
  const secret = json('secrets.json')[`device-${twinDevice}`];
  expect(Object.keys(json('secrets.json'))).toEqual([`device-${twinDevice}`]);
  expect(JSON.stringify([await state(), await engine().engine.configuration()])).not.toContain(secret);
  await until(state, ({ devices }) => devices[0]?.level === 'closed', 8_000);
  await engine().close();
  await start();
  await until(state, ({ devices }) => devices[0]?.level === 'closed', 8_000);
  await twin.do('throw');
  await until(state, (now) => now.state !== 'armed', 2_000);
});

test('a board that has a secret keeps it, unless BOOT is held; the old secret stays good when it refuses', async () => {
  folder = buttonFolder({ paths: ['usb'] });
  await start();
  twin = await Twin.start({ folder: folder.twin });
  await until(state, ({ devices }) => devices[0]?.level === 'closed', 8_000);
  const before = text('secrets.json');
  const refused = await post<{ error: { message: string } }>('/api/pair', { path: 'usb' });
  expect(refused).toMatchObject({ status: 409, json: { error: { code: 'not_now' } } });
  expect(refused.json.error.message).toContain('hold BOOT');
  expect(JSON.parse(text('secrets.json'))).toEqual(JSON.parse(before));
  await twin.do('hold-boot');
  expect(await post('/api/pair', { path: 'usb' })).toMatchObject({ status: 200, json: { name: 'desk button' } });
  await twin.do('free-boot');
  expect(json('secrets.json')[`device-${twinDevice}`]).toMatch(/^[0-9a-f]{64}$/);
  await until(state, ({ devices }) => devices[0]?.fault === null, 10_000);
  await twin.do('throw');
  await until(state, (now) => now.state !== 'armed', 2_000);
});

test('an unpaired board is shown; a board that never speaks is said to be missing', async () => {
  folder = buttonFolder({ paths: ['usb'] });
  await start();
  twin = await Twin.start({ folder: folder.twin, secret: null });
  await until(state, ({ conditions }) => conditions.some(({ id }) => id === `device_unpaired:${twinDevice}`), 5_000);
  const other = await post('/api/pair', { path: 'usb', device: '0000000f' });
  expect(other).toMatchObject({ status: 404, json: { error: { code: 'not_found' } } });
});

test('over WiFi: the answer is what the firmware is built with, and a twin built with it is believed', async () => {
  folder = buttonFolder({ configured: false });
  await start();
  const paired = await post<Paired>('/api/pair', { path: 'wifi', name: 'garage' });
  expect(paired.status).toBe(200);
  const { device, secretsHeader } = paired.json;
  const [, id, secret] =
    /kDeviceId = "([0-9a-f]{8})";\n.*kDeviceSecret = "([0-9a-f]{64})";/.exec(secretsHeader ?? '') ?? [];
  expect(id).toBe(device);
  twin = await Twin.start({
    folder: folder.twin,
    device,
    secret: secret ?? '',
    lan: `http://127.0.0.1:${engine().devicePort}`,
  });
  await until(state, ({ devices }) => devices[0]?.level === 'closed', 8_000);
  expect((await state()).devices[0]).toMatchObject({ name: 'garage', fault: null });
  // The same button over a cable too: it keeps its secret.
  const again = await post<Paired>('/api/pair', { path: 'wifi', device });
  expect(again.json).toEqual({ device, name: 'garage', secretsHeader });
});

test('retired: no longer believed, no longer waited for, recorded with the reason; the file keeps what else is in it', async () => {
  folder = buttonFolder({ paths: ['wifi'], more: { engine: { hosts: ['desk.lan'] } } });
  await start();
  await engine().engine.kill({ source: 'cli', reason: 'by hand', from: 'test' });
  await until(state, ({ flat }) => flat === true, 10_000);
  const reset = () => post('/api/reset', { reason: 'the test is over', confirm: 'RESET' });
  expect((await reset()).status).toBe(409);
  expect((await post(`/api/devices/${twinDevice}/retire`, { reason: 'gone' })).status).toBe(400);
  expect((await post('/api/devices/0000000f/retire', { reason: 'lost on a train' })).status).toBe(404);
  expect((await post(`/api/devices/${twinDevice}/rename`, { name: 'old button' })).status).toBe(200);
  expect((await post(`/api/devices/${twinDevice}/retire`, { reason: 'lost on a train' })).status).toBe(200);
  expect(json('config.json')).toMatchObject({
    engine: { hosts: ['desk.lan'] },
    devices: { [twinDevice]: { name: 'old button', retired: true } },
  });
  expect((await reset()).status).toBe(200);
  const page = await engine().engine.journal.page({ kind: 'DEVICE_RETIRED' });
  expect(page).toMatchObject({
    ok: true,
    value: { rows: [{ reason: 'lost on a train', data: { name: 'old button' } }] },
  });
});

test('what was edited in the file meanwhile is kept; a file that is broken is left alone', async () => {
  folder = buttonFolder({ paths: ['wifi'] });
  await start();
  writeFileSync(
    join(folder.path, 'config.json'),
    JSON.stringify({ ...json('config.json'), engine: { hosts: ['new.lan'] } }),
  );
  expect((await post('/api/pair', { path: 'wifi', name: 'second' })).status).toBe(200);
  expect(json('config.json').engine).toEqual({ hosts: ['new.lan'] });
  writeFileSync(join(folder.path, 'config.json'), '{ "brokers": ');
  expect((await post('/api/pair', { path: 'wifi', name: 'third' })).status).toBe(500);
  expect(text('config.json')).toBe('{ "brokers": ');
  expect(existsSync(join(folder.path, 'config.json.new'))).toBe(false);
});
