import { expect, test } from 'vitest';
import { parseStat } from './proc.ts';
import { parsePsLine } from './ps.ts';
import type { ProcessEntry } from './table.ts';
import { ancestry, targetsOf } from './targets.ts';

const entry = (pid: number, parent: number, group: number, state: ProcessEntry['state'] = 'alive'): ProcessEntry => {
  return { pid, parent, group, state, startKey: String(pid), startedMs: 0, command: `p${pid}` };
};
const byPid = (all: ProcessEntry[], ...pids: number[]) => all.filter(({ pid }) => pids.includes(pid));
const pidsOf = (entries: ProcessEntry[]) => entries.map(({ pid }) => pid).sort((a, b) => a - b);

test('a bot in a group of its own gets the signal as a group, with everyone in it', () => {
  const all = [entry(1, 0, 1), entry(10, 1, 10), entry(11, 10, 10), entry(12, 1, 10), entry(13, 10, 10, 'gone')];
  const targets = targetsOf(byPid(all, 10), all, new Set([1]));
  expect(targets).toMatchObject({ groups: [10], pids: [] });
  expect(pidsOf(targets.members)).toEqual([10, 11, 12]);
});

test('in the group of the engine the bot and its descendants get it one by one, nobody else', () => {
  // A script (20) has started the engine (21, helper 22), a bot (23, with a child and a grandchild) and something else (26).
  const all = [
    entry(20, 1, 20),
    entry(21, 20, 20),
    entry(22, 21, 20),
    entry(23, 20, 20),
    entry(24, 23, 20),
    entry(25, 24, 20),
    entry(26, 20, 20),
  ];
  const untouchable = ancestry(all, 22);
  expect([...untouchable].sort((a, b) => a - b)).toEqual([1, 20, 21, 22]);
  expect(targetsOf(byPid(all, 23), all, untouchable)).toMatchObject({ groups: [], pids: [23, 24, 25] });
});

test('nobody above the engine is signalled, not even as a descendant of a match', () => {
  const all = [entry(1, 0, 1), entry(30, 1, 30), entry(31, 30, 30), entry(32, 31, 30)];
  expect(targetsOf(byPid(all, 30), all, ancestry(all, 32)).pids).toEqual([]);
});

test('a list in which parents point at each other comes to an end', () => {
  expect(ancestry([entry(40, 41, 40), entry(41, 40, 40)], 40)).toEqual(new Set([40, 41]));
});

test('a name with spaces and parentheses in /proc/PID/stat shifts nothing', () => {
  const after = 'S 7 42 42 0 -1 4194304 1 0 0 0 2 3 0 0 20 0 1 0 987654 1000 50';
  expect(parseStat(`42 (a) S (b) ${after}`)).toEqual({
    pid: 42,
    parent: 7,
    group: 42,
    state: 'alive',
    startTicks: '987654',
  });
  expect(parseStat(`42 (x) T${after.slice(1)}`)?.state).toBe('stopped');
  expect(parseStat('nonsense')).toBeNull();
});

test("a line of macOS's ps", () => {
  const line = '  501   400   501 S+   Fri Nov  6 09:14:03 2026     /usr/bin/python3 bot.py --pair BTC';
  expect(parsePsLine(line)).toEqual({
    pid: 501,
    parent: 400,
    group: 501,
    state: 'alive',
    startKey: 'Fri Nov  6 09:14:03 2026',
    startedMs: new Date(2026, 10, 6, 9, 14, 3).getTime(),
    command: '/usr/bin/python3 bot.py --pair BTC',
  });
  expect(parsePsLine(line.replace(' S+ ', ' T  '))?.state).toBe('stopped');
  expect(parsePsLine('PID PPID')).toBeNull();
});
