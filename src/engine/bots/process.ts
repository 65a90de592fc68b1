import { readFile, stat } from 'node:fs/promises';
import type { HoldLevel } from '../../shared/api/bots.ts';
import { hasCode, messageOf } from '../../shared/errors.ts';
import type { Clock } from '../clock.ts';
import type { BotAdapter, BotCheck, Seen } from './adapter.ts';
import { botLimits } from './limits.ts';
import type { ProcessEntry, ProcessTable } from './processes/table.ts';
import { ancestry, type Targets, targetsOf } from './processes/targets.ts';

export interface ProcessBotOptions {
  which: { pidFile: string } | { pattern: RegExp };
  killAfterMs: number;
  table: ProcessTable;
  clock: Clock;
  /** The process that must not be signalled, nor any above it. */
  self: number;
  /** As process.kill: a negative pid is a group. Throws the system's error. */
  kill: (pid: number, signal: NodeJS.Signals) => void;
}

/** What was found at one moment. */
interface Scan {
  all: ProcessEntry[];
  untouchable: Set<number>;
  matches: ProcessEntry[];
  /** Why what was looked for is not there. */
  why: string;
}

/** When whoever got SIGTERM gets SIGKILL, by what tells one process from another. */
type Doomed = Map<string, number>;

/**
 * A process of this machine. Halted means that every match, and everyone who was signalled with it, is gone. A match that was stopped
 * is woken after its SIGTERM, because a stopped process takes none.
 */
export class ProcessBot implements BotAdapter {
  private readonly options: ProcessBotOptions;
  private doomed: Doomed = new Map();

  constructor(options: ProcessBotOptions) {
    this.options = options;
  }

  look(signal: AbortSignal): Promise<Seen> {
    return tell(async () => seenOf(await this.scan(signal)));
  }

  drive(to: HoldLevel, _order: unknown, signal: AbortSignal): Promise<Seen> {
    return tell(async () => {
      const scan = await this.scan(signal);
      const tooMany = tooManyWords(scan);
      if (tooMany !== null) return { is: 'unreadable', words: tooMany };
      return to === 'pause' ? this.pause(scan) : this.halt(scan);
    });
  }

  resume(signal: AbortSignal): Promise<Seen> {
    return tell(async () => {
      const scan = await this.scan(signal);
      if (scan.matches.length === 0) return { is: 'halted', words: `${scan.why}; start it yourself` };
      this.doomed.clear();
      const trouble = this.send('SIGCONT', targetsOf(scan.matches, scan.all, scan.untouchable), scan.matches);
      return trouble === null ? seenOf(await this.scan(signal)) : { is: 'unreadable', words: trouble };
    });
  }

  async preflight(signal: AbortSignal): Promise<BotCheck> {
    try {
      return preflightOf(await this.scan(signal), this.options.which);
    } catch (error) {
      const sentence = `its processes can't be listed: ${messageOf(error)}.`;
      return { status: 'fail', sentence, nextAction: 'Look at who the engine runs as.' };
    }
  }

  private pause(scan: Scan): Seen {
    const seen = seenOf(scan);
    if (seen.is !== 'running') return seen;
    const targets = targetsOf(scan.matches, scan.all, scan.untouchable);
    const trouble = this.send('SIGSTOP', targets, scan.matches);
    return { is: 'busy', words: trouble ?? `SIGSTOP sent to ${named(targets.members)}` };
  }

  private halt(scan: Scan): Seen {
    const nowMs = this.options.clock.monotonicMs();
    const lingering = scan.all.filter((entry) => entry.state !== 'gone' && this.doomed.has(keyOf(entry)));
    if (scan.matches.length === 0 && lingering.length === 0) {
      this.doomed.clear();
      return { is: 'halted', words: scan.why };
    }
    const fresh = scan.matches.filter((entry) => !this.doomed.has(keyOf(entry)));
    if (fresh.length > 0) {
      const targets = targetsOf(fresh, scan.all, scan.untouchable);
      const trouble = this.send('SIGTERM', targets, fresh);
      this.send('SIGCONT', targets, fresh);
      for (const entry of targets.members) this.doomed.set(keyOf(entry), nowMs + this.options.killAfterMs);
      return { is: 'busy', words: trouble ?? `SIGTERM sent to ${named(targets.members)}` };
    }
    const overdue = lingering.filter((entry) => (this.doomed.get(keyOf(entry)) ?? nowMs) <= nowMs);
    if (overdue.length === 0) return { is: 'busy', words: `waits for ${named(lingering)} to end` };
    const targets = targetsOf(overdue, scan.all, scan.untouchable);
    const trouble = this.send('SIGKILL', targets, overdue);
    for (const entry of targets.members) this.doomed.set(keyOf(entry), nowMs);
    return { is: 'busy', words: trouble ?? `SIGKILL sent to ${named(targets.members)}` };
  }

