import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { until } from '../http.ts';

/** A process that stands for a bot. */
export interface RealProcess {
  pid: number;
  /** In its command line alone. */
  mark: string;
  /** Every process that it is made of and that has not ended. */
  alive(): number[];
  /** The letter of its state, as in /proc: T for stopped. */
  state(): string;
  /** Waits until it has written this line. */
  said(line: string): Promise<unknown>;
  end(): void;
}

export function freshMark(): string {
  return `scram-bot-${randomBytes(6).toString('hex')}`;
}

/** A shell with a mark in its arguments. `ownGroup`: as a service manager or a terminal would start it. */
export function startProcess(script: string, { ownGroup = true, mark = freshMark() } = {}): RealProcess {
  const child: ChildProcess = spawn('sh', ['-c', script, mark], {
    detached: ownGroup,
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { ...process.env, MARK: mark },
  });
  const { pid = 0 } = child;
  let said = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  // Its own lines and those of what it started, by the environment that they share.
  const pids = new Set([pid]);
  const alive = () => {
    for (const match of said.matchAll(/^child (\d+)$/gm)) pids.add(Number(match[1]));
    return [...pids].filter((each) => !['', 'Z', 'X'].includes(stateOf(each)));
  };
  return {
    pid,
    mark,
    alive,
    state: () => stateOf(pid),
    said: (line) =>
      until(
        async () => said,
        (text) => text.split('\n').includes(line),
      ),
    end() {
      for (const each of alive()) kill(each);
    },
  };
}

/** A bot that does nothing, ends by SIGTERM, and has a child that does so too. */
export const obedient = 'sleep 1000 & echo child $!; echo ready; wait';
/** Its child heeds no SIGTERM, and outlives it. */
export const stubbornChild = '(trap "" TERM; echo deaf; while :; do sleep 0.2; done) & echo child $!; echo ready; wait';

function stateOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.charAt(stat.lastIndexOf(')') + 2);
  } catch {
    return '';
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended meanwhile.
  }
}
