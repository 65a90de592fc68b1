import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:https';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type * as z from 'zod';
import { systemClock } from '../../src/engine/clock.ts';
import { httpLimits } from '../../src/engine/http/limits.ts';
import { type RunningEngine, StartRefused, startEngine } from '../../src/engine/start.ts';
import type { JournalPage } from '../../src/shared/api/journal.ts';
import type { EngineState, Status } from '../../src/shared/api/state.ts';
import type { FailureBody } from '../../src/shared/failure.ts';
import { selfSigned } from '../support/alerts/certificate.ts';
import { freePort } from '../support/free-port.ts';
import { call, callJson, type HttpCall, until } from '../support/http.ts';

type ErrorBody = z.infer<typeof FailureBody>;

let dataDir: string;
let running: RunningEngine;
const bugs: unknown[] = [];

const start = () =>
  startEngine({ dataDir, configFile: null, host: '127.0.0.1', devicePort: 0, controlPort: 0 }, systemClock, (bug) =>
    bugs.push(bug),
  );
const token = (name: 'operator' | 'bot') => readFileSync(join(dataDir, `${name}.token`), 'utf8').trim();
const device = (rest: Omit<HttpCall, 'port'>) => ({ port: running.devicePort, ...rest });
const control = (rest: Omit<HttpCall, 'port'>) => ({ port: running.controlPort, token: token('operator'), ...rest });
const status = async () => (await callJson<Status>(device({ path: '/status' }))).json;
const kill = (body: unknown = { reason: 'a test' }) =>
  callJson(device({ method: 'POST', path: '/kill', token: token('bot'), body }));
const reset = (more: object = {}) =>
  callJson<ErrorBody & { state?: string }>(
    control({
      method: 'POST',
      path: '/api/reset',
      body: { reason: 'looked at everything', confirm: 'RESET', ...more },
    }),
  );
const flat = () => until(status, (now) => now.state === 'killed' && now.flat === true);
const rows = async (kind: string) =>
  (await callJson<JournalPage>(control({ path: `/api/journal?kind=${kind}` }))).json.rows;

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'scram-listeners-'));
  running = await start();
});
afterEach(async () => {
  await running.close();
  rmSync(dataDir, { recursive: true });
  expect(bugs.splice(0)).toEqual([]);
});

