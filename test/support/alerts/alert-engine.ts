import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { TestContext } from 'vitest';
import type { JournalPage } from '../../../src/shared/api/journal.ts';
import type { EngineState } from '../../../src/shared/api/state.ts';
import { EngineFile } from '../../../src/shared/engine-file.ts';
import { call, callJson, until } from '../http.ts';

const program = new URL('../../../src/engine/main.ts', import.meta.url).pathname;

/** An engine in a process of its own, from its sources, on a folder that outlasts it; it trades on the account inside it. */
export class AlertEngine {
  readonly dataDir = mkdtempSync(join(tmpdir(), 'scram-alerts-'));
  /** What it has written to its terminal, all lives together. */
  said = '';
  private child: ChildProcess | null = null;
  private port = 0;

  static async begin(test: TestContext, config: object, secrets: Record<string, string>): Promise<AlertEngine> {
    const made = new AlertEngine();
    test.onTestFinished(() => made.end());
    const brokers = { demo: { kind: 'paper' } };
    writeFileSync(join(made.dataDir, 'config.json'), JSON.stringify({ brokers, ...config }));
    writeFileSync(join(made.dataDir, 'secrets.json'), JSON.stringify(secrets), { mode: 0o600 });
    await made.start();
    return made;
  }

  async start(): Promise<void> {
    const file = join(this.dataDir, 'engine.json');
    rmSync(file, { force: true });
    const ports = ['--host', '127.0.0.1', '--device-port', '0', '--control-port', '0'];
    const child = spawn(process.execPath, [program, '--data', this.dataDir, ...ports]);
    const hear = (chunk: Buffer) => {
      this.said += chunk.toString();
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    this.child = child;
    await until(async () => existsSync(file) || child.exitCode !== null, Boolean);
    if (!existsSync(file)) throw new Error(`the engine ended: ${this.said}`);
    this.port = EngineFile.parse(JSON.parse(readFileSync(file, 'utf8'))).controlPort;
  }

  /** As a power cut would. */
  async sigkill(): Promise<void> {
    if (this.child === null || this.child.exitCode !== null || this.child.signalCode !== null) return;
    const gone = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await gone;
  }

  async end(): Promise<void> {
    await this.sigkill();
    rmSync(this.dataDir, { recursive: true });
  }

  post<T = Record<string, unknown>>(path: string, body?: object) {
    return callJson<T>({ port: this.port, method: 'POST', path, token: this.token(), ...(body && { body }) });
  }

  async text(path: string): Promise<string> {
    return (await call({ port: this.port, path, token: this.token() })).body;
  }

  async state(): Promise<EngineState> {
    return JSON.parse(await this.text('/api/state')) as EngineState;
  }

  reaches(wanted: (state: EngineState) => boolean): Promise<EngineState> {
    return until(() => this.state(), wanted);
  }

  async rows(kind: string): Promise<JournalPage['rows']> {
    return (JSON.parse(await this.text(`/api/journal?kind=${kind}`)) as JournalPage).rows.toReversed();
  }

  /** The outbox as it is on the disk, also while no engine runs. */
  outbox(): { id: string; pending: number }[] {
    const file = new DatabaseSync(join(this.dataDir, 'journal.db'));
    try {
      return file.prepare('SELECT id, pending FROM alert_outbox ORDER BY rowid').all() as {
        id: string;
        pending: number;
      }[];
    } finally {
      file.close();
    }
  }

  private token(): string {
    return readFileSync(join(this.dataDir, 'operator.token'), 'utf8').trim();
  }
}
