import { homedir } from 'node:os';
import { resolve } from 'node:path';
import { dataFolder } from '../shared/data-folder.ts';
import type { Context, Outcome } from './context.ts';
import { exitStatus } from './exit.ts';
import type { PendingKill } from './kill/send.ts';
import { runProgram } from './program.ts';
import { streamWriter } from './writer.ts';

/** Runs one command and ends the process with its status; a command that goes on (`engine`) ends it itself. */
export async function main(argv: readonly string[], pendingKill: PendingKill | null): Promise<void> {
  // Whoever read the output is gone: nobody has been told, so it is not done. A kill on its way is sent to the end first.
  let outlivesOutput = false;
  const onBroken = (): void => {
    if (!outlivesOutput) void pendingReply(pendingKill).then(() => process.exit(exitStatus.refused));
  };
  const out = streamWriter(process.stdout, process.env, onBroken);
  const err = streamWriter(process.stderr, process.env, onBroken);
  const outliveOutput = (): void => {
    outlivesOutput = true;
  };
  const outcome = await runGuarded(argv, { out, err, pendingKill, outliveOutput });
  if (outcome === 'running') return;
  const wasSaid = (await Promise.all([out.flush(), err.flush()])).every(Boolean);
  process.exit(wasSaid || outcome !== exitStatus.done ? outcome : exitStatus.refused);
}

async function runGuarded(
  argv: readonly string[],
  given: Pick<Context, 'out' | 'err' | 'pendingKill' | 'outliveOutput'>,
): Promise<Outcome> {
  const { out, err } = given;
  const contextOf = (data: string | undefined): Context => ({
    ...given,
    folder: resolve(data ?? dataFolder(process.platform, process.env, homedir())),
    folderIsNamed: data !== undefined,
    platform: process.platform,
    env: process.env,
    homeFolder: homedir(),
    stdin: process.stdin,
  });
  try {
    return await runProgram(argv, out, err, contextOf);
  } catch (error) {
    const words = error instanceof Error ? (error.stack ?? error.message) : String(error);
    for (const line of `scram: this is a fault in scram itself: ${words}`.split('\n')) err.line(line);
    return exitStatus.refused;
  }
}

async function pendingReply(pendingKill: PendingKill | null): Promise<void> {
  await pendingKill?.reply;
}
