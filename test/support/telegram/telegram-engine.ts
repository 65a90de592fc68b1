import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { Clock } from '../../../src/engine/clock.ts';
import { type RunningEngine, startEngine } from '../../../src/engine/start.ts';
import type { EngineState } from '../../../src/shared/api/state.ts';
import { callJson, until } from '../http.ts';
import { BotApiServer } from './bot-api-server.ts';

export const operator = 7;
export const stranger = 666;

/** A whole engine that listens to a bot of its own on a served Bot API; the test sets its clocks. */
export class TelegramEngine {
  readonly dataDir = mkdtempSync(join(tmpdir(), 'scram-telegram-'));
  readonly bot: BotApiServer;
  readonly bugs: unknown[] = [];
  private readonly clock: Clock;
  private aheadMs = 0;
  private sleptMs = 0;
  private running: RunningEngine | null = null;

  private constructor() {
    this.clock = {
      wallMs: () => Date.now() + this.aheadMs + this.sleptMs,
      monotonicMs: () => performance.now() + this.aheadMs,
    };
    this.bot = new BotApiServer(() => this.clock.wallMs());
  }

  static async begin(more: object = {}): Promise<TelegramEngine> {
    const made = new TelegramEngine();
    await made.bot.open();
    made.configure(more);
    return made;
  }

  configure(more: object = {}, baseUrl = this.bot.url): void {
    const telegram = { token: { secret: 'bot' }, chatId: operator, allowedUserIds: [operator, 8], baseUrl };
    const config = { brokers: { demo: { kind: 'paper' } }, alerts: { telegram }, ...more };
    writeFileSync(join(this.dataDir, 'config.json'), JSON.stringify(config));
    this.secret(this.bot.token);
  }

  secret(token: string): void {
    writeFileSync(join(this.dataDir, 'secrets.json'), JSON.stringify({ bot: token }), { mode: 0o600 });
  }

  async start(): Promise<void> {
    const at = { dataDir: this.dataDir, configFile: null, host: '127.0.0.1', devicePort: 0, controlPort: 0 };
    this.running = await startEngine(at, this.clock, (bug) => this.bugs.push(bug));
  }

  /** Started, and it has asked whether anything came before. */
  async listens(): Promise<void> {
    const before = this.bot.calls.get('setMyCommands') ?? 0;
    await this.start();
    await until(
      async () => this.bot.calls.get('setMyCommands') ?? 0,
      (calls) => calls > before,
      5_000,
    );
  }

  async stop(): Promise<void> {
    await this.running?.close();
    this.running = null;
  }

  async end(): Promise<void> {
    await this.stop();
    await this.bot.close();
    rmSync(this.dataDir, { recursive: true });
    expect(this.bugs).toEqual([]);
    expect(this.bot.refused).toEqual([]);
  }

  later(ms: number): void {
    this.aheadMs += ms;
  }

  /** The machine has slept: the clock on the wall alone went on. */
  sleeps(ms: number): void {
    this.sleptMs += ms;
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

  async rows(kind: string) {
    const page = await this.engine().engine.journal.page({ kind, limit: 100 });
    return page.ok ? page.value.rows.toReversed() : [];
  }

  /** What the operator's own client asks of the control listener. */
  ask(path: string, body?: unknown) {
    const token = readFileSync(join(this.dataDir, 'operator.token'), 'utf8').trim();
    const { controlPort: port } = this.engine();
    return callJson<Record<string, unknown>>({
      port,
      method: 'POST',
      path,
      token,
      ...(body !== undefined && { body }),
    });
  }

  async challenge(): Promise<string> {
    const { status, json } = await this.ask('/api/challenge');
    expect(status).toBe(200);
    return String(json.code);
  }

  /** Killed over Telegram, and flat. */
  async killed(): Promise<void> {
    const from = this.bot.told(operator).length;
    this.bot.write(operator, '/kill the feed looks wrong');
    await this.bot.hears(operator, 'Kill?', from);
    this.bot.press(operator, 'KILL');
    await this.reaches(({ state, flat }) => state === 'killed' && flat === true);
  }

  /** Every byte that the engine has written, but for the file where the operator keeps the secrets. */
  written(): string {
    const files = readdirSync(this.dataDir, { recursive: true, withFileTypes: true });
    return files
      .filter((file) => file.isFile() && file.name !== 'secrets.json')
      .map((file) => readFileSync(join(file.parentPath, file.name), 'latin1'))
      .join('\n');
  }
}
