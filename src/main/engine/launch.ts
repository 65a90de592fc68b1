import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { shellLimits } from '../limits.ts';

/** How an engine is started here: the packaged app's own binary with `--engine`, or Node with the built engine. */
export interface EngineCommand {
  program: string;
  /** Before the engine's own flags. */
  args: readonly string[];
}

export interface LaunchedEngine {
  pid: number | null;
  /** Called once when it ends, with what it said last; only while this shell lives. */
  onEnd(listener: (words: string) => void): void;
}

/**
 * Starts an engine that outlives this shell: in a session of its own, with no pipe between the two, so that neither the end of the
 * shell nor a shell that is frozen can touch it. What it has to complain about goes to `DIR/engine.log`; its stdout goes nowhere,
 * because the address with the sign-in code is in it.
 */
export function launchEngine(command: EngineCommand, dataDir: string, flags: readonly string[]): LaunchedEngine {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const logFile = join(dataDir, 'engine.log');
  keepSmall(logFile);
  const log = openSync(logFile, 'a', 0o600);
  const startedAtByte = statSync(logFile).size;
  try {
    const child = spawn(command.program, [...command.args, '--data', dataDir, ...flags], {
      detached: true,
      stdio: ['ignore', 'ignore', log],
      windowsHide: true,
    });
    child.unref();
    const ended: ((words: string) => void)[] = [];
    let words: string | null = null;
    const end = (why: string): void => {
      if (words !== null) return;
      words = lastWords(logFile, startedAtByte) || why;
      for (const listener of ended) listener(words);
    };
    child.once('error', (error) => end(`it can't be started: ${error.message}`));
    child.once('exit', (code, signal) => end(`it ended with ${code ?? signal}`));
    return {
      pid: child.pid ?? null,
      onEnd: (listener) => (words === null ? void ended.push(listener) : listener(words)),
    };
  } finally {
    closeSync(log);
  }
}

/** One older file is kept, so that a log grows neither for ever nor unread. */
function keepSmall(path: string): void {
  const bytes = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (bytes > shellLimits.logBytes) renameSync(path, `${path}.1`);
}

function lastWords(path: string, fromByte: number): string {
  try {
    const said = readFileSync(path).subarray(fromByte);
    return said.subarray(-shellLimits.lastWordsBytes).toString('utf8').trim();
  } catch {
    return '';
  }
}
