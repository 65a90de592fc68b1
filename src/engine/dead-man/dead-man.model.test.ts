import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { JournalRow } from '../../shared/api/journal.ts';
import { ok } from '../../shared/result.ts';
import type { Clock } from '../clock.ts';
import type { JournalEvent } from '../journal/events.ts';
import type { StoredDeadMan } from '../switch/dead-man-stored.ts';
import type { DeadMan } from './dead-man.ts';
import { type OpenDeadManOptions, openDeadMan } from './open.ts';

const bornMs = Date.parse('2026-01-01T00:00:00.000Z');
/** All of this world's times are in these: fewer looks at the clocks make a faster test. */
const beat = 10_000;
const windows = [30 * beat, 60 * beat, 120 * beat];

/** Two clocks over one true time, which is vitest's. */
class Clocks implements Clock {
  private wallOffsetMs = 0;
  private sleptMs = 0;
  private readonly zeroMs = Date.now();

  wallMs = () => Date.now() + this.wallOffsetMs;
  monotonicMs = () => Date.now() - this.zeroMs - this.sleptMs;
  set(byMs: number): void {
    this.wallOffsetMs += byMs;
  }
  /** The machine sleeps: no timer runs, and the monotonic clock stands still. */
  sleep(ms: number): void {
    this.sleptMs += ms;
    vi.setSystemTime(Date.now() + ms);
  }
}

/** Rows and a file that reach the disk one at a time, when the test lets them. */
class Disk {
  rows: JournalRow[] = [];
  kept: StoredDeadMan | null = null;
  waitingRows: { event: JournalEvent; at: string; done: (row: JournalRow) => void }[] = [];
  waitingKept: StoredDeadMan | null = null;
  /** Counts the processes: what one that has crashed still does in this one reaches nothing. */
  life = 0;

  commitRow(): void {
    const next = this.waitingRows.shift();
    if (!next) return;
    const { event, at, done } = next;
    const { kind, source, reason = null, data } = event;
    const row = { seq: this.rows.length + 1, at, kind, source, killId: null, reason, data: { ...data } };
    this.rows.push(row);
    done(row);
  }
  commitKept(): void {
    this.kept = this.waitingKept ?? this.kept;
    this.waitingKept = null;
  }
  /** What the process had not yet written is gone with it. */
  crash(): void {
    this.waitingRows = [];
    this.waitingKept = null;
    this.life += 1;
  }
  /**
   * Whether what has reached the disk says so. A reset that was refused, because the disk did not answer, and whose row alone came
   * to the disk before a crash, has happened after all.
   */
  isTriggered(): boolean {
    const start = this.rows.findLastIndex(({ data }) => 'timer' in data);
    const fired = this.rows.findLastIndex(({ kind }) => kind === 'CIRCUIT_BREAKER_FIRED');
    const timer = this.rows[start]?.data.timer as StoredDeadMan | undefined;
    return fired > start || (this.kept?.state === 'triggered' && this.kept.run >= (timer?.run ?? 0));
  }
}

function partsOn(disk: Disk, clocks: Clocks): Pick<OpenDeadManOptions, 'kept' | 'journal'> {
  const { life } = disk;
  return {
    journal: {
      append: (event) =>
        new Promise((done) => {
          const at = new Date(clocks.wallMs()).toISOString();
          if (disk.life === life) disk.waitingRows.push({ event, at, done });
        }),
      health: () => ({ ok: true }),
      latest: async (kinds, limit) =>
        ok(
          disk.rows
            .filter((row) => (kinds as readonly string[]).includes(row.kind))
            .toReversed()
            .slice(0, limit),
        ),
      page: async () => ok({ rows: disk.rows.slice(-1), next: null }),
      onReplaced: () => () => undefined,
      onFound: () => () => undefined,
    },
    kept: {
      read: async () => disk.kept,
      write: (value) => {
        if (disk.life === life) disk.waitingKept = value;
        return Promise.resolve(true);
      },
    },
  };
}

class Life {
  readonly clocks: Clocks;
  readonly disk: Disk;
  readonly deadMan: DeadMan;
  /** Resets that were granted, each with the moment at which it was asked for. */
  readonly granted: Began[] = [];

  private constructor(clocks: Clocks, disk: Disk, deadMan: DeadMan) {
    this.clocks = clocks;
    this.disk = disk;
    this.deadMan = deadMan;
  }

