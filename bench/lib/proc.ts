import { readdirSync, readFileSync } from 'node:fs';

/** What the kernel says of a process (Linux). */
export interface Usage {
  residentMb: number;
  /** The part that belongs to nobody else: heap, stacks, what code was changed on loading. */
  anonymousMb: number;
  /** Of all its threads, since they began. */
  cpuMs: number;
}

export function usageOf(pid: number): Usage {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const kb = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]);
  return { residentMb: kb('VmRSS') / 1_024, anonymousMb: kb('RssAnon') / 1_024, cpuMs: cpuNsOf(pid) / 1e6 };
}

/** The scheduler's own count, in nanoseconds; the one in `stat` has steps of 10 ms, too coarse for an idle process. */
function cpuNsOf(pid: number): number {
  const threads = readdirSync(`/proc/${pid}/task`);
  const ranNs = threads.map((thread) =>
    Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]),
  );
  return ranNs.reduce((sum, each) => sum + each, 0);
}
