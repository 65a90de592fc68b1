import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { signatureOf } from '../../src/engine/bots/webhook.ts';
import { type BotsUnderTest, startBots } from '../support/bots/helper.ts';
import { until } from '../support/http.ts';

let folder = '';
let bots: BotsUnderTest | null = null;
let server: Server | null = null;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'scram-bots-'));
});
afterEach(() => {
  bots?.stop();
  server?.close();
  server?.closeAllConnections();
  rmSync(folder, { recursive: true, force: true });
});

function start(config: Record<string, unknown>, secrets = {}): BotsUnderTest {
  bots = startBots({ it: config }, { dataDir: folder, secrets });
  return bots;
}

describe('the flag file', () => {
  test('stands while the bot is held, says how far, and goes with the resume', async () => {
    const { look, drive, resume } = start({ kind: 'flag-file' });
    const path = join(folder, 'HALT-it');
    expect(await look('it')).toMatchObject({ is: 'free' });
    expect(await drive('it', 'pause')).toMatchObject({ is: 'told' });
    expect(readFileSync(path, 'utf8')).toBe('pause\n');
    expect(await drive('it', 'halt')).toMatchObject({ is: 'told' });
    expect(readFileSync(path, 'utf8')).toBe('halt\n');
    expect(statSync(path).mode & 0o777).toBe(0o644);
    expect(await resume('it')).toMatchObject({ is: 'free' });
    expect(existsSync(path)).toBe(false);
  });

  test('where it can not be written, that is said', async () => {
    writeFileSync(join(folder, 'file'), '');
    const { drive, preflight } = start({ kind: 'flag-file', path: 'file/under/a/file' });
    expect(await drive('it', 'halt')).toMatchObject({
      is: 'unreadable',
      words: expect.stringContaining("can't be written"),
    });
    expect(await preflight('it')).toMatchObject({ status: 'fail' });
  });
});

/** A program of the operator's that keeps its state in a file, as a service manager would. */
const keep = (word: string) => ['sh', '-c', `echo ${word} > ${folder}/state`];

describe('the command', () => {
  const check = () => ['cat', join(folder, 'state')];

  test('its check decides what it is, not the exit of the order', async () => {
    writeFileSync(join(folder, 'state'), 'active\n');
    const { look, drive, driven, resume } = start({
      kind: 'command',
      halt: keep('inactive'),
      pause: ['true'],
      resume: keep('active'),
      check: check(),
    });
    expect(await look('it')).toEqual({ is: 'running', words: 'its check says active' });
    expect(await drive('it', 'pause')).toEqual({ is: 'running', words: 'its check says active' });
    await driven('it', 'halt', 'halted');
    expect(await resume('it')).toMatchObject({ is: 'running' });
  });

  test('without a check an order that ended well is told, never halted; one that failed is neither', async () => {
    const { drive, look } = start({ kind: 'command', halt: ['sh', '-c', 'echo first; echo stopped all'] });
    expect(await drive('it', 'halt')).toEqual({
      is: 'told',
      words: 'sh ended well: stopped all; no check is configured',
    });
    expect(await look('it')).toMatchObject({ is: 'unchecked' });
    bots?.stop();
    const failing = start({ kind: 'command', halt: ['sh', '-c', 'echo no such unit >&2; exit 5'] });
    expect(await failing.drive('it', 'halt')).toEqual({ is: 'unreadable', words: 'sh ended with 5: no such unit' });
  });

  test('without a pause it is halted where it would be paused', async () => {
    const { driven } = start({ kind: 'command', halt: keep('exited'), check: check() });
    expect(await driven('it', 'pause', 'halted')).toMatchObject({ words: 'its check says exited' });
  });

  test('a check that fails, or speaks of no such unit, is not a bot that is halted', async () => {
    const { look } = start({ kind: 'command', halt: ['true'], check: ['sh', '-c', 'echo inactive; exit 4'] });
    expect(await look('it')).toEqual({ is: 'unreadable', words: 'its check knows no such unit: inactive' });
    bots?.stop();
    const other = start({
      kind: 'command',
      halt: ['true'],
      check: ['sh', '-c', 'echo Cannot connect to the bus; exit 1'],
    });
    expect((await other.look('it')).words).toBe(
      'its check said "Cannot connect to the bus" and ended with 1, which is none of its words',
    );
    bots?.stop();
    const missing = start({ kind: 'command', halt: ['true'], check: ['/no/such/program'] });
    expect((await missing.look('it')).words).toContain("can't be started");
  });

  test('no shell reads its arguments, and it is handed no secret of the environment', async () => {
    process.env.SCRAM_TEST_SECRET = 'hidden';
    const line = ['node', '-e', 'console.log(process.argv[1], Object.keys(process.env).sort().join())', '$HOME;`id`'];
    const { drive } = start({ kind: 'command', halt: line });
    const { words } = await drive('it', 'halt');
    delete process.env.SCRAM_TEST_SECRET;
    expect(words).toContain('$HOME;`id`');
    expect(words).toContain('SCRAM_ACTION,SCRAM_BOT');
    expect(words).not.toContain('SCRAM_TEST_SECRET');
  });

  test('one that hangs is cut off with all that it has started', async () => {
    const { drive } = start({ kind: 'command', halt: ['sh', '-c', 'sleep 987654 & wait'], callTimeout: '300ms' });
    expect(await drive('it', 'halt')).toEqual({ is: 'unreadable', words: 'sh did not end in time and was cut off' });
    const find = start({ kind: 'process', pattern: '^sleep 987654' });
    await until(
      () => find.look('it'),
      ({ is }) => is === 'halted',
      3_000,
    );
  });
});