  static async begin(clocks: Clocks, disk: Disk, windowMs: number): Promise<Life> {
    const onChange = () => {
      throw new Error('a listener with a bug');
    };
    const options = { ...partsOn(disk, clocks), clock: clocks, windowMs };
    return new Life(clocks, disk, await openDeadMan({ ...options, onChange, reportBug: () => undefined }));
  }
}

/** The start of a run: the clocks (the monotonic one since this process began, if that is later), true time, and faults by then. */
interface Began {
  sinceWallMs: number;
  sinceMonotonicMs: number;
  sinceTrueMs: number;
  sinceFaults: number;
}

/** What must be so, told independently of how the switch does it. */
interface Model extends Began {
  /** How often a clock has been set. */
  faults: number;
  windowMs: number;
  configuredMs: number;
  triggered: boolean;
}
interface Real {
  life: Life;
}

function now(model: Model, { clocks }: Life): Began {
  const { faults: sinceFaults } = model;
  return { sinceWallMs: clocks.wallMs(), sinceMonotonicMs: clocks.monotonicMs(), sinceTrueMs: Date.now(), sinceFaults };
}

function restart(model: Model, began: Began): void {
  Object.assign(model, began, { windowMs: model.configuredMs, triggered: false });
}

function check(model: Model, { life }: Real): void {
  for (const began of life.granted.splice(0)) restart(model, began);
  const triggered = life.deadMan.isTriggered();
  const { clocks } = life;
  const byWall = clocks.wallMs() - model.sinceWallMs >= model.windowMs;
  const byMonotonic = clocks.monotonicMs() - model.sinceMonotonicMs >= model.windowMs;
  if (byWall || byMonotonic) expect(triggered, 'more time than the window by a clock').toBe(true);
  if (model.triggered) expect(triggered, 'triggered no more, though nobody has reset it').toBe(true);
  const tooEarly = model.faults === model.sinceFaults && Date.now() - model.sinceTrueMs < model.windowMs;
  if (tooEarly) expect(triggered, 'triggered early, though every clock is right').toBe(false);
  model.triggered = triggered;
}

function step(name: string, run: (model: Model, real: Real) => Promise<void> | void): fc.AsyncCommand<Model, Real> {
  return {
    check: () => true,
    async run(model, real) {
      await run(model, real);
      for (let i = 0; i < 10; i++) await Promise.resolve();
      check(model, real);
    },
    toString: () => name,
  };
}

const pass = (beats: number) =>
  step(`${beats} beats pass`, async () => {
    await vi.advanceTimersByTimeAsync(beats * beat);
  });
const setClock = (beats: number) =>
  step(`the clock is set by ${beats} beats`, (model, { life }) => {
    life.clocks.set(beats * beat);
    model.faults += 1;
  });
const sleep = (beats: number) =>
  step(`the machine sleeps ${beats} beats`, (_model, { life }) => life.clocks.sleep(beats * beat));
const checkIn = step('check-in', async (model, { life }) => {
  const rows = life.disk.waitingRows.length;
  void life.deadMan.checkIn({ source: 'cli', from: 'test' });
  const taken = life.disk.waitingRows.slice(rows).some(({ event }) => event.kind === 'CHECK_IN');
  if (model.triggered) expect(taken, 'a check-in counts though it has triggered').toBe(false);
  if (taken) restart(model, now(model, life));
});
const reset = step('reset', (model, { life }) => {
  const asked = now(model, life);
  const request = { reason: 'looked at it', confirm: 'RESET' as const };
  void life.deadMan.reset(request, { source: 'cli', from: 'test' }).then((answer) => {
    if (answer.ok) life.granted.push(asked);
  });
});
const commitRow = step('a row reaches the disk', (_model, { life }) => life.disk.commitRow());
const commitKept = step('the file reaches the disk', (_model, { life }) => life.disk.commitKept());

type Loss = 'nothing' | 'the file' | 'the journal';
interface Crash {
  windowMs: number;
  lost: Loss;
  setBeats: number;
  downBeats: number;
}