describe('a kill', () => {
  it('latches, gets flat, and is reset by an operator with a reason', async () => {
    expect((await call(device({ method: 'POST', path: '/order-check', body: {} }))).body).toBe('{"decision":"accept"}');
    const answer = await kill();
    expect(answer).toMatchObject({ status: 200, json: { status: 'killed', state: 'killing', journaled: true } });
    const refused = await callJson(
      device({ method: 'POST', path: '/order-check', body: { symbol: 'AAPL', side: 'buy' } }),
    );
    expect(refused.json).toEqual({ decision: 'reject', reason: 'kill switch engaged' });
    expect(readFileSync(join(dataDir, 'KILLED'), 'utf8').trim()).toBe(answer.json.killId);
    await flat();
    const { json } = await callJson<EngineState>(control({ path: '/api/state' }));
    expect(json.brokers[0]).toMatchObject({
      positions: [],
      orders: [],
      flatten: { flat: true, closed: 6, cancelled: 5 },
    });
    expect(await reset()).toMatchObject({ status: 200, json: { state: 'armed' } });
    expect(await status()).toMatchObject({ state: 'armed', trading: true, flat: null, killId: null });
    expect(existsSync(join(dataDir, 'KILLED'))).toBe(false);
  });

  it.each([
    ['without a body', undefined],
    ['with a broken body', '{"reason":'],
    ['with a reason of the wrong type', { reason: 7 }],
    ['with unknown fields', { reason: 'x', colour: 'red' }],
    ['with an overlong reason', { reason: 'x'.repeat(20_000) }],
    ['with a body over the limit', { reason: 'x'.repeat(200_000) }],
    ['with a blank reason', { reason: '  \n ' }],
  ])('is never refused: %s', async (_what, body) => {
    expect(await kill(body)).toMatchObject({ status: 200, json: { status: 'killed' } });
    const [fired] = await rows('KILL_FIRED');
    expect(fired?.reason?.length).toBeGreaterThan(0);
    expect(fired?.reason?.length).toBeLessThanOrEqual(500);
  });

  it('does not wait for a body that never comes', async () => {
    const head = `POST /kill HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Kill-Token: ${token('bot')}\r\nContent-Length: 50\r\n\r\n{"rea`;
    const socket = connect(running.devicePort, '127.0.0.1');
    socket.write(head);
    await until(status, (now) => now.state !== 'armed', 2_000);
    socket.destroy();
  });

  it('is not refused for an expectation that nobody knows', async () => {
    const headers = { expect: 'the-unexpected' };
    const answer = await call(device({ method: 'POST', path: '/kill', token: token('bot'), headers, body: {} }));
    expect(answer).toMatchObject({ status: 200, body: expect.stringContaining('"status":"killed"') });
  });

  it('joins the one that is engaged, from whatever source', async () => {
    const first = await kill();
    const second = await callJson(
      control({ method: 'POST', path: '/api/kill', body: {}, headers: { 'x-scram-source': 'cli' } }),
    );
    expect(second.json.killId).toBe(first.json.killId);
    expect((await rows('KILL_JOINED'))[0]).toMatchObject({ source: 'cli', killId: first.json.killId });
    expect(await rows('KILL_FIRED')).toHaveLength(1);
  });

  it('survives a restart, and so does its reset', async () => {
    await kill();
    await running.close();
    running = await start();
    expect(await status()).toMatchObject({ trading: false, reason: 'kill switch engaged' });
    await flat();
    await reset();
    await running.close();
    running = await start();
    expect(await status()).toMatchObject({ state: 'armed', trading: true });
  });
});

describe('a reset', () => {
  it('is refused while killing, and when there is nothing to reset', async () => {
    expect(await reset()).toMatchObject({ status: 409, json: { error: { against: [{ code: 'not_latched' }] } } });
    await kill();
    const { json } = await reset();
    expect(json.error.against?.map(({ code }) => code)).toContain('killing');
    expect(await rows('RESET_REFUSED')).toHaveLength(2);
    expect((await status()).state).toBe('killing');
  });

  it.each([
    ['no reason', { reason: undefined }, 'reason'],
    ['a reason of one word', { reason: 'resuming' }, 'reason'],
    ['a short reason', { reason: 'all ok' }, 'reason'],
    ['no confirmation', { confirm: undefined }, 'confirm'],
    ['another word', { confirm: 'reset' }, 'confirm'],
    ['an unknown field', { force: true }, 'force'],
  ])('takes %s for a mistake', async (_what, more, field) => {
    await kill();
    await flat();
    expect(await reset(more)).toMatchObject({ status: 400, json: { error: { code: 'bad_request', field } } });
    expect((await status()).state).toBe('killed');
  });

  it("is not for a bot's token", async () => {
    await kill();
    const path = '/reset';
    const body = { reason: 'looked at everything', confirm: 'RESET' };
    expect((await call(device({ method: 'POST', path, token: token('bot'), body }))).status).toBe(403);
    await flat();
    expect((await call(device({ method: 'POST', path, token: token('operator'), body }))).status).toBe(200);
  });
});

