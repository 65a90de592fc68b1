import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { procTable } from '../../src/engine/bots/processes/proc.ts';
import { psTable } from '../../src/engine/bots/processes/ps.ts';
import { type BotsUnderTest, startBots } from '../support/bots/helper.ts';
import { freshMark, obedient, type RealProcess, startProcess, stubbornChild } from '../support/bots/real-process.ts';
import { until } from '../support/http.ts';

let folder = '';
const running: RealProcess[] = [];
let bots: BotsUnderTest | null = null;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'scram-bots-'));
});
afterEach(() => {
  bots?.stop();
  for (const each of running.splice(0)) each.end();
  expect(bots?.bugs ?? []).toEqual([]);
  rmSync(folder, { recursive: true, force: true });
});

async function start(script: string, options: { ownGroup?: boolean; mark?: string } = {}): Promise<RealProcess> {
  const started = startProcess(script, options);
  running.push(started);
  await started.said('ready');
  return started;
}

function watch(config: Record<string, unknown>): BotsUnderTest {
  bots = startBots({ it: { kind: 'process', ...config } }, { dataDir: folder });
  return bots;
}

function pidFile(pid: number, agoMs = 0): string {
  const path = join(folder, 'bot.pid');
  writeFileSync(path, `${pid}\n`);
  const writtenAt = new Date(Date.now() - agoMs);
  utimesSync(path, writtenAt, writtenAt);
  return 'bot.pid';
}

test('halted is said when every process of the group is gone', async () => {
  const bot = await start(obedient);
  const { look, driven } = watch({ pattern: bot.mark });
  expect(await look('it')).toMatchObject({ is: 'running' });
  expect(bot.alive()).toHaveLength(2);
  expect(await driven('it', 'halt', 'halted')).toMatchObject({ words: `no process matches ${bot.mark}` });
  expect(bot.alive()).toEqual([]);
});

test('a child that heeds no SIGTERM gets SIGKILL after killAfter, and until it is gone nothing is called halted', async () => {
  const bot = await start(stubbornChild);
  await bot.said('deaf');
  const { drive, driven } = watch({ pattern: bot.mark, killAfter: '4s' });
  expect(await drive('it', 'halt')).toMatchObject({ is: 'busy', words: expect.stringContaining('SIGTERM') });
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(bot.alive()).toHaveLength(1);
  expect(await drive('it', 'halt')).toMatchObject({ is: 'busy', words: expect.stringContaining('waits for') });
  await driven('it', 'halt', 'halted');
  expect(bot.alive()).toEqual([]);
});

test('paused is stopped, resumed goes on, and a halt wakes what is stopped, so that it can end', async () => {
  const bot = await start(obedient);
  const { driven, resume, look } = watch({ pattern: bot.mark });
  expect(await driven('it', 'pause', 'paused')).toMatchObject({ words: `stopped: process ${bot.pid}` });
  expect(bot.state()).toBe('T');
  expect(await resume('it')).toMatchObject({ is: 'running' });
  expect(bot.state()).not.toBe('T');
  await driven('it', 'pause', 'paused');
  await driven('it', 'halt', 'halted');
  expect(bot.alive()).toEqual([]);
  expect(await resume('it')).toMatchObject({ is: 'halted', words: expect.stringContaining('start it yourself') });
  expect(await look('it')).toMatchObject({ is: 'halted' });
});

test('a bot in the group of the engine is halted alone', async () => {
  const bot = await start(obedient, { ownGroup: false });
  const bystander = await start(obedient, { ownGroup: false });
  await watch({ pattern: bot.mark }).driven('it', 'halt', 'halted');
  expect(bot.alive()).toEqual([]);
  expect(bystander.alive()).toHaveLength(2);
});

test('by its pid file; a process that may only have taken over the number is never signalled, nor is the bot called halted', async () => {
  const bot = await start(obedient);
  const { look, drive, driven } = watch({ pidFile: pidFile(bot.pid) });
  expect(await look('it')).toMatchObject({ is: 'running' });
  pidFile(bot.pid, 3_600_000);
  const words = `process ${bot.pid} is younger than ${join(folder, 'bot.pid')}: it may be another one, and is left alone`;
  expect(await drive('it', 'halt')).toMatchObject({ is: 'unreadable', words: expect.stringContaining(words) });
  expect(bot.alive()).toHaveLength(2);
  pidFile(bot.pid);
  await driven('it', 'halt', 'halted');
  expect(bot.alive()).toEqual([]);
});

test('a pid file that is missing is a bot that does not run; one that holds no number tells nothing', async () => {
  const { look } = watch({ pidFile: 'bot.pid' });
  expect(await look('it')).toEqual({ is: 'halted', words: `there is no ${join(folder, 'bot.pid')}` });
  writeFileSync(join(folder, 'bot.pid'), 'one\n');
  expect(await look('it')).toMatchObject({ is: 'unreadable', words: expect.stringContaining('holds no process id') });
  writeFileSync(join(folder, 'bot.pid'), `${process.pid}\n`);
  expect(await look('it')).toEqual({ is: 'halted', words: 'the pid file names the engine itself' });
});

test('a pattern that fits the engine too is refused by preflight', async () => {
  const { preflight } = watch({ pattern: 'vitest' });
  expect(await preflight('it')).toMatchObject({
    status: 'fail',
    sentence: expect.stringContaining('matches the engine itself'),
  });
});

test('preflight names whom a halt would stop; a pattern that fits too many signals none', async () => {
  const bot = await start(obedient);
  const { preflight } = watch({ pattern: bot.mark });
  const check = await preflight('it');
  expect(check).toMatchObject({ status: 'pass', sentence: expect.stringContaining(`${bot.pid} sh -c`) });
  bot.end();
  await until(
    () => preflight('it'),
    ({ status }) => status === 'warn',
  );
  bots?.stop();
  const mark = freshMark();
  const many = await Promise.all(
    Array.from({ length: 17 }, () => start('echo ready; sleep 1000', { ownGroup: false, mark })),
  );
  const { drive } = watch({ pattern: mark });
  expect(await drive('it', 'halt')).toMatchObject({
    is: 'unreadable',
    words: expect.stringContaining('none was signalled'),
  });
  expect(many.every((each) => each.alive().length === 1)).toBe(true);
});

test('what ps lists is what /proc says', async () => {
  const bot = await start(obedient);
  const signal = AbortSignal.timeout(5_000);
  const [fromProc, fromPs] = await Promise.all([procTable.list(signal), psTable.list(signal)]);
  const found = [fromProc, fromPs].map((all) => all.find(({ pid }) => pid === bot.pid));
  const [one, other] = found;
  expect(other).toMatchObject({
    pid: bot.pid,
    parent: process.pid,
    group: bot.pid,
    state: 'alive',
    command: one?.command,
  });
  expect(Math.abs((one?.startedMs ?? 0) - (other?.startedMs ?? 0))).toBeLessThan(2_000);
  if (!one) throw new Error('not found in /proc');
  expect(procTable.isSame(one)).toBe(true);
  expect(procTable.isSame({ ...one, startKey: '1' })).toBe(false);
});
