import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { call } from '../http.ts';
import { type Fault, type Seed, type Settings, type VenueState, wellBehaved } from './types.ts';

/** A running imitation of Alpaca. */
export interface Alpaca {
  url: string;
  state(): Promise<VenueState>;
  change(settings: Partial<Settings>): Promise<void>;
  seed(seed: Seed): Promise<void>;
  /** The next calls of this kind go wrong. */
  fault(method: string, path: string, what: Fault['what'], more?: { times?: number; landed?: boolean }): Promise<void>;
  /** Nothing goes wrong from now on, and calls that hang stay so. */
  calm(): Promise<void>;
  /** SIGKILL, and gone. */
  stop(): Promise<void>;
}

export const alpacaKeys = { keyId: wellBehaved.keyId, secretKey: wellBehaved.secretKey };

export async function startAlpaca(settings: Partial<Settings> = {}): Promise<Alpaca> {
  const script = join(import.meta.dirname, 'server.ts');
  const child = spawn(process.execPath, [script, JSON.stringify(settings)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const endWithTheTests = () => child.kill('SIGKILL');
  process.once('exit', endWithTheTests);
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  const { url, controlUrl } = JSON.parse(line) as { url: string; controlUrl: string };
  const port = Number(new URL(controlUrl).port);
  const control = async (method: string, path: string, body?: object) => {
    const answer = await call({ port, method, path, ...(body && { body }) });
    return JSON.parse(answer.body) as unknown;
  };
  return {
    url,
    state: async () => (await control('GET', '/state')) as VenueState,
    change: async (changed) => void (await control('POST', '/settings', changed)),
    seed: async (seed) => void (await control('POST', '/seed', seed)),
    async fault(method, path, what, { times = 1, landed = false } = {}) {
      await control('POST', '/faults', { method, path, what, times, landed });
    },
    calm: async () => void (await control('DELETE', '/faults')),
    async stop() {
      process.off('exit', endWithTheTests);
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    },
  };
}
