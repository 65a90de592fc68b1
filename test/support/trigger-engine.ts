import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { type ServedPaper, servePaper } from '../../src/engine/brokers/paper/serve.ts';
import { systemClock } from '../../src/engine/clock.ts';
import { type RunningEngine, startEngine } from '../../src/engine/start.ts';
import type { EngineState } from '../../src/shared/api/state.ts';
import { call, until } from './http.ts';

/** An engine with triggers, on a folder and a paper exchange that outlast it. */
export class TriggerEngine {
  readonly dataDir = mkdtempSync(join(tmpdir(), 'scram-triggers-'));
  private readonly paper: ServedPaper;
  private readonly bugs: unknown[] = [];
  private running: RunningEngine | null = null;

  private constructor(paper: ServedPaper) {
    this.paper = paper;
  }

  static async begin(killSwitch: object, more: object = {}): Promise<TriggerEngine> {
    const made = new TriggerEngine(await servePaper({ port: 0 }));
    made.configure(killSwitch, more);
    await made.start();
    return made;
  }

  configure(killSwitch: object, more: object = {}): void {
    const brokers = { demo: { kind: 'paper', url: this.paper.url } };
    writeFileSync(join(this.dataDir, 'config.json'), JSON.stringify({ brokers, killSwitch, ...more }));
  }

  async start(): Promise<void> {
    const at = { dataDir: this.dataDir, configFile: null, host: '127.0.0.1', devicePort: 0, controlPort: 0 };
    this.running = await startEngine(at, systemClock, (bug) => this.bugs.push(bug));
  }

  async restart(): Promise<void> {
    await this.engine().close();
    await this.start();
  }

  async end(): Promise<void> {
    await this.running?.close();
    await this.paper.close();
    rmSync(this.dataDir, { recursive: true });
    expect(this.bugs).toEqual([]);
  }

  engine(): RunningEngine {
    if (!this.running) throw new Error('the engine does not run');
    return this.running;
  }

  state(): EngineState {
    return this.engine().engine.state();
  }

  async reaches(wanted: (state: EngineState) => boolean, withinMs = 45_000): Promise<EngineState> {
    return until(async () => this.state(), wanted, withinMs);
  }

  trigger(name: string) {
    return this.state().triggers.find((each) => each.name === name);
  }

  /** Waits until a trigger is in a state. */
  async judged(name: string, state: 'clear' | 'holds' | 'unknown') {
    await this.reaches(({ triggers }) => triggers.some((each) => each.name === name && each.state === state));
    return this.trigger(name);
  }

  async rows(kind: string) {
    const page = await this.engine().engine.journal.page({ kind, limit: 100 });
    return page.ok ? page.value.rows.toReversed() : [];
  }

  reset(acknowledgeTriggers?: string[]) {
    const request = { reason: 'looked at everything', confirm: 'RESET' as const };
    return this.engine().engine.reset({ ...request, ...(acknowledgeTriggers && { acknowledgeTriggers }) }, 'cli');
  }

  /** A call on the device listener, with the bot's token unless another is given. */
  async post(path: string, body: unknown, token = this.token('bot')) {
    const { devicePort: port } = this.engine();
    const headers = typeof body === 'string' ? { 'content-type': 'application/json' } : {};
    return call({ port, method: 'POST', path, token, headers, body });
  }

  token(name: 'bot' | 'operator'): string {
    return readFileSync(join(this.dataDir, `${name}.token`), 'utf8').trim();
  }

  /** The exchange's control plane. */
  async control(method: 'POST' | 'PUT' | 'DELETE', path: string, body?: object): Promise<void> {
    const answer = await call({ port: this.paper.port, method, path: `/control/${path}`, ...(body && { body }) });
    expect(answer.status, answer.body).toBeLessThan(300);
  }

  shock(fraction: number): Promise<void> {
    return this.control('POST', 'shock', { fraction });
  }

  transfer(amount: string): Promise<void> {
    return this.control('POST', 'transfer', { amount });
  }

  /** Long enough for two evaluations, for a broker that can't be read. */
  async judgedUnread(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, 2_200));
  }

  /** Long enough that every trigger has been judged on readings made after this was called. */
  async judgedAfresh(): Promise<void> {
    const seen = this.state().brokers[0]?.asOf ?? '';
    await this.reaches(({ brokers }) => (brokers[0]?.asOf ?? '') > seen);
    await new Promise((resolve) => setTimeout(resolve, 1_100));
  }
}
