import { expect, test } from 'vitest';
import { ProcessBot } from './process.ts';
import type { ProcessEntry } from './processes/table.ts';

const signal = new AbortController().signal;
const order = { killId: null, brokerSettled: true };

interface World {
  all: ProcessEntry[];
  /** Pids that mean another process by the time that the signal goes out. */
  takenOver: number[];
  refuse?: number;
}

function entry(pid: number, over: Partial<ProcessEntry> = {}): ProcessEntry {
  const common = { parent: 1, group: pid, state: 'alive', startKey: `started-${pid}`, startedMs: 0 } as const;
  return { pid, ...common, command: 'bot', ...over };
}

function bot(world: World) {
  const sent: string[] = [];
  const time = { nowMs: 0 };
  const adapter = new ProcessBot({
    which: { pattern: /bot|engine/ },
    killAfterMs: 1_000,
    table: { list: async () => world.all, isSame: ({ pid }) => !world.takenOver.includes(pid) },
    clock: { wallMs: () => time.nowMs, monotonicMs: () => time.nowMs },
    self: 50,
    kill(pid, name) {
      if (pid === world.refuse) throw Object.assign(new Error('kill EPERM'), { code: 'EPERM' });
      sent.push(`${name} ${pid}`);
    },
  });
  return {
    sent,
    time,
    halt: () => adapter.drive('halt', order, signal),
    pause: () => adapter.drive('pause', order, signal),
  };
}

const engine = [entry(40, { command: 'engine' }), entry(50, { parent: 40, group: 40, command: 'engine' })];

test('a pattern that fits the engine reaches everyone else, the engine never', async () => {
  const { sent, halt, pause } = bot({ all: [...engine, entry(60)], takenOver: [] });
  await pause();
  await halt();
  expect(sent).toEqual(['SIGSTOP -60', 'SIGTERM -60', 'SIGCONT -60']);
});

test('a pid that was taken over between the look and the signal gets none', async () => {
  const { sent, halt } = bot({ all: [...engine, entry(60), entry(70)], takenOver: [60] });
  await halt();
  expect(sent).toEqual(['SIGTERM -70', 'SIGCONT -70']);
});

test('SIGKILL comes killAfter later, and once; a match that appears meanwhile gets its own time', async () => {
  const world: World = { all: [entry(60)], takenOver: [] };
  const { sent, time, halt } = bot(world);
  await halt();
  time.nowMs = 999;
  world.all = [entry(60), entry(61)];
  await halt();
  time.nowMs = 1_000;
  await halt();
  expect(sent).toEqual(['SIGTERM -60', 'SIGCONT -60', 'SIGTERM -61', 'SIGCONT -61', 'SIGKILL -60']);
});

test('the same pid with another start is another process: it gets SIGTERM first', async () => {
  const world: World = { all: [entry(60)], takenOver: [] };
  const { sent, time, halt } = bot(world);
  await halt();
  time.nowMs = 5_000;
  world.all = [entry(60, { startKey: 'later' })];
  await halt();
  expect(sent).toEqual(['SIGTERM -60', 'SIGCONT -60', 'SIGTERM -60', 'SIGCONT -60']);
});

test('a signal that the system forbids is said; the others get theirs, SIGKILL too', async () => {
  const { sent, time, halt } = bot({ all: [entry(60), entry(61)], takenOver: [], refuse: -60 });
  expect(await halt()).toEqual({ is: 'busy', words: 'SIGTERM to -60: kill EPERM' });
  time.nowMs = 1_000;
  expect(await halt()).toEqual({ is: 'busy', words: 'SIGKILL to -60: kill EPERM' });
  expect(sent).toEqual(['SIGTERM -61', 'SIGCONT -61', 'SIGKILL -61']);
});
