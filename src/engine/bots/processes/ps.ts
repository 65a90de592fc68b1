import { runProgram } from '../run-program.ts';
import { stateOf } from './proc.ts';
import type { ProcessEntry, ProcessTable } from './table.ts';

/** The processes where there is no /proc (macOS), as `ps` prints them. */
export const psTable: ProcessTable = {
  async list(signal) {
    const ended = await runProgram(
      ['ps', '-axww', '-o', 'pid=,ppid=,pgid=,stat=,lstart=,command='],
      { env: { ...process.env, LC_ALL: 'C' }, outputBytes: 8 * 1024 * 1024 },
      signal,
    );
    if (ended.code !== 0) throw new Error(`ps ended with ${ended.code ?? 'a signal'}`);
    return ended.output.split('\n').flatMap((line) => parsePsLine(line) ?? []);
  },
  isSame: () => true,
};

const pattern = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+(\w{3} +\w{3} +\d+ \d\d:\d\d:\d\d \d{4})\s+(.*)$/;

/** One line; null for one that is none. The start is to the second, local time, as `lstart` has it in the C locale. */
export function parsePsLine(line: string): ProcessEntry | null {
  const match = pattern.exec(line);
  if (!match) return null;
  const [, pid, parent, group, stat = '', startKey = '', command = ''] = match;
  return {
    pid: Number(pid),
    parent: Number(parent),
    group: Number(group),
    state: stateOf(stat.charAt(0)),
    startKey,
    startedMs: Date.parse(startKey),
    command,
  };
}