  /**
   * Looks once more at each before the signal goes out, so that a pid that was taken over meanwhile gets none. What the system has
   * forbidden, in words; null when nothing.
   */
  private send(signal: NodeJS.Signals, { groups, pids, members }: Targets, because: readonly ProcessEntry[]) {
    const { table, kill } = this.options;
    const troubles: string[] = [];
    const deliver = (pid: number) => {
      try {
        kill(pid, signal);
      } catch (error) {
        if (!hasCode(error, 'ESRCH')) troubles.push(`to ${pid}: ${messageOf(error)}`);
      }
    };
    for (const group of groups) {
      if (because.some((entry) => entry.group === group && table.isSame(entry))) deliver(-group);
    }
    for (const pid of pids) {
      if (members.some((entry) => entry.pid === pid && table.isSame(entry))) deliver(pid);
    }
    return troubles.length === 0 ? null : `${signal} ${troubles.join(', ')}`;
  }

  private async scan(signal: AbortSignal): Promise<Scan> {
    const { table, self, which } = this.options;
    const all = await table.list(signal);
    const untouchable = ancestry(all, self);
    if ('pattern' in which) {
      const matches = all.filter(({ pid, state, command }) => {
        return state !== 'gone' && !untouchable.has(pid) && command !== '' && which.pattern.test(command);
      });
      return { all, untouchable, matches, why: `no process matches ${which.pattern.source}` };
    }
    const found = await byPidFile(which.pidFile, all);
    const matches = 'entry' in found && !untouchable.has(found.entry.pid) ? [found.entry] : [];
    return { all, untouchable, matches, why: 'why' in found ? found.why : 'the pid file names the engine itself' };
  }
}

/** The process that a pid file means; one that was started after the file was written may only have taken over the number. */
async function byPidFile(
  path: string,
  all: readonly ProcessEntry[],
): Promise<{ entry: ProcessEntry } | { why: string }> {
  let pid: number;
  let writtenMs: number;
  try {
    pid = Number((await readFile(path, 'utf8')).slice(0, botLimits.pidFileBytes).trim());
    writtenMs = (await stat(path)).mtimeMs;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return { why: `there is no ${path}` };
    throw error;
  }
  if (!Number.isInteger(pid) || pid < 2) throw new Error(`${path} holds no process id`);
  const entry = all.find((each) => each.pid === pid && each.state !== 'gone');
  if (!entry) return { why: `process ${pid} of ${path} is gone` };
  if (entry.startedMs <= writtenMs + botLimits.pidFileSlackMs) return { entry };
  // Not called gone either: where the wall clock was set forward since, it is the bot after all.
  throw new Error(`process ${pid} is younger than ${path}: it may be another one, and is left alone`);
}

function seenOf(scan: Scan): Seen {
  const { matches, why } = scan;
  if (matches.length === 0) return { is: 'halted', words: why };
  const isPaused = matches.every(({ state }) => state === 'stopped');
  return { is: isPaused ? 'paused' : 'running', words: `${isPaused ? 'stopped' : 'running'}: ${named(matches)}` };
}

function tooManyWords({ matches }: Scan): string | null {
  if (matches.length <= botLimits.matches) return null;
  return `its pattern matches ${matches.length} processes, more than ${botLimits.matches}: none was signalled`;
}

function preflightOf(scan: Scan, which: ProcessBotOptions['which']): BotCheck {
  const { all, untouchable, matches, why } = scan;
  const own =
    'pattern' in which ? all.find(({ pid, command }) => untouchable.has(pid) && which.pattern.test(command)) : null;
  if (own) {
    const sentence = `its pattern matches the engine itself or what started it (process ${own.pid}: ${own.command}).`;
    return { status: 'fail', sentence, nextAction: 'Make the pattern narrower: those are never signalled.' };
  }
  const tooMany = tooManyWords(scan);
  if (tooMany !== null) return { status: 'fail', sentence: `${tooMany}.`, nextAction: 'Make the pattern narrower.' };
  if (matches.length === 0) {
    const nextAction = 'If it should be running, look at the pattern or the pid file.';
    return { status: 'warn', sentence: `${why}: a halt would find nothing.`, nextAction };
  }
  const { members } = targetsOf(matches, all, untouchable);
  const lines = members.map(({ pid, command }) => `${pid} ${command.slice(0, 60)}`);
  return { status: 'pass', sentence: `would be stopped: ${lines.join('; ')}.`, nextAction: '' };
}

function named(entries: readonly ProcessEntry[]): string {
  return `process ${entries.map(({ pid }) => pid).join(', ')}`;
}

function keyOf({ pid, startKey }: ProcessEntry): string {
  return `${pid}/${startKey}`;
}

async function tell(work: () => Promise<Seen>): Promise<Seen> {
  try {
    return await work();
  } catch (error) {
    return { is: 'unreadable', words: `its processes can't be told: ${messageOf(error)}` };
  }
}