describe('the doors', () => {
  it('refuses who shows no token or a wrong one, once per address in the journal', async () => {
    for (const given of [{}, { token: 'wrong' }, { headers: { 'x-kill-token': 'wrong' } }]) {
      const answer = await callJson<ErrorBody>(device({ method: 'POST', path: '/kill', body: {}, ...given }));
      expect(answer).toMatchObject({ status: 401, json: { error: { code: 'unauthenticated' } } });
    }
    for (const path of ['/api/state', '/api/events', '/api/nothing']) {
      expect((await call({ port: running.controlPort, path })).status).toBe(401);
    }
    expect((await status()).state).toBe('armed');
    const refused = await rows('ACCESS_REFUSED');
    expect(refused).toHaveLength(1);
    expect(refused[0]?.data).toMatchObject({ address: '127.0.0.1', route: 'POST /kill' });
  });

  it("believes the operator's token on the device listener only without a proxy in between", async () => {
    const asked = { method: 'POST', path: '/reset', token: token('operator'), body: {} };
    expect((await call(device(asked))).status).toBe(400);
    expect((await call(device({ ...asked, headers: { 'x-forwarded-for': '10.0.0.9' } }))).status).toBe(401);
  });

  it.each(['evil.example', 'evil.example:5050', '127.0.0.1.evil.example', 'localhost.evil.example'])(
    'answers no name but its own: %s',
    async (host) => {
      expect((await call(device({ path: '/status', headers: { host } }))).status).toBe(403);
      expect((await call(control({ path: '/api/state', headers: { host } }))).status).toBe(403);
    },
  );

  it.each(['1.0', '1.1'])('answers nobody who names nothing, in HTTP/%s', async (version) => {
    const socket = connect(running.devicePort, '127.0.0.1');
    let said = '';
    socket.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
    socket.write(`GET /status HTTP/${version}\r\nConnection: close\r\n\r\n`);
    await once(socket, 'close');
    expect(said).toMatch(/^HTTP\/1\.1 403 /);
    expect(said).toContain('"code":"forbidden"');
  });

  it('answers its own names', async () => {
    for (const host of ['localhost', 'scram.local:5050', '192.168.1.20', '[::1]:5050']) {
      expect((await call(device({ path: '/status', headers: { host } }))).status, host).toBe(200);
    }
  });

  it('lets no other origin speak to the control listener', async () => {
    for (const origin of ['http://evil.example', 'null', `https://127.0.0.1:${running.controlPort}`]) {
      expect((await call(control({ path: '/api/state', headers: { origin } }))).status, origin).toBe(403);
    }
    const origin = `http://127.0.0.1:${running.controlPort}`;
    const host = `127.0.0.1:${running.controlPort}`;
    expect((await call(control({ path: '/api/state', headers: { origin, host } }))).status).toBe(200);
  });

  it('signs a page in with a code that works once, by a cookie that scripts cannot read', async () => {
    const code = new URL(running.pageAddress).hash.replace('#code=', '');
    const signIn = () => call({ port: running.controlPort, method: 'POST', path: '/api/session', body: { code } });
    const first = await signIn();
    expect(first.status).toBe(200);
    const cookie = String(first.headers['set-cookie']);
    expect(cookie).toMatch(/HttpOnly/);
    expect(cookie).toMatch(/SameSite=Strict/);
    expect((await signIn()).status).toBe(401);
    const [pair = ''] = cookie.split(';');
    const state = (value: string) =>
      call({ port: running.controlPort, path: '/api/state', headers: { cookie: value } });
    expect((await state(pair)).status).toBe(200);
    expect((await state(`${pair}x`)).status).toBe(401);
    expect((await state(pair.replace(/=\d/, '=9'))).status).toBe(401);
  });

  it('keeps tokens readable by their owner alone, and out of every answer', async () => {
    for (const name of ['operator.token', 'bot.token']) expect(statSync(join(dataDir, name)).mode & 0o077).toBe(0);
    const { body } = await call(control({ path: '/api/state' }));
    const config = await call(control({ path: '/api/config' }));
    for (const secret of [token('operator'), token('bot')]) expect(body + config.body).not.toContain(secret);
  });
});

