import type { ResetAnswer } from '../../shared/api/commands.ts';
import type { JournalRow } from '../../shared/api/journal.ts';
import type { Residual } from '../../shared/api/state.ts';
import { ok, type Result } from '../../shared/result.ts';
import type { Broker } from '../brokers/broker.ts';
import type { Clock } from '../clock.ts';
import type { EarlierClose } from '../flatten/commands.ts';
import type { Reading } from '../flatten/flatten.ts';
import type { JournalEvent } from '../journal/events.ts';
import type { Journal, Recorded } from '../journal/journal.ts';
import { initialSwitch } from '../switch/latch.ts';
import { bootSwitch } from './boot.ts';
import type { FlagFile } from './flag-file.ts';
import { type KillDesk, KillSwitch } from './kill-switch.ts';

/** For tests of the switch: a disk, a flag file and a broker whose every delay is in the test's hands. */

const clock: Clock = { wallMs: () => Date.now(), monotonicMs: () => Date.now() };

/** What survives a crash. */
interface Disk {
  rows: JournalRow[];
  flag: string | null;
  /** Not of the engine: the kills in which the broker has said that it is flat, in any life. */
  saidFlat: Set<string>;
}

class FakeJournal {
  private readonly waiting: { event: JournalEvent; done: (row: JournalRow) => void }[] = [];
  private readonly listeners: ((row: JournalRow) => void)[] = [];
  private readonly finders: ((found: Recorded) => void)[] = [];
  private readonly disk: Disk;
  /** The last state that was kept as a checkpoint. */
  checkpointed: unknown = null;

  constructor(disk: Disk) {
    this.disk = disk;
  }

  append(event: JournalEvent): Promise<JournalRow> {
    return new Promise((done) => this.waiting.push({ event, done }));
  }

  /** Becomes readable only now. */
  find(found: Recorded): void {
    for (const listener of this.finders) listener(found);
  }

  commitOne(): void {
    const next = this.waiting.shift();
    if (!next) return;
    const { kind, source, killId = null, reason = null, data } = next.event;
    const at = new Date(clock.wallMs()).toISOString();
    // Through JSON, as through the disk.
    const row = JSON.parse(JSON.stringify({ seq: this.disk.rows.length + 1, at, kind, source, killId, reason, data }));
    this.disk.rows.push(row);
    for (const listener of this.listeners) listener(row);
    next.done(row);
  }

  commitAll(): void {
    while (this.waiting.length > 0) this.commitOne();
  }

  asJournal(): Journal {
    const { disk } = this;
    const unused = () => {
      throw new Error('not part of this model');
    };
    return {
      append: (event) => this.append(event),
      rowsOfKill: async (killId) => ok(disk.rows.filter((row) => row.killId === killId)),
      latest: async (kinds, limit) =>
        ok(
          disk.rows
            .filter((row) => (kinds as readonly string[]).includes(row.kind))
            .reverse()
            .slice(0, limit),
        ),
      health: () => ({ ok: true }),
      onRow: (listener) => {
        this.listeners.push(listener);
        return () => undefined;
      },
      onHealth: () => () => undefined,
      onReplaced: () => () => undefined,
      onFound: (listener) => {
        this.finders.push(listener);
        return () => undefined;
      },
      checkpoint: (state) => {
        this.checkpointed = state;
      },
      page: async ({ kind, limit = 100 }) => {
        const rows = disk.rows.filter((row) => kind === undefined || row.kind === kind);
        return ok({ rows: rows.reverse().slice(0, limit), next: null });
      },
      kinds: unused,
      verify: unused,
      alerts: { keep: unused, kept: unused },
      close: unused,
    };
  }
}

class FakeFlag {
  /** The disk refuses. */
  fails = false;
  private readonly waiting: { killId: string | null; done: (written: boolean) => void }[] = [];
  private readonly disk: Disk;

  constructor(disk: Disk) {
    this.disk = disk;
  }

  commitOne(): void {
    const next = this.waiting.shift();
    if (!next) return;
    if (!this.fails) this.disk.flag = next.killId;
    next.done(!this.fails);
  }

  asFlag(): FlagFile {
    const put = (killId: string | null) =>
      new Promise<boolean>((done) => {
        this.waiting.push({ killId, done });
      });
    return { read: async () => this.disk.flag, write: put, remove: () => put(null), settled: async () => undefined };
  }
}

/** A broker's desk that says what the test tells it to. */
export class FakeDesk {
  killId: string | null = null;
  /** What it was told of an earlier life's closes, the last time that it was told of any. */
  earlier: readonly EarlierClose[] = [];
  news: 'working' | 'flat' | 'settled_open' = 'working';
  readable = true;

  residuals(): Residual[] {
    if (!this.readable) return [residual('*', null)];
    return this.news === 'flat' ? [] : [residual('X', '5')];
  }

  asDesk(): KillDesk {
    return {
      broker: { name: 'b' } as Broker,
      engage: (id, earlier = []) => {
        if (earlier.length > 0) this.earlier = earlier;
        if (this.killId !== id) this.news = 'working';
        this.killId = id;
      },
      disengage: () => {
        this.killId = null;
      },
      current: () => (this.killId === null ? null : this.view(this.killId)),
      readNow: async (): Promise<Reading> => {
        const times = { startedMs: 0, finishedMs: 0 };
        if (!this.readable) return { ok: false, words: 'down', ...times };
        return { ok: true, book: { equity: '0', currency: 'USD', positions: [], orders: [] }, ...times };
      },
    };
  }

  private view(killId: string) {
    return {
      killId,
      isFlat: () => this.news === 'flat',
      isSettled: () => this.news !== 'working',
      verdict: () => (this.news === 'flat' ? ('flat' as const) : ('open' as const)),
      residuals: () => this.residuals(),
      outcome: () => undefined,
      progress: () => {
        throw new Error('not part of this model');
      },
    };
  }
}

function residual(symbol: string, quantity: string | null): Residual {
  return {
    broker: 'b',
    symbol,
    quantity,
    outcome: 'unknown',
    words: 'w',
    accept: `b/${symbol}@${quantity ?? 'unknown'}`,
  };
}

/** One life of the engine; `Disk` goes from life to life. */
export class Life {
  readonly disk: Disk;
  readonly journal: FakeJournal;
  readonly flag: FakeFlag;
  readonly desk = new FakeDesk();
  readonly killSwitch: KillSwitch;
  readonly resets: Result<ResetAnswer>[] = [];
  /** The condition of the one trigger there is. */
  holds = false;

  private constructor(disk: Disk) {
    this.disk = disk;
    this.journal = new FakeJournal(disk);
    this.flag = new FakeFlag(disk);
    this.killSwitch = new KillSwitch({
      initial: initialSwitch('2026-01-01T00:00:00.000Z'),
      clock,
      journal: this.journal.asJournal(),
      flag: this.flag.asFlag(),
      desks: [this.desk.asDesk()],
      switchObstacles: () => [],
      heldTriggers: () => (this.holds ? [{ name: 'T', words: 'w' }] : []),
      onReset: () => undefined,
      onChange: () => undefined,
    });
  }

  static async begin(disk: Disk): Promise<Life> {
    const life = new Life(disk);
    const opened = { journal: life.journal.asJournal(), checkpoint: null, tail: [...disk.rows], replaced: null };
    const { killSwitch } = life;
    await bootSwitch({ opened, flag: life.flag.asFlag(), killSwitch, now: '2026-01-01T00:00:00.000Z' });
    return life;
  }
}
