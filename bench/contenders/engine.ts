import type { ChildProcess } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ResetRequest } from '../../src/shared/api/commands.ts';
import { controlRoutes, deviceRoutes } from '../../src/shared/api/routes.ts';
import { Status } from '../../src/shared/api/state.ts';
import { dataFiles } from '../../src/shared/data-folder.ts';
import launch from '../../src/shared/engine-launch.json' with { type: 'json' };
import { wellBehaved as venueKeys } from '../../test/support/ccxt/core/types.ts';
import { freePort } from '../../test/support/free-port.ts';
import type { Bench } from '../lib/bench.ts';
import { programs } from '../lib/paths.ts';
import { until } from '../lib/wait.ts';
import { patience } from '../limits.ts';

/** A running engine: the built one, as a process of its own, on free ports. */
export interface RunningEngine {
  process: ChildProcess;
  devicePort: number;
  botToken: string;
  /** From the moment of the spawn to the first answer that says `armed`. */
  armedAfterMs: number;
  status(): Promise<Status>;
  /** Lets the operator permit trading again; rejects when the engine refuses. */
  reset(): Promise<void>;
  verify(): Promise<{ ok: boolean; rows: number }>;
}

export interface EngineChoice {
  /** Kept from an earlier start, or a path where nothing is yet. */
  dataDir: string;
  /** A served paper exchange; without one, and without `more`, the demo account inside the engine. */
  brokerPort?: number;
  /** Further parts of its configuration; with `brokers` it needs no `brokerPort`. */
  more?: Record<string, unknown>;
}

export const paperConfig = (port: number) => ({ kind: 'paper', url: `http://127.0.0.1:${port}` });

const keys = {
  SCRAM_BENCH_KEY: 'none',
  SCRAM_BENCH_VENUE_KEY: venueKeys.key,
  SCRAM_BENCH_VENUE_SECRET: venueKeys.secret,
};

/** Its keys are in the environment of the engine: the venue of a benchmark asks for none. */
export const alpacaConfig = (port: number) => ({
  kind: 'alpaca',
  baseUrl: `http://127.0.0.1:${port}`,
  keyId: { env: 'SCRAM_BENCH_KEY' },
  secretKey: { env: 'SCRAM_BENCH_KEY' },
});

/** At an imitation of the venue; its secret has the form that some venues decode. */
export const binanceConfig = (url: string, exchange: 'binance' | 'binanceusdm' = 'binance') => ({
  kind: 'ccxt',
  exchange,
  cash: ['USDT'],
  urls: { '*': url },
  key: { env: 'SCRAM_BENCH_VENUE_KEY' },
  secret: { env: 'SCRAM_BENCH_VENUE_SECRET' },
});

export async function startEngine(
  { children, say }: Bench,
  { dataDir, brokerPort, more = {} }: EngineChoice,
): Promise<RunningEngine> {
  mkdirSync(dataDir, { recursive: true });
  const devicePort = await freePort();
  const controlPort = await freePort();
  const args = [...launch.nodeFlags, programs.engine, '--data', dataDir, '--host', '127.0.0.1'];
  args.push('--device-port', String(devicePort), '--control-port', String(controlPort));
  if (brokerPort !== undefined || 'brokers' in more) {
    const config = { ...(brokerPort !== undefined && { brokers: { bench: paperConfig(brokerPort) } }), ...more };
    writeFileSync(join(dataDir, 'bench.json'), JSON.stringify(config));
    args.push('--config', join(dataDir, 'bench.json'));
  }
  const status = async () => Status.parse(await getJson(devicePort, deviceRoutes.status.path));
  const startedMs = performance.now();
  const child = children.spawn(process.execPath, args, { env: { ...process.env, ...launch.environment, ...keys } });
  child.once('exit', (code) => code && say(`the engine ended with ${code}`));
  const isArmed = () =>
    status().then(
      ({ state }) => state === 'armed',
      () => false,
    );
  await until('an armed engine', isArmed, patience.startMs, 2);
  const armedAfterMs = performance.now() - startedMs;
  const token = (file: string) => readFileSync(join(dataDir, file), 'utf8').trim();
  const headers = { authorization: `Bearer ${token(dataFiles.operatorToken)}`, 'content-type': 'application/json' };
  return {
    process: child,
    devicePort,
    botToken: token(dataFiles.botToken),
    armedAfterMs,
    status,
    async reset() {
      const request: ResetRequest = { reason: 'the round is over', confirm: 'RESET' };
      const url = `http://127.0.0.1:${controlPort}${controlRoutes.reset.path}`;
      const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(request) });
      if (!answer.ok) throw new Error(`the engine refused the reset: ${await answer.text()}`);
    },
    async verify() {
      const url = `http://127.0.0.1:${controlPort}${controlRoutes.verifyJournal.path}`;
      const answer = await fetch(url, { headers, signal: AbortSignal.timeout(patience.verifyMs) });
      return controlRoutes.verifyJournal.response.parse(await answer.json());
    },
  };
}

async function getJson(port: number, path: string): Promise<unknown> {
  const answer = await fetch(`http://127.0.0.1:${port}${path}`);
  return answer.json();
}
