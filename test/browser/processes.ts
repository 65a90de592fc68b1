import { type ChildProcess, spawn } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { builtDir } from './build.ts';

const startMs = 15_000;

/** A process of the product that has said what it says when it is ready. */
export interface Running {
  process: ChildProcess;
  /** The first group of the pattern that was waited for. */
  said: string;
}

/** Starts a built program and waits for the line that shows that it is ready. */
function startProgram(file: string, args: readonly string[], ready: RegExp): Promise<Running> {
  const child = spawn(process.execPath, [join(builtDir, 'main', file), ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  return new Promise((resolve, reject) => {
    let heard = '';
    const fail = (why: string): void => reject(new Error(`${file} ${why}; it said:\n${heard}`));
    const timer = setTimeout(() => fail(`was not ready within ${startMs} ms`), startMs);
    child.once('exit', (code, signal) => fail(`ended early (${code ?? signal})`));
    child.stderr.on('data', (chunk) => {
      heard += chunk;
    });
    createInterface(child.stdout).on('line', (line) => {
      heard += `${line}\n`;
      const said = ready.exec(line)?.[1];
      if (said === undefined) return;
      clearTimeout(timer);
      resolve({ process: child, said });
    });
  });
}

export interface EngineOptions {
  dataDir: string;
  config?: object;
  /** 0, the default, picks a free one; a page that is to find the engine again needs the same. */
  controlPort?: number;
}

export interface RunningEngine {
  process: ChildProcess;
  /** With a sign-in code. */
  pageAddress: string;
  controlPort: number;
  operatorToken: string;
}

export async function startEngine({ dataDir, config, controlPort = 0 }: EngineOptions): Promise<RunningEngine> {
  if (config !== undefined) await writeFile(join(dataDir, 'config.json'), JSON.stringify(config));
  const args = ['--data', dataDir, '--host', '127.0.0.1', '--device-port', '0', '--control-port', String(controlPort)];
  const { process: child, said } = await startProgram('engine.cjs', args, /page +(http\S+)/);
  const operatorToken = (await readFile(join(dataDir, 'operator.token'), 'utf8')).trim();
  return { process: child, pageAddress: said, controlPort: Number(new URL(said).port), operatorToken };
}

export interface PaperExchange {
  process: ChildProcess;
  url: string;
  /** The exchange's own control plane, for what a market or a fault does. */
  control(method: 'POST' | 'PUT' | 'DELETE', path: string, body: object): Promise<void>;
}

export async function startPaperExchange(args: readonly string[] = []): Promise<PaperExchange> {
  const { process: child, said: url } = await startProgram(
    'cli.cjs',
    ['paper', 'serve', '--port', '0', ...args],
    /PAPER exchange at (\S+)/,
  );
  return {
    process: child,
    url,
    async control(method, path, body) {
      const headers = { 'content-type': 'application/json' };
      const response = await fetch(`${url}/control/${path}`, { method, headers, body: JSON.stringify(body) });
      if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    },
  };
}

/** Ends a process the hard way and waits until it is gone. */
export async function endProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await gone;
}
