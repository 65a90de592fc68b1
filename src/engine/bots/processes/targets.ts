import type { ProcessEntry } from './table.ts';

/** Whom a signal goes to: whole groups, and single processes where a group would be too many. */
export interface Targets {
  groups: number[];
  pids: number[];
  /** Everyone who would get it. */
  members: ProcessEntry[];
}

/** This process and all above it, who must never be signalled: the engine, its terminal, its service manager. */
export function ancestry(all: readonly ProcessEntry[], self: number): Set<number> {
  const parents = new Map(all.map(({ pid, parent }) => [pid, parent]));
  const found = new Set<number>();
  for (let pid: number | undefined = self; pid !== undefined && pid > 0 && !found.has(pid); pid = parents.get(pid)) {
    found.add(pid);
  }
  return found;
}

/**
 * The process groups of the matches. A group that one of the untouchable belongs to (a bot started from the same script as the engine)
 * is not signalled as a group: there the match and its descendants get it one by one.
 */
export function targetsOf(
  matches: readonly ProcessEntry[],
  all: readonly ProcessEntry[],
  untouchable: ReadonlySet<number>,
): Targets {
  const shared = new Set(all.filter(({ pid }) => untouchable.has(pid)).map(({ group }) => group));
  const groups = new Set<number>();
  const single = new Map<number, ProcessEntry>();
  for (const match of matches) {
    if (match.group > 1 && !shared.has(match.group)) groups.add(match.group);
    else for (const each of withDescendants(match, all)) if (!untouchable.has(each.pid)) single.set(each.pid, each);
  }
  const inGroups = all.filter(({ group, state }) => groups.has(group) && state !== 'gone');
  return { groups: [...groups], pids: [...single.keys()], members: [...inGroups, ...single.values()] };
}

function withDescendants(root: ProcessEntry, all: readonly ProcessEntry[]): ProcessEntry[] {
  const found = [root];
  // The list grows while it is walked: children of children are found in turn.
  for (const { pid } of found) found.push(...all.filter((each) => each.parent === pid && !found.includes(each)));
  return found.filter(({ state }) => state !== 'gone');
}
