import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type * as z from 'zod';
import { systemClock } from '../../src/engine/clock.ts';
import { type RunningEngine, startEngine } from '../../src/engine/start.ts';
import type { JournalPage } from '../../src/shared/api/journal.ts';
import type { FailureBody } from '../../src/shared/failure.ts';
import { call, callJson } from '../support/http.ts';

let dataDir: string;
let running: RunningEngine;

const start = () =>
  startEngine({ dataDir, configFile: null, host: '127.0.0.1', devicePort: 0, controlPort: 0 }, systemClock, (bug) => {
    throw bug;
  });
const operator = () => readFileSync(join(dataDir, 'operator.token'), 'utf8').trim();
const put = (body: unknown, token = operator()) =>
  callJson<z.infer<typeof FailureBody> & { file?: string }>({
    port: running.controlPort,
    method: 'PUT',
    path: '/api/config',
    token,
    body,
  });
const get = async () =>
  (
    await callJson<{ config: object; file: string }>({
      port: running.controlPort,
      token: operator(),
      path: '/api/config',
    })
  ).json;
const file = () => join(dataDir, 'config.json');
const two = { brokers: { paper: { kind: 'paper' }, other: { kind: 'paper' } }, deadMan: { window: '12h' } };

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'scram-configuration-'));
  running = await start();
});
afterEach(async () => {
  await running.close();
  rmSync(dataDir, { recursive: true });
});

describe('a new configuration', () => {
  it('is written as it was sent, for the owner alone, recorded, and in force after a restart', async () => {
    expect(await put(two)).toMatchObject({ status: 200, json: { file: file(), inForce: 'after a restart' } });
    expect(JSON.parse(readFileSync(file(), 'utf8'))).toEqual(two);
    expect(statSync(file()).mode & 0o777).toBe(0o600);
    expect((await get()).config).toMatchObject({ deadMan: { window: '24h' } });
    const path = '/api/journal?kind=CONFIG_CHANGED';
    const { rows } = (await callJson<JournalPage>({ port: running.controlPort, token: operator(), path })).json;
    expect(rows).toMatchObject([{ source: 'api', data: { settings: ['deadMan', 'brokers'] } }]);
    await running.close();
    running = await start();
    expect(await get()).toMatchObject({ config: { deadMan: { window: '12h' } }, file: file() });
    expect(running.engine.state().brokers.map(({ name }) => name)).toEqual(['paper', 'other']);
  });

  it('that is none is refused by the name of the setting, and nothing is written', async () => {
    const refused = await put({ ...two, deadman: {} });
    expect(refused).toMatchObject({
      status: 400,
      json: { error: { field: 'deadman', hint: 'Did you mean "deadMan"?' } },
    });
    expect(await put({})).toMatchObject({ status: 400, json: { error: { field: 'brokers' } } });
    expect(await put([])).toMatchObject({ status: 400 });
    expect(existsSync(file())).toBe(false);
  });

  it('takes nothing away from a switch that is engaged, and may add to it', async () => {
    await put(two);
    await running.close();
    running = await start();
    await call({ port: running.devicePort, method: 'POST', path: '/kill', token: operator(), body: {} });
    const less = { ...two, brokers: { paper: { kind: 'paper' } } };
    expect(await put(less)).toMatchObject({
      status: 409,
      json: { error: { against: [{ code: 'config', message: 'The broker other would be gone.' }] } },
    });
    expect(JSON.parse(readFileSync(file(), 'utf8'))).toEqual(two);
    const more = { ...two, brokers: { ...two.brokers, third: { kind: 'paper' } } };
    expect((await put(more)).status).toBe(200);
  });

  it("is the operator's alone", async () => {
    expect((await put(two, readFileSync(join(dataDir, 'bot.token'), 'utf8').trim())).status).toBe(403);
    expect((await put(two, 'x'.repeat(43))).status).toBe(401);
  });
});
