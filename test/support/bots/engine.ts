import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../../src/engine/clock.ts';
import { type RunningEngine, startEngine } from '../../../src/engine/start.ts';
import type { BotState } from '../../../src/shared/api/bots.ts';
import { until } from '../http.ts';
import { obedient, type RealProcess, startProcess } from './real-process.ts';

/** An engine with bots, on a folder of its own, and the processes that stand for some of them. */
export class BotEngine {
  readonly folder = mkdtempSync(join(tmpdir(), 'scram-bots-'));
  /** What was reported as nobody's fault but the program's. */
  readonly bugs: unknown[] = [];
  private running: RunningEngine | null = null;
  private readonly processes: RealProcess[] = [];

  constructor(secrets: Record<string, string>) {
    writeFileSync(join(this.folder, 'secrets.json'), JSON.stringify(secrets), { mode: 0o600 });
  }

  /** Begins, or begins again: on the same folder, with what it remembers. */
  async start(bots: Record<string, unknown>, more: Record<string, unknown> = {}): Promise<void> {
    await this.running?.close();
    const config = { brokers: { demo: { kind: 'paper' } }, bots, ...more };
    writeFileSync(join(this.folder, 'config.json'), JSON.stringify(config));
    const at = { dataDir: this.folder, configFile: null, host: '127.0.0.1', devicePort: 0, controlPort: 0 };
    this.running = await startEngine(at, systemClock, (bug) => this.bugs.push(bug));
  }

  async stop(): Promise<void> {
    await this.running?.close();
    this.running = null;
  }

  async end(): Promise<void> {
    await this.stop();
    for (const each of this.processes) each.end();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** A process that runs until it is told to end; with `mark`, another one that the same pattern fits. */
  async bot(mark?: string): Promise<RealProcess> {
    const bot = startProcess(obedient, { ...(mark !== undefined && { mark }) });
    this.processes.push(bot);
    await bot.said('ready');
    return bot;
  }

  get ports(): { device: number; control: number } {
    return { device: this.running?.devicePort ?? 0, control: this.running?.controlPort ?? 0 };
  }

  get engine() {
    if (!this.running) throw new Error('not running');
    return this.running.engine;
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  state(name: string): BotState | undefined {
    return this.engine.state().bots.find((bot) => bot.name === name);
  }

  /** The bot, when it has come to this state. */
  until(name: string, state: BotState['state'], withinMs?: number): Promise<BotState | undefined> {
    return until(
      async () => this.state(name),
      (bot) => bot?.state === state,
      withinMs,
    );
  }

  kill() {
    return this.engine.kill({ source: 'cli', reason: 'by hand', from: 'test' });
  }

  isFlat() {
    return until(
      async () => this.engine.state(),
      ({ flat }) => flat === true,
    );
  }

  reset() {
    return this.engine.reset({ reason: 'looked at everything', confirm: 'RESET' }, 'cli');
  }

  resume(name: string) {
    return this.engine.resumeBot(name, 'looked at this bot', 'cli');
  }

  async rows(kind: string) {
    const page = await this.engine.journal.page({ kind, limit: 100 });
    return page.ok ? page.value.rows : [];
  }
}