describe('bad input', () => {
  it.each([
    ['broken JSON', '/api/reset', '{"reason"', { 'content-type': 'application/json' }, 400],
    ['a body that is no JSON', '/api/reset', 'reason=x', {}, 400],
    [
      'a body over the limit',
      '/api/reset',
      JSON.stringify({ reason: 'x'.repeat(70_000) }),
      { 'content-type': 'application/json' },
      413,
    ],
    [
      'a shock beyond reason',
      '/api/brokers/paper/shock',
      '{"fraction":-2}',
      { 'content-type': 'application/json' },
      400,
    ],
    [
      'a broker that is not there',
      '/api/brokers/nobody/shock',
      '{"fraction":0.1}',
      { 'content-type': 'application/json' },
      404,
    ],
    ['a malformed address', '/api/brokers/%ff/shock', '{"fraction":0.1}', { 'content-type': 'application/json' }, 400],
  ])('is answered with what is wrong: %s', async (_what, path, body, headers, expected) => {
    const answer = await callJson<ErrorBody>(control({ method: 'POST', path, body, headers }));
    expect(answer.status).toBe(expected);
    expect(answer.json.error.message).not.toBe('');
    expect(answer.json.error.hint).not.toBe('');
  });

  it.each([
    ['a field', '{"at":"now"}', 'application/json', 400],
    ['no JSON', 'now', 'text/plain', 400],
    ['broken JSON', '{"at"', 'application/json', 400],
    ['too much', JSON.stringify({ at: 'x'.repeat(70_000) }), 'application/json', 413],
  ])('is refused where nothing is taken: %s', async (_what, body, type, expected) => {
    for (const path of ['/api/check-in', '/api/drill', '/api/session/code']) {
      const answer = await call(control({ method: 'POST', path, body, headers: { 'content-type': type } }));
      expect(answer).toMatchObject({ status: expected, body: expect.stringContaining('"error":{') });
    }
    expect(await rows('CHECK_IN')).toEqual([]);
    for (const body of [undefined, {}]) {
      expect((await call(control({ method: 'POST', path: '/api/check-in', body }))).status).toBe(200);
    }
  });

  it('takes an empty part of a query for one that was left out', async () => {
    const page = await callJson<JournalPage>(control({ path: '/api/journal?kind=&before=&limit=&q=' }));
    expect(page).toMatchObject({ status: 200 });
    expect(page.json.rows).not.toEqual([]);
  });

  it.each(['limit=0', 'limit=100000', 'before=x', 'colour=red'])(
    'names the wrong part of a query: %s',
    async (query) => {
      const answer = await callJson<ErrorBody>(control({ path: `/api/journal?${query}` }));
      expect(answer).toMatchObject({ status: 400, json: { error: { field: query.split('=')[0] } } });
    },
  );

  it('takes headers beyond the limit for an error, and goes on', async () => {
    const answer = await call(device({ path: '/status', headers: { 'x-long': 'x'.repeat(20_000) } })).catch(() => null);
    expect(answer?.status ?? 431).toBe(431);
    expect((await status()).state).toBe('armed');
  });
});