interface Taken {
  body: string;
  timestamp: string;
  signature: string;
}

/** Somebody's webhook: answers in turn with these. */
async function serve(...answers: [status: number, body: string, headers?: Record<string, string>][]) {
  const taken: Taken[] = [];
  const served = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const { 'x-scram-timestamp': timestamp, 'x-scram-signature': signature } = request.headers;
    taken.push({ body, timestamp: String(timestamp), signature: String(signature) });
    const [status, text, headers = {}] = answers[Math.min(taken.length, answers.length) - 1] ?? [500, ''];
    response.writeHead(status, headers).end(text);
  });
  server = served;
  await new Promise<void>((resolve) => served.listen(0, '127.0.0.1', resolve));
  return { taken, baseUrl: `http://127.0.0.1:${(served.address() as AddressInfo).port}/hook` };
}

describe('the webhook', () => {
  const key = 'sixteen characters and more';
  const hook = (baseUrl: string, more = {}) =>
    start({ kind: 'webhook', baseUrl, key: { secret: 'x' }, ...more }, { key });

  test('its messages are signed over the time and the body', async () => {
    const { taken, baseUrl } = await serve([200, '{"state":"halted","words":"all three stopped"}']);
    const seen = await hook(baseUrl).drive('it', 'halt', { killId: 'kill-1' });
    expect(seen).toEqual({ is: 'halted', words: 'all three stopped' });
    expect(taken).toHaveLength(1);
    const { body, timestamp, signature } = taken[0] as Taken;
    expect(JSON.parse(body)).toEqual({ bot: 'it', action: 'halt', killId: 'kill-1' });
    expect(Math.abs(Date.now() - Number(timestamp))).toBeLessThan(10_000);
    expect(signature).toBe(signatureOf(key, Number(timestamp), body));
    expect(signatureOf('another key of a length', Number(timestamp), body)).not.toBe(signature);
  });

  test('a vector of the signature', () => {
    const vector = 'v1=63602ffb6cc02e504e5ddccd68128c95cacdcb4923148f8a897344b8f8540f4f';
    expect(signatureOf('0123456789abcdef', 1_700_000_000_000, '{"bot":"it"}')).toBe(vector);
  });

  test('2xx without a state is an order taken; a redirect is not followed; the rest is trouble', async () => {
    const { taken, baseUrl } = await serve(
      [204, ''],
      [200, '{"state":"asleep"}'],
      [307, '', { Location: 'http://127.0.0.1:1/elsewhere' }],
      [500, '{"state":"halted"}'],
      [200, 'x'.repeat(100_000)],
    );
    const { drive } = hook(baseUrl);
    expect(await drive('it', 'halt')).toMatchObject({ is: 'told' });
    expect(await drive('it', 'halt')).toMatchObject({ is: 'told' });
    expect(await drive('it', 'halt')).toEqual({ is: 'unreadable', words: 'it redirects (307), which is not followed' });
    expect(await drive('it', 'halt')).toEqual({ is: 'unreadable', words: 'it answered with status 500' });
    expect(await drive('it', 'halt')).toEqual({ is: 'unreadable', words: 'no answer: its answer is too long' });
    expect(taken).toHaveLength(5);
  });

  test('it is asked what the bot is only where that is wished', async () => {
    const { taken, baseUrl } = await serve([200, '{"state":"running"}']);
    expect(await hook(baseUrl).look('it')).toMatchObject({ is: 'unchecked' });
    expect(taken).toEqual([]);
    bots?.stop();
    expect(await hook(baseUrl, { check: true }).look('it')).toEqual({ is: 'running', words: 'it says running' });
    expect(JSON.parse(taken[0]?.body ?? '')).toMatchObject({ action: 'check' });
  });
});