const crash = (how: Crash) =>
  step(`crash and restart: ${JSON.stringify(how)}`, async (model, real) => {
    const { disk, clocks, deadMan } = real.life;
    // What is lost with one account must have reached the other before.
    if (how.lost !== 'nothing') await flush(model, real);
    void deadMan.stop();
    const run = Math.max(disk.waitingKept?.run ?? 0, disk.kept?.run ?? 0);
    disk.crash();
    if (how.lost === 'the file') disk.kept = null;
    if (how.lost === 'the journal') disk.rows = [];
    const mustHold = model.triggered && disk.isTriggered();
    const told = runOnDisk(disk);
    clocks.set(how.setBeats * beat);
    if (how.setBeats !== 0) model.faults += 1;
    clocks.sleep(how.downBeats * beat);
    real.life = await Life.begin(clocks, disk, how.windowMs);
    model.configuredMs = how.windowMs;
    model.sinceMonotonicMs = Math.max(model.sinceMonotonicMs, clocks.monotonicMs());
    model.triggered = mustHold;
    if (told === null) restart(model, now(model, real.life));
    else follow(model, told, told.run === run);
  });

/** Everything reaches the disk. */
async function flush(model: Model, real: Real): Promise<void> {
  const { disk } = real.life;
  for (let turn = 0; turn < 2; turn += 1) {
    while (disk.waitingRows.length > 0) disk.commitRow();
    disk.commitKept();
    for (let i = 0; i < 20; i += 1) await Promise.resolve();
    check(model, real);
  }
}

/** The run that the disk knows, found by hand; a check-in that had not reached it is gone with the process. */
function runOnDisk({ rows, kept }: Disk): Told | null {
  const told = rows.flatMap(({ data }) => ('timer' in data ? [data.timer as StoredDeadMan] : []));
  const all = kept ? [...told, kept] : told;
  const run = Math.max(...all.map((each) => each.run));
  const last = all.filter((each) => each.run === run);
  const [one] = last;
  if (!one) return null;
  return { run, startedMs: Date.parse(one.startedAt), windowMs: Math.min(...last.map((each) => each.windowMs)) };
}

interface Told {
  run: number;
  startedMs: number;
  windowMs: number;
}

function follow(model: Model, { startedMs, windowMs }: Told, isSameRun: boolean): void {
  model.windowMs = Math.min(windowMs, model.configuredMs);
  // Of a reset that was refused the row alone may have come to the disk: the same run, begun at another time.
  if (isSameRun && startedMs === model.sinceWallMs) return;
  // The run that was under way had not reached the disk; of the one before it nothing is known here but when it began.
  model.sinceWallMs = startedMs;
  model.faults += 1;
}

describe("the dead man's switch over random clocks", () => {
  beforeEach(() => void vi.useFakeTimers({ now: bornMs }));
  afterEach(() => void vi.useRealTimers());

  it('never gives more than the window, never comes back by itself, and never triggers early', async () => {
    const crashes = fc
      .record<Crash>({
        windowMs: fc.constantFrom(...windows),
        lost: fc.constantFrom('nothing', 'nothing', 'the file', 'the journal'),
        setBeats: fc.constantFrom(0, 0, -90, -5, 5, 90),
        downBeats: fc.constantFrom(0, 1, 20),
      })
      .map(crash);
    const steps = fc.commands(
      [
        ...[checkIn, checkIn, reset, commitRow, commitRow, commitRow, commitKept].map((each) => fc.constant(each)),
        fc.constantFrom(1, 7, 13, 40).map(pass),
        fc.constantFrom(1, 7, 13, 40).map(pass),
        fc.constantFrom(-90, -20, -1, 1, 20, 90).map(setClock),
        fc.constantFrom(2, 25, 70).map(sleep),
        crashes,
      ],
      { maxCommands: 60, size: 'max' },
    );
    await fc.assert(
      fc.asyncProperty(steps, async (history) => {
        const [windowMs = beat] = windows;
        const setup = async () => {
          const clocks = new Clocks();
          const life = await Life.begin(clocks, new Disk(), windowMs);
          const model: Model = { ...blank, configuredMs: windowMs };
          restart(model, now(model, life));
          return { model, real: { life } };
        };
        await fc.asyncModelRun(setup, history);
        vi.clearAllTimers();
      }),
      { numRuns: 300 },
    );
  }, 300_000);
});

const blank: Model = {
  sinceWallMs: 0,
  sinceMonotonicMs: 0,
  sinceTrueMs: 0,
  sinceFaults: 0,
  faults: 0,
  windowMs: 0,
  configuredMs: 0,
  triggered: false,
};
