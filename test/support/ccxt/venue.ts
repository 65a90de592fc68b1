import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { decimal } from '../../../src/shared/decimal.ts';
import { call } from '../http.ts';
import type { Fault, Seed, Settings, VenueState } from './core/types.ts';

/** A running imitation of a crypto venue. */
export interface ServedVenue {
  /** One address in place of all of the venue's hosts. */
  url: string;
  state(): Promise<VenueState>;
  change(settings: Partial<Settings>): Promise<void>;
  seed(seed: Seed): Promise<void>;
  /** The next calls whose `METHOD /path?query` matches go wrong. */
  fault(match: string, what: Fault['what'], more?: { times?: number; landed?: boolean }): Promise<void>;
  /** Ends all faults. */
  calm(): Promise<void>;
  /** A resting order is filled, as if the price had come to it. */
  fill(orderId: string): Promise<void>;
  /** Fills that went through zero, and fills of orders over the wire that opened. */
  crossings(): Promise<number>;
  /** SIGKILL, and gone. */
  stop(): Promise<void>;
}

export async function startVenue(face: string, settings: Partial<Settings> = {}): Promise<ServedVenue> {
  const script = join(import.meta.dirname, 'server.ts');
  const child = spawn(process.execPath, [script, face, JSON.stringify(settings)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const endWithTheTests = () => child.kill('SIGKILL');
  process.once('exit', endWithTheTests);
  const line = await firstLine(child.stdout);
  const { url, controlUrl } = JSON.parse(line) as { url: string; controlUrl: string };
  const port = Number(new URL(controlUrl).port);
  const control = async (method: string, path: string, body?: object) => {
    const answer = await call({ port, method, path, ...(body && { body }) });
    return JSON.parse(answer.body) as unknown;
  };
  const state = async () => (await control('GET', '/state')) as VenueState;
  return {
    url,
    state,
    change: async (changed) => void (await control('POST', '/settings', changed)),
    seed: async (seed) => void (await control('POST', '/seed', seed)),
    async calm() {
      await control('DELETE', '/faults');
    },
    async fault(match, what, { times = 1, landed = false } = {}) {
      await control('POST', '/faults', { match, what, times, landed });
    },
    fill: async (id) => void (await control('POST', '/fill', { id })),
    async crossings() {
      const { fills } = await state();
      return fills.filter(({ before, after, overWire }) => {
        const opens = decimal.compare(decimal.abs(after), decimal.abs(before)) > 0;
        return (opens && overWire) || decimal.sign(before) * decimal.sign(after) < 0;
      }).length;
    },
    async stop() {
      process.off('exit', endWithTheTests);
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    },
  };
}

/** Rejects when there is none, as when the process could not begin. */
async function firstLine(output: Readable): Promise<string> {
  for await (const line of createInterface({ input: output })) return line;
  throw new Error('the venue ended before it listened');
}
