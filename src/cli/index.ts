#!/usr/bin/env node
import { homedir } from 'node:os';
import { resolve } from 'node:path';
import { dataFolder } from '../shared/data-folder.ts';
import { earlyKill } from './kill/early.ts';
import { type PendingKill, sendKill } from './kill/send.ts';

/** Sends a kill first and loads the program after it: loading costs more than the whole kill. */
async function start(): Promise<void> {
  const argv = process.argv.slice(2);
  const early = earlyKill(argv);
  const folder = resolve(early?.data ?? dataFolder(process.platform, process.env, homedir()));
  const pendingKill: PendingKill | null = early && sendKill(folder, early.reason);
  if (pendingKill) outliveTerminal(pendingKill);
  await pendingKill?.firstTry;
  const { main } = await import('./main.ts');
  await main(argv, pendingKill);
}

/** A terminal that closes must not take the kill with it before it is answered; after that, the watching may end. */
function outliveTerminal(pendingKill: PendingKill): void {
  const stay = (): void => {};
  process.on('SIGHUP', stay);
  void pendingKill.reply.then(() => process.off('SIGHUP', stay));
}

// Until a command has said what came of it, nothing did: a process that ends early must not look like success.
process.exitCode = 1;
void start();
