import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EngineFile } from '../../src/shared/engine-file.ts';

const out = (name: string) => new URL(`../../out/main/${name}`, import.meta.url).pathname;

/** A program of ours in a process of its own, from the build that users run. */
export interface RunningProcess {
  child: ChildProcess;
  /** Ends it at once, as a power cut would, and waits until it is gone. */
  kill(): Promise<void>;
}

export interface EngineProcess extends RunningProcess {
  devicePort: number;
  controlPort: number;
  operatorToken: string;
  botToken: string;
}

const startMs = 60_000;

/** `by`: what it is started by, such as `ip netns exec NAME`, which becomes it. */
function run(
  script: string,
  args: readonly string[],
  ready: RegExp,
  by: readonly string[] = [],
): Promise<RunningProcess & { greeting: string }> {
  const [program = '', ...line] = [...by, process.execPath, out(script), ...args];
  const child = spawn(program, line, { stdio: ['ignore', 'pipe', 'pipe'] });
  // A test that fails half-way leaves nothing running behind it.
  const endWithTheTests = () => child.kill('SIGKILL');
  process.once('exit', endWithTheTests);
  child.once('exit', () => process.off('exit', endWithTheTests));
  let said = '';
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`${script} is not ready after ${startMs} ms: ${said}`)), startMs);
    const hear = (chunk: Buffer) => {
      said += chunk.toString();
      if (!ready.test(said)) return;
      clearTimeout(timer);
      resolve({ child, greeting: said, kill: () => killed(child) });
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.once('exit', (code) => {
      clearTimeout(timer);
      reject(new Error(`${script} ended with ${code}: ${said}`));
    });
  });
}

async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

/** An engine on free ports; resolves when it has said that it is there. */
export async function startEngineProcess(
  dataDir: string,
  args: readonly string[] = [],
  by: readonly string[] = [],
): Promise<EngineProcess> {
  const ports = ['--host', '127.0.0.1', '--device-port', '0', '--control-port', '0'];
  const running = await run('engine.cjs', ['--data', dataDir, ...ports, ...args], /brokers .*\n/, by);
  const file = EngineFile.parse(JSON.parse(readFileSync(join(dataDir, 'engine.json'), 'utf8')));
  const token = (name: string) => readFileSync(join(dataDir, name), 'utf8').trim();
  const { devicePort, controlPort } = file;
  const tokens = { operatorToken: token('operator.token'), botToken: token('bot.token') };
  return { ...running, devicePort, controlPort, ...tokens };
}

/** The served paper exchange, in memory, with `latencyMs` for every call. */
export async function startPaperProcess(args: readonly string[]): Promise<RunningProcess & { url: string }> {
  const running = await run('cli.cjs', ['paper', 'serve', '--port', '0', ...args], /http:\/\/\S+/);
  return { ...running, url: /http:\/\/\S+/.exec(running.greeting)?.[0] ?? '' };
}
