import { Host } from './host.ts';
import { makeAdapter } from './make-adapter.ts';
import type { Request } from './protocol.ts';

/**
 * The helper: a process beside the engine in which everything is done that a bot could make hang (files, programs, processes, calls).
 * It lives and ends with the pipe to the engine; signals meant for the engine, which reach it too where they are sent to a whole
 * group, are the engine's to judge.
 */
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
process.on('disconnect', () => process.exit(0));
// A bug in one adapter must not cost the others their halt. It shows as that adapter's call, which is not answered in time.
process.on('uncaughtException', report).on('unhandledRejection', report);

const host = new Host((reply) => process.send?.(reply), makeAdapter);
process.on('message', (request: Request) => host.take(request));

function report(error: unknown): void {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`scram: ${new Date().toISOString()} fault in the helper for bots: ${text}\n`);
}
