import { type ChildProcess, fork, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { patience } from '../limits.ts';

/** The processes of a run: each is ended with it, whatever way it ends. */
export class Children {
  private readonly running = new Set<ChildProcess>();

  constructor() {
    // A run that breaks must not leave an engine behind that disturbs the next one.
    process.once('exit', () => {
      for (const child of this.running) child.kill('SIGKILL');
    });
  }

  /** A program of this folder, spoken to by messages. */
  fork(file: string, args: readonly string[] = []): ChildProcess {
    return this.keep(fork(file, args, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] }));
  }

  spawn(command: string, args: readonly string[], options: SpawnOptions = {}): ChildProcess {
    return this.keep(spawn(command, args, { stdio: ['ignore', 'ignore', 'inherit'], ...options }));
  }

  async stop(child: ChildProcess): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), patience.stopMs);
    await ended;
    clearTimeout(timer);
  }

  async stopAll(): Promise<void> {
    await Promise.all([...this.running].map((child) => this.stop(child)));
  }

  private keep(child: ChildProcess): ChildProcess {
    this.running.add(child);
    child.once('exit', () => this.running.delete(child));
    return child;
  }
}

/** The next message of a child that `is` recognises; rejects when the child ends or says nothing of the kind in time. */
export function nextMessage<T>(
  child: ChildProcess,
  is: (message: unknown) => message is T,
  withinMs: number,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const end = (settle: () => void) => {
      clearTimeout(timer);
      child.off('message', look).off('exit', gone);
      settle();
    };
    const look = (message: unknown) => {
      if (is(message)) end(() => resolve(message));
    };
    const gone = () => end(() => reject(new Error(`${child.spawnfile} ended`)));
    const timer = setTimeout(
      () => end(() => reject(new Error(`${child.spawnfile} was silent for ${withinMs} ms`))),
      withinMs,
    );
    child.on('message', look).once('exit', gone);
  });
}
