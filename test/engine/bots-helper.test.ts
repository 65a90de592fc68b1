import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type BotsUnderTest, startBots } from '../support/bots/helper.ts';
import { until } from '../support/http.ts';

/** Takes every call and answers none. */
const server = createServer(() => undefined);
let folder = '';
let bots: BotsUnderTest | null = null;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'scram-bots-'));
});
afterEach(() => bots?.stop());
afterAll(() => {
  server.close();
  server.closeAllConnections();
  rmSync(folder, { recursive: true, force: true });
});

function start(more = {}): BotsUnderTest {
  bots = startBots({ it: { kind: 'flag-file', ...more } }, { dataDir: folder, forked: true });
  return bots;
}

test('a bot that hangs is answered for in time, and holds up no other', async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const deaf = { kind: 'webhook', baseUrl, key: { secret: 'x' }, callTimeout: '1s' };
  bots = startBots({ deaf, flag: { kind: 'flag-file' } }, { dataDir: folder, secrets: { key: 'k' }, forked: true });
  await bots.look('flag');
  const began = performance.now();
  const order: string[] = [];
  const note = (name: string) => () => order.push(name);
  await Promise.all([bots.drive('deaf', 'halt').then(note('deaf')), bots.drive('flag', 'halt').then(note('flag'))]);
  expect(order).toEqual(['flag', 'deaf']);
  expect(performance.now() - began).toBeLessThan(5_000);
});

test('killed, it is started again, and goes on', async () => {
  const { look, drive, bugs, pid } = start();
  await until(
    () => look('it'),
    ({ is }) => is !== 'unreadable',
  );
  process.kill(pid(), 'SIGKILL');
  await until(
    () => drive('it', 'halt'),
    ({ is }) => is === 'told',
    5_000,
  );
  expect(bugs.map(String)).toEqual([expect.stringContaining('the helper for bots ended with SIGKILL')]);
});

test('stopped, it is ended and started again, and what waited for it is told', async () => {
  const { look, drive, pid } = start({ callTimeout: '200ms' });
  await until(
    () => look('it'),
    ({ is }) => is !== 'unreadable',
  );
  process.kill(pid(), 'SIGSTOP');
  expect(await drive('it', 'halt')).toMatchObject({
    is: 'unreadable',
    words: expect.stringContaining('does not answer'),
  });
  await until(
    () => drive('it', 'halt'),
    ({ is }) => is === 'told',
    5_000,
  );
});

test('the signals that a terminal sends to a whole group are not its own', async () => {
  const { look, pid, bugs } = start();
  await until(
    () => look('it'),
    ({ is }) => is !== 'unreadable',
  );
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.kill(pid(), signal);
  expect(await look('it')).not.toMatchObject({ is: 'unreadable' });
  expect(bugs).toEqual([]);
});
