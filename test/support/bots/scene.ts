import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { callJson } from '../http.ts';
import { type EngineProcess, type RunningProcess, startEngineProcess, startPaperProcess } from '../processes.ts';
import { type Bot, firstTradeSince, startBots, untilStopped, untilTrading } from './bots.ts';

/**
 * Real bots, a real engine and the paper exchange, each in a process of its own. "Within one tick": no step that begins later than one
 * tick after the instant in question is let in by the bot's own gate.
 */
const tickMs = 300;

export interface Scene {
  engine: EngineProcess;
  venue: RunningProcess & { url: string };
  bots: Bot[];
}

/** Needs Python beside Node. */
export const canRunBots = spawnSync('python3', ['--version']).status === 0;

const ends: (() => unknown)[] = [];

/** For `afterEach`: ends what the scenes have begun. */
export async function endScenes(): Promise<void> {
  for (const end of ends.splice(0).reverse()) await end();
}

/** Both bots trade when this resolves. */
export async function startScene(deadMan?: { window: string }): Promise<Scene> {
  const dataDir = mkdtempSync(join(tmpdir(), 'scram-bots-'));
  ends.push(() => rmSync(dataDir, { recursive: true }));
  const venue = await startPaperProcess(['--latency', '5ms']);
  ends.push(venue.kill);
  const config = { brokers: { demo: { kind: 'paper', url: venue.url } }, ...(deadMan && { deadMan }) };
  writeFileSync(join(dataDir, 'config.json'), JSON.stringify(config));
  const engine = await startEngineProcess(dataDir);
  ends.push(engine.kill);
  const bots = startBots(engine.devicePort, venue.url, tickMs);
  for (const { child } of bots) ends.push(() => child.kill('SIGKILL'));
  await untilTrading(bots, 3);
  return { engine, venue, bots };
}

/** That each bot was at work before the instant, has gone on ticking since, and was let in no more; and that the exchange saw no more. */
export async function expectStopped({ bots, venue }: Scene, sinceMs: number, why: string): Promise<void> {
  await untilStopped(bots, 5);
  for (const bot of bots) {
    expect(bot.ticks.filter(({ orderId, atMs }) => orderId !== null && atMs < sinceMs).length).toBeGreaterThan(2);
    expect(
      firstTradeSince(bot, sinceMs + tickMs),
      `${bot.name} traded after ${new Date(sinceMs).toISOString()}`,
    ).toBeUndefined();
    expect(bot.halts.at(-1), bot.name).toEqual({ halt: expect.stringContaining(why), atMs: expect.any(Number) });
  }
  const port = Number(new URL(venue.url).port);
  const { json } = await callJson<{ fills: { clientOrderId: string | null; atMs: number }[] }>({
    port,
    path: '/control/ledger?after=0',
  });
  const ofBots = json.fills.filter(({ clientOrderId }) => clientOrderId?.includes('-bot-'));
  expect(ofBots.length).toBeGreaterThan(2 * bots.length);
  expect(ofBots.filter(({ atMs }) => atMs > sinceMs + 2 * tickMs)).toEqual([]);
}
