/** One process of this machine, as it was when the list was taken. */
export interface ProcessEntry {
  pid: number;
  parent: number;
  group: number;
  /** `gone`: ended, and only its entry is left (a zombie). */
  state: 'alive' | 'stopped' | 'gone';
  /** Tells it from a later process with the same pid. */
  startKey: string;
  /** When it was started, wall clock, to about a second. */
  startedMs: number;
  /** Program and arguments; empty for the kernel's own. */
  command: string;
}

/** The system's processes, behind the two ways in which systems list them. */
export interface ProcessTable {
  list(signal: AbortSignal): Promise<ProcessEntry[]>;
  /** Looks once more, in this very moment, whether the pid still means this process. True where the system can't tell. */
  isSame(entry: ProcessEntry): boolean;
}
