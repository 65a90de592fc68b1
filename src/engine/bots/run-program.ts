import { type ChildProcess, spawn } from 'node:child_process';
import { botLimits } from './limits.ts';

export interface ProgramOptions {
  env: Record<string, string | undefined>;
  /** Of what it says, this much is kept: the last. */
  outputBytes: number;
}

/** How a program ended; `code` is null when a signal ended it. */
export interface Ended {
  code: number | null;
  output: string;
}

/**
 * Runs a program without a shell, in a process group of its own, until it has ended or `signal` cuts it off: then the whole group
 * gets SIGKILL. One that `signal` has cut off before it began is not started: nobody waits for it any more. Rejects, in words, when it
 * can't be started or was cut off.
 */
export function runProgram(line: readonly string[], options: ProgramOptions, signal: AbortSignal): Promise<Ended> {
  const [program = '', ...args] = line;
  if (signal.aborted) return Promise.reject(new Error(`${program} was not started: its time was over`));
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env: options.env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const hear = (chunk: string) => {
      output = `${output}${chunk}`.slice(-options.outputBytes);
    };
    child.stdout.setEncoding('utf8').on('data', hear);
    child.stderr.setEncoding('utf8').on('data', hear);
    const cutOff = () => {
      killGroup(child);
      reject(new Error(`${program} did not end in time and was cut off`));
    };
    signal.addEventListener('abort', cutOff, { once: true });
    child.once('error', (error) => reject(new Error(`${program} can't be started: ${error.message}`)));
    // `exit`, because something that it left behind may hold its output open for ever; a moment later what it said has come.
    child.once('exit', (code) => {
      signal.removeEventListener('abort', cutOff);
      const settle = () => {
        child.stdout.destroy();
        child.stderr.destroy();
        resolve({ code, output });
      };
      const timer = setTimeout(settle, botLimits.commandGoneMs);
      child.once('close', () => {
        clearTimeout(timer);
        settle();
      });
    });
  });
}

function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has just ended.
  }
}
