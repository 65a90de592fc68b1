import { homedir } from 'node:os';
import { resolve } from 'node:path';
import { dataFolder } from '../shared/data-folder.ts';
import type { Context, Outcome } from './context.ts';
import { exitStatus } from './exit.ts';
import type { PendingKill } from './kill/send.ts';
import { runProgram } from './program.ts';
import { streamWriter, type Writer } from './writer.ts';

/** Runs one command and ends the process with its status; a command that goes on (`engine`) ends it itself. */
export async function main(argv: readonly string[], pendingKill: PendingKill | null): Promise<void> {
  // Whoever read the output is gone: nobody has been told, so it is not done. A kill on its way is sent to the end first.
  const onBroken = (): void => void pendingReply(pendingKill).then(() => process.exit(exitStatus.refused));
  const out = streamWriter(process.stdout, process.env, onBroken);
  const err = streamWriter(process.stderr, process.env, onBroken);
  const outcome = await runGuarded(argv, out, err, pendingKill);
  if (outcome === 'running') return;
  await Promise.all([out.flush(), err.flush()]);
  process.exit(outcome);
}

async function runGuarded(
  argv: readonly string[],
  out: Writer,
  err: Writer,
  pendingKill: PendingKill | null,
): Promise<Outcome> {
  const contextOf = (data: string | undefined): Context => ({
    out,
    err,
    folder: resolve(data ?? dataFolder(process.platform, process.env, homedir())),
    folderIsNamed: data !== undefined,
    platform: process.platform,
    env: process.env,
    homeFolder: homedir(),
    stdin: process.stdin,
    pendingKill,
  });
  try {
    return await runProgram(argv, out, err, contextOf);
  } catch (error) {
    err.line(
      `scram: this is a fault in scram itself: ${error instanceof Error ? (error.stack ?? error.message) : error}`,
    );
    return exitStatus.refused;
  }
}

async function pendingReply(pendingKill: PendingKill | null): Promise<void> {
  await pendingKill?.reply;
}
