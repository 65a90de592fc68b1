import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { systemClock } from '../../../src/engine/clock.ts';
import { type RunningEngine, startEngine } from '../../../src/engine/start.ts';
import type { EngineState } from '../../../src/shared/api/state.ts';
import { until } from '../http.ts';

/** A folder with the configuration of one account, `main`, and its secrets. */
export function brokerFolder(broker: object, secrets: Record<string, string>): string {
  const dataDir = mkdtempSync(join(tmpdir(), 'scram-broker-'));
  const config = { brokers: { main: broker }, engine: { flattenDeadline: '5s' } };
  writeFileSync(join(dataDir, 'config.json'), JSON.stringify(config));
  writeFileSync(join(dataDir, 'secrets.json'), JSON.stringify(secrets));
  return dataDir;
}

/** A whole engine on one account, in this process. */
export class BrokerEngine {
  private readonly dataDir: string;
  private readonly running: RunningEngine;
  private readonly bugs: unknown[];

  private constructor(dataDir: string, running: RunningEngine, bugs: unknown[]) {
    this.dataDir = dataDir;
    this.running = running;
    this.bugs = bugs;
  }

  /** In a folder that has its configuration, and goes with it. */
  static async begin(dataDir: string): Promise<BrokerEngine> {
    const bugs: unknown[] = [];
    const at = { dataDir, configFile: null, host: '127.0.0.1', devicePort: 0, controlPort: 0 };
    const running = await startEngine(at, systemClock, (bug) => bugs.push(bug));
    return new BrokerEngine(dataDir, running, bugs);
  }

  get engine(): RunningEngine['engine'] {
    return this.running.engine;
  }

  async reaches(wanted: (state: EngineState) => boolean, withinMs = 45_000): Promise<EngineState> {
    return until(async () => this.engine.state(), wanted, withinMs);
  }

  /** Until then a kill has no reading to begin with. */
  hasRead(): Promise<EngineState> {
    return this.reaches(({ brokers }) => brokers[0]?.asOf !== null);
  }

  /** The reason why the account can't be read. */
  async trouble(): Promise<string> {
    const { brokers } = await this.reaches((state) => state.brokers[0]?.trouble !== null);
    return brokers[0]?.trouble ?? '';
  }

  kill() {
    return this.engine.kill({ source: 'cli', reason: 'by hand', from: 'test' });
  }

  async end(): Promise<void> {
    await this.running.close();
    rmSync(this.dataDir, { recursive: true });
    expect(this.bugs).toEqual([]);
  }
}

export const isFlat = ({ state, flat }: EngineState) => state === 'killed' && flat === true;
