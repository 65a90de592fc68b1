import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
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
    await callJson<{ config: object; file: string; document: object | null; revision: string | null }>({
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
    const changes = [
      { words: 'dead man’s window 24h → 12h', loosens: false },
      { words: 'broker other is new', loosens: false },
    ];
    expect(rows).toMatchObject([{ source: 'api', data: { settings: ['deadMan', 'brokers'], changes } }]);
    await running.close();
    running = await start();
    expect(await get()).toMatchObject({ config: { deadMan: { window: '12h' } }, file: file() });
    expect(running.engine.state().brokers.map(({ name }) => name)).toEqual(['paper', 'other']);
  });

  it('that is none is refused by the name of the setting, and nothing is written', async () => {
    const refused = await put({ brokers: two.brokers, deadman: {} });
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

  it('that takes away some protection wants a reason, which is recorded with it', async () => {
    await put(two);
    const looser = { ...two, deadMan: { window: '48h' } };
    const against = [{ code: 'config', message: 'dead man’s window 12h → 48h' }];
    for (const body of [looser, { config: looser }, { config: looser, reason: 'because' }]) {
      expect(await put(body)).toMatchObject({ status: 400, json: { error: { field: 'reason', against } } });
    }
    expect(JSON.parse(readFileSync(file(), 'utf8'))).toEqual(two);
    expect((await put({ config: looser, reason: 'away for a weekend' })).status).toBe(200);
    expect(JSON.parse(readFileSync(file(), 'utf8'))).toEqual(looser);
    const path = '/api/journal?kind=CONFIG_CHANGED&limit=1';
    const { rows } = (await callJson<JournalPage>({ port: running.controlPort, token: operator(), path })).json;
    expect(rows[0]).toMatchObject({ reason: 'away for a weekend', data: { changes: [{ loosens: true }] } });
    // What has been judged once is not judged again: the next change is measured by the file.
    expect((await put({ ...looser, engine: { flattenDeadline: '30s' } })).status).toBe(200);
  });

  it('is refused where the file has been changed since it was read', async () => {
    const none = await get();
    expect(none).toMatchObject({ document: { brokers: { paper: { kind: 'paper' } } }, revision: null });
    expect((await put({ config: two, revision: none.revision })).status).toBe(200);
    expect(await put({ config: two, revision: none.revision })).toMatchObject({
      status: 409,
      json: { error: { field: 'revision' } },
    });
    const { document, revision } = await get();
    expect(document).toEqual(two);
    writeFileSync(file(), JSON.stringify({ ...two, engine: { hosts: ['mine.example'] } }));
    expect((await put({ config: two, revision })).status).toBe(409);
    expect(readFileSync(file(), 'utf8')).toContain('mine.example');
    writeFileSync(file(), '{');
    expect(await get()).toMatchObject({ document: null, config: { deadMan: { window: '24h' } } });
  });

  it("is the operator's alone", async () => {
    expect((await put(two, readFileSync(join(dataDir, 'bot.token'), 'utf8').trim())).status).toBe(403);
    expect((await put(two, 'x'.repeat(43))).status).toBe(401);
  });
});

describe('a secret', () => {
  const keep = (name: string, body: object) =>
    callJson({ port: running.controlPort, method: 'PUT', path: `/api/secrets/${name}`, token: operator(), body });
  const secretsFile = () => join(dataDir, 'secrets.json');

  it('goes into a file for the owner alone, and its name alone into the journal', async () => {
    expect(await keep('alpaca-key', { value: ' s3cr3t \n' })).toMatchObject({ status: 200, json: {} });
    expect(JSON.parse(readFileSync(secretsFile(), 'utf8'))).toEqual({ 'alpaca-key': 's3cr3t' });
    expect(statSync(secretsFile()).mode & 0o777).toBe(0o600);
    const path = '/api/journal?limit=50';
    const { json } = await callJson<JournalPage>({ port: running.controlPort, token: operator(), path });
    expect(json.rows).toContainEqual(expect.objectContaining({ kind: 'SECRET_KEPT' }));
    expect(JSON.stringify(json)).not.toContain('s3cr3t');
  });

  it('that the file names and nobody has put anywhere is told as missing', async () => {
    const keys = { keyId: { secret: 'alpaca-key' }, secretKey: { env: 'NO_SUCH_VARIABLE' } };
    await put({ ...two, brokers: { ...two.brokers, main: { kind: 'alpaca', ...keys } } });
    expect(await get()).toMatchObject({ missingSecrets: [keys.keyId, keys.secretKey] });
    await keep('alpaca-key', { value: 's3cr3t' });
    expect(await get()).toMatchObject({ missingSecrets: [keys.secretKey] });
  });

  it('is refused without a value, under a name that is none, and where a button holds the same', async () => {
    expect(await keep('alpaca-key', { value: ' ' })).toMatchObject({
      status: 400,
      json: { error: { field: 'value' } },
    });
    expect(await keep('a%20b', { value: 'x' })).toMatchObject({ status: 400, json: { error: { field: 'name' } } });
    const pair = { port: running.controlPort, method: 'POST', path: '/api/pair', token: operator() };
    const { json } = await callJson<{ device: string }>({ ...pair, body: { path: 'wifi', name: 'desk' } });
    const before = readFileSync(secretsFile(), 'utf8');
    expect(await keep(`device-${json.device}`, { value: 'x' })).toMatchObject({ status: 409 });
    expect(readFileSync(secretsFile(), 'utf8')).toBe(before);
  });
});
