import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import type { Request, WorkerData } from '../../../src/engine/journal/protocol.ts';

/** The real worker between two faults: a file of that name in the data folder sets one off at the next append, once. */
export type WorkerFault = 'crash-before' | 'crash-after' | 'spin';

if (!parentPort) throw new Error('this is a worker');
const { folder } = workerData as WorkerData;
const port = parentPort;
let appending = false;

function takes(fault: WorkerFault): boolean {
  const path = join(folder, fault);
  if (!appending || !existsSync(path)) return false;
  rmSync(path);
  return true;
}

const listen = port.on.bind(port);
const listenWithFaults = (name: string, handler: (request: Request) => void) =>
  listen(name, (request: Request) => {
    appending = request.op === 'append';
    if (takes('crash-before')) process.exit(7);
    while (takes('spin')) for (;;);
    handler(request);
  });
Object.assign(port, { on: listenWithFaults });

const post = port.postMessage.bind(port);
port.postMessage = (answer: unknown) => {
  if (takes('crash-after')) process.exit(7);
  post(answer);
};

await import('../../../src/engine/journal/worker.ts');
