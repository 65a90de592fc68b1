import { type ChildProcess, spawn } from 'node:child_process';

export interface CliRun {
  child: ChildProcess;
  stdout(): string;
  stderr(): string;
  /** Resolves when the text has appeared on stdout or stderr. */
  sees(text: string): Promise<void>;
  done: Promise<CliEnd>;
}

export interface CliEnd {
  /** null when a signal ended it. */
  status: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

/** Of a poll: a loaded machine takes seconds to start a process. */
export const patience = { timeout: 30_000 };

const script = new URL('../../src/cli/index.ts', import.meta.url).pathname;
export const cliCommand = [process.execPath, script] as const;

/** `scram` as a real process, on pipes. */
export function startCli(args: readonly string[], env: Record<string, string> = {}): CliRun {
  return watched(spawn(process.execPath, [script, ...args], { stdio: 'pipe', env: { ...process.env, ...env } }));
}

/** `scram` on a pseudo-terminal of its own, by util-linux's `script`; what is typed goes to the child's stdin. */
export function startCliOnTerminal(args: readonly string[]): CliRun {
  const words = [...cliCommand, ...args].map((word) => `'${word.replaceAll("'", `'\\''`)}'`);
  return watched(spawn('script', ['-qec', words.join(' '), '/dev/null'], { stdio: 'pipe' }));
}

export function runCli(args: readonly string[], env: Record<string, string> = {}): Promise<CliEnd> {
  return startCli(args, env).done;
}

const running = new Set<ChildProcess>();

/** Ends whatever a test left behind, also one that failed half-way. */
export async function endRuns(): Promise<void> {
  const ended = [...running].map((child) => new Promise((resolve) => child.once('close', resolve)));
  for (const child of running) child.kill('SIGKILL');
  await Promise.all(ended);
}

function watched(child: ReturnType<typeof spawn>): CliRun {
  running.add(child);
  child.once('close', () => running.delete(child));
  let stdout = '';
  let stderr = '';
  const waiting = new Set<() => void>();
  const onText = (): void => {
    for (const check of waiting) check();
  };
  child.stdout?.on('data', (chunk) => {
    stdout += chunk;
    onText();
  });
  child.stderr?.on('data', (chunk) => {
    stderr += chunk;
    onText();
  });
  const done = new Promise<CliEnd>((resolve) => {
    child.on('close', (status, signal) => resolve({ status, signal, stdout, stderr }));
  });
  const sees = (text: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const check = (): void => {
        if (!`${stdout}\n${stderr}`.includes(text)) return;
        waiting.delete(check);
        resolve();
      };
      waiting.add(check);
      check();
      void done.then(() => reject(new Error(`ended without "${text}":\n${stdout}\n${stderr}`)));
    });
  return { child, stdout: () => stdout, stderr: () => stderr, sees, done };
}