describe('streams', () => {
  it('begin with a snapshot, tell what changes, and stay alive', async () => {
    const heard = listen('/status/stream');
    await until(
      async () => heard.text(),
      (text) => text.includes('event: snapshot'),
    );
    expect(heard.text()).toContain('"state":"armed"');
    await kill();
    await until(
      async () => heard.text(),
      (text) => text.includes('event: change') && text.includes('"state":"killing"'),
    );
    await until(
      async () => heard.text(),
      (text) => text.includes(': alive'),
    );
    expect(heard.text()).not.toContain('positions');
    heard.close();
  });

  it('are limited for one address', async () => {
    const open = Array.from({ length: httpLimits.streamsPerLoopback }, () => listen('/status/stream'));
    await until(async () => open.every((stream) => stream.text().includes('snapshot')), Boolean);
    expect((await call(device({ path: '/status/stream' }))).status).toBe(429);
    for (const stream of open) stream.close();
    await until(async () => (await probe()).includes('200 OK'), Boolean);
  });

  function listen(path: string) {
    let text = '';
    const socket = connect(running.devicePort, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      text += chunk.toString();
    });
    socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`);
    return { text: () => text, close: () => socket.destroy() };
  }

  async function probe(): Promise<string> {
    const stream = listen('/status/stream');
    await until(
      async () => stream.text(),
      (text) => text.length > 0,
    );
    stream.close();
    return stream.text();
  }
});

describe('a start', () => {
  it('is refused with a sentence on a folder that another engine has', async () => {
    await expect(start()).rejects.toThrow(/Another engine is running/);
    expect((await status()).state).toBe('armed');
  });

  it('is refused when a port is taken or the configuration is wrong, and overwrites nothing', async () => {
    const other = mkdtempSync(join(tmpdir(), 'scram-other-'));
    const options = {
      dataDir: other,
      configFile: null,
      host: '127.0.0.1',
      devicePort: running.devicePort,
      controlPort: 0,
    };
    await expect(startEngine(options, systemClock, () => undefined)).rejects.toThrow(/Port \d+ is taken/);
    writeFileSync(join(other, 'config.json'), '{"brokers":{}}');
    const refusal = startEngine({ ...options, devicePort: 0 }, systemClock, () => undefined);
    await expect(refusal).rejects.toBeInstanceOf(StartRefused);
    expect(readFileSync(join(other, 'config.json'), 'utf8')).toBe('{"brokers":{}}');
    rmSync(other, { recursive: true });
  });
});

describe('a flood', () => {
  let folder: string;
  let flooded: RunningEngine;
  let tlsPort: number;
  const agents: Agent[] = [];
  const flood: Socket[] = [];

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'scram-flood-'));
    tlsPort = await freePort();
    writeFileSync(join(folder, 'cert.pem'), selfSigned.cert);
    writeFileSync(join(folder, 'key.pem'), selfSigned.key);
    const engine = { tls: { cert: 'cert.pem', key: 'key.pem', port: tlsPort } };
    writeFileSync(join(folder, 'config.json'), JSON.stringify({ brokers: { demo: { kind: 'paper' } }, engine }));
    const at = { dataDir: folder, configFile: null, host: '127.0.0.1', devicePort: 0, controlPort: 0 };
    flooded = await startEngine(at, systemClock, (bug) => bugs.push(bug));
  });
  afterEach(async () => {
    for (const agent of agents.splice(0)) agent.destroy();
    for (const socket of flood.splice(0)) socket.destroy();
    await flooded.close();
    rmSync(folder, { recursive: true });
  });

  /** A client with one kept TLS socket of its own: what it was answered, and from which of its ports it asked. */
  function client() {
    const agent = new Agent({ keepAlive: true, maxSockets: 1, ca: selfSigned.cert });
    agents.push(agent);
    return (path: string, method = 'GET', bearer?: string) =>
      new Promise<{ status: number; from: number }>((resolve, reject) => {
        const headers = { ...(bearer && { authorization: `Bearer ${bearer}` }), 'content-length': 0 };
        const sent = request({ host: '127.0.0.1', port: tlsPort, path, method, agent, headers }, (response) => {
          const from = response.socket.localPort ?? 0;
          response.resume().on('end', () => resolve({ status: response.statusCode ?? 0, from }));
        });
        sent.on('error', reject).end();
      });
  }

  it('puts strangers out and leaves whoever has shown a token their socket, also over TLS', async () => {
    const bot = client();
    const stranger = client();
    const path = '/compliance';
    const bearer = readFileSync(join(folder, 'bot.token'), 'utf8').trim();
    const before = [await bot(path, 'POST', bearer), await stranger('/status')] as const;
    expect(before.map(({ status }) => status)).toEqual([400, 200]);
    for (let i = 0; i < httpLimits.socketsPerAddress + 20; i++) {
      const socket = connect(flooded.devicePort, '127.0.0.1').on('error', () => undefined);
      flood.push(socket);
      await once(socket, 'connect');
    }
    await until(
      async () => flood.filter(({ closed }) => closed).length,
      (closed) => closed >= 20,
    );
    const after = [await bot(path, 'POST', bearer), await stranger('/status')] as const;
    expect(after[0]).toEqual(before[0]);
    expect(after[1].from).not.toBe(before[1].from);
  });
});

it('rehearses on an account of its own', async () => {
  const { json } = await callJson(control({ method: 'POST', path: '/api/drill' }));
  expect(json).toMatchObject({ flat: true, ordersCancelled: 5, positionsClosed: 6, residuals: [] });
  expect(await status()).toMatchObject({ state: 'armed', trading: true });
});
