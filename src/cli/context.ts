import type { Command } from 'commander';
import type { ExitStatus } from './exit.ts';
import type { PendingKill } from './kill/send.ts';
import type { Writer } from './writer.ts';

/** What a command may use of the world. */
export interface Context {
  out: Writer;
  err: Writer;
  /** The engine's data folder, absolute. */
  folder: string;
  /** Whether `--data` named it. */
  folderIsNamed: boolean;
  platform: string;
  env: Record<string, string | undefined>;
  homeFolder: string;
  stdin: NodeJS.ReadStream;
  /** The kill that was sent before this program was loaded; absent for every other command. */
  pendingKill: PendingKill | null;
  /** From here on a closed stdout ends nothing: for an engine, which must not stop because nobody reads its words. */
  outliveOutput(): void;
}

/** `running`: the command has started something that goes on; the process ends when that does, with its status. */
export type Outcome = ExitStatus | typeof import('./exit.ts').interruptedStatus | 'running';

export type Run = (work: (context: Context) => Promise<Outcome>) => Promise<void>;

/** Adds one command to the program. */
export type RegisterCommand = (program: Command, run: Run) => void;

/** The examples of one command, as `--help` shows them. */
export function examples(...lines: string[]): string {
  return `\nExamples:\n${lines.map((line) => `  $ ${line}`).join('\n')}`;
}
