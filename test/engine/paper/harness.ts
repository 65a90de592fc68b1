import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Book, Read } from '../../../src/engine/brokers/broker.ts';
import {
  createInProcessPaperBroker,
  createPaperBroker,
  type PaperBroker,
} from '../../../src/engine/brokers/paper/adapter.ts';
import type { PaperAnswer, PaperInput, PaperRouteName } from '../../../src/engine/brokers/paper/routes.ts';
import { type ServePaperOptions, servePaper } from '../../../src/engine/brokers/paper/serve.ts';
import type { PaperVenue } from '../../../src/engine/brokers/paper/venue.ts';
import { systemClock } from '../../../src/engine/clock.ts';

/** Undoes what a test set up, the last first. */
export class Cleanup {
  #steps: (() => Promise<unknown>)[] = [];

  add(step: () => Promise<unknown>): void {
    this.#steps.unshift(step);
  }

  async run(): Promise<void> {
    for (const step of this.#steps.splice(0)) await step();
  }
}

export async function temporaryFolder(cleanup: Cleanup): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'scram-paper-'));
  cleanup.add(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

export interface VenueProcess {
  url: string;
  /** SIGKILL, and gone. */
  kill(): Promise<void>;
}

export async function spawnVenue(options: ServePaperOptions, cleanup: Cleanup): Promise<VenueProcess> {
  const script = join(import.meta.dirname, 'venue-child.ts');
  const child = spawn(process.execPath, [script, JSON.stringify(options)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const kill = () => killed(child);
  cleanup.add(kill);
  const [url] = await once(createInterface({ input: child.stdout }), 'line');
  return { url: String(url), kill };
}

async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

/** The value of a call that a test expects to be answered. */
export async function ask<R extends PaperRouteName>(
  venue: PaperVenue,
  route: R,
  input: PaperInput<R>,
): Promise<PaperAnswer<R>> {
  const reply = await venue.call(route, input);
  if (reply.kind !== 'answer') throw new Error(`${route}: ${JSON.stringify(reply)}`);
  return reply.value;
}

export function readValue<T>(read: Read<T>): T {
  if (!read.ok) throw new Error(read.words);
  return read.value;
}

export async function bookOf(broker: PaperBroker): Promise<Book> {
  return readValue(await broker.read());
}

/** Waits until a reading satisfies; fails after five seconds with the last one. */
export async function until<T>(read: () => Promise<T>, holds: (value: T) => boolean): Promise<T> {
  const deadlineMs = Date.now() + 5_000;
  for (;;) {
    const value = await read();
    if (holds(value)) return value;
    if (Date.now() > deadlineMs) throw new Error(`still ${JSON.stringify(value)}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** The same account behind either face, each at 20 ms. */
export function bothFaces(cleanup: Cleanup): [string, () => Promise<PaperBroker>][] {
  return [
    [
      'in this process',
      async () => createInProcessPaperBroker({ name: 'p', dataDir: null, clock: systemClock, seed: 1 }),
    ],
    [
      'over HTTP',
      async () => {
        const served = await servePaper({ port: 0, latencyMs: 20 });
        cleanup.add(served.close);
        return createPaperBroker({ name: 'p', url: served.url });
      },
    ],
  ];
}
