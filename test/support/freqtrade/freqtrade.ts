import { fork } from 'node:child_process';
import type { Behaviour } from './behaviour.ts';

/** A running imitation of freqtrade. */
export interface Freqtrade {
  baseUrl: string;
  /** Every call that it has taken, such as `POST stop`, the oldest first. */
  calls: string[];
  /** Resolves when it behaves so. */
  change(behaviour: Partial<Behaviour>): Promise<void>;
  stop(): void;
}

type Said = { port: number } | { call: string } | { changed: true };

export async function startFreqtrade(behaviour: Partial<Behaviour> = {}): Promise<Freqtrade> {
  const child = fork(new URL('./server.ts', import.meta.url), [], { execArgv: [] });
  const calls: string[] = [];
  child.on('message', (said: Said) => {
    if ('call' in said) calls.push(said.call.replace('/api/v1/', ''));
  });
  // One listener until it comes: two messages may come in one turn, and a listener that is put on anew for each would miss the second.
  const heard = (what: 'port' | 'changed') =>
    new Promise<Said>((resolve) => {
      const listen = (said: Said) => {
        if (!(what in said)) return;
        child.off('message', listen);
        resolve(said);
      };
      child.on('message', listen);
    });
  const ready = await heard('port');
  const change = async (next: Partial<Behaviour>) => {
    const changed = heard('changed');
    child.send(next);
    await changed;
  };
  await change(behaviour);
  const port = 'port' in ready ? ready.port : 0;
  return { baseUrl: `http://127.0.0.1:${port}`, calls, change, stop: () => child.kill('SIGKILL') };
}
