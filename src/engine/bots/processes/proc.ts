import { readFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { botLimits } from '../limits.ts';
import type { ProcessEntry, ProcessTable } from './table.ts';

/** Clock ticks a second in /proc: fixed at 100 for user space on every platform that Node runs on. proc(5). */
const tickMs = 10;

/** The processes of Linux, read from /proc. */
export const procTable: ProcessTable = {
  async list() {
    const bootedMs = bootTimeMs(await readFile('/proc/stat', 'utf8'));
    const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
    const entries = await Promise.all(pids.map((pid) => readEntry(pid, bootedMs)));
    return entries.filter((entry) => entry !== null);
  },
  isSame({ pid, startKey }) {
    try {
      return parseStat(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.startTicks === startKey;
    } catch {
      return false;
    }
  },
};

async function readEntry(pid: string, bootedMs: number): Promise<ProcessEntry | null> {
  try {
    const stat = parseStat(await readFile(`/proc/${pid}/stat`, 'utf8'));
    if (!stat) return null;
    const { startTicks, ...rest } = stat;
    const command = commandOf(await readFile(`/proc/${pid}/cmdline`, 'utf8'));
    return { ...rest, startKey: startTicks, startedMs: bootedMs + Number(startTicks) * tickMs, command };
  } catch {
    // It ended between the listing and the reading, or is not ours to read.
    return null;
  }
}

/** The line of /proc/PID/stat. The name in parentheses may hold spaces and parentheses itself, so the fields are counted from its end. */
export function parseStat(text: string) {
  const pid = Number.parseInt(text, 10);
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const [state = '', parent = '', group = ''] = fields;
  const startTicks = fields[19];
  if (!Number.isInteger(pid) || startTicks === undefined) return null;
  return { pid, parent: Number(parent), group: Number(group), state: stateOf(state), startTicks };
}

/** The letters of proc(5) and ps(1): T and t are stopped, Z and X have ended. */
export function stateOf(letter: string): ProcessEntry['state'] {
  switch (letter) {
    case 'T':
    case 't':
      return 'stopped';
    case 'Z':
    case 'X':
      return 'gone';
    default:
      return 'alive';
  }
}

function bootTimeMs(stat: string): number {
  return Number(/^btime (\d+)$/m.exec(stat)?.[1] ?? 0) * 1_000;
}

function commandOf(arguments_: string): string {
  return arguments_.replaceAll('\0', ' ').trim().slice(0, botLimits.commandLineCharacters);
}
