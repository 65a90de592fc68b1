import type { JournalRow } from '../../shared/api/journal.ts';
import type { Result } from '../../shared/result.ts';
import { type Clock, isoTime } from '../clock.ts';
import { within } from '../within.ts';
import type { Head } from './chain.ts';
import type { JournalEvent, LatchEvent } from './events.ts';
import type { Fault } from './faults.ts';
import { FirstAnswer } from './first-answer.ts';
import { itemOf, rowOf } from './item.ts';
import type { Recorded, Replaced } from './journal.ts';
import { Lane } from './lane.ts';
import type { JournalLimits } from './limits.ts';
import { Listeners } from './listeners.ts';
import { loadRecorded } from './load.ts';
import { Outage } from './outage.ts';
import { Outbox } from './outbox.ts';
import type { AnswerOf, Item, Opened } from './protocol.ts';
import { type ReadRequest, Reads, unreadable } from './reads.ts';
import { Wake } from './wake.ts';

/** The engine's own account of its latch, as `JOURNAL_REPLACED` carries it. */
export type RememberedLatch = Extract<LatchEvent, { kind: 'JOURNAL_REPLACED' }>['data']['latch'];

export interface RecorderOptions {
  folder: string;
  clock: Clock;
  workerUrl: URL;
  limits: JournalLimits;
  /** What the engine remembers of its latch now, for the first row of a new file. */
  latch: () => RememberedLatch;
}

type FirstLook = Recorded & { replaced: Replaced | null };

/**
 * Keeps one worker busy with one thing at a time: opening the file, writing what waits, storing a checkpoint, reading. All that
 * can go wrong ends in `#fail`, and all recovery in `#open`; what waits stays in order through both.
 */
export class Recorder {
  readonly rows = new Listeners<JournalRow>();
  readonly replaced = new Listeners<Replaced>();
  readonly found = new Listeners<Recorded>();
  readonly outage: Outage;
  readonly #options: RecorderOptions;
  readonly #lane: Lane;
  readonly #outbox: Outbox;
  readonly #reads: Reads;
  readonly #wake = new Wake();
  readonly #firstLook: FirstAnswer<FirstLook>;
  readonly #done: Promise<void>;

  #mode: 'closed' | Opened['mode'] = 'closed';
  /** The last row known to be committed; null until the file has been read. */
  #known: Head | null = null;
  #condemned: string | null = null;
  #checkpoint: { seq: number; state: string } | null = null;
  #replacements = 0;
  #retryAtMs = 0;
  #wroteLast = false;
  #closing = false;
  #triedLast = false;
  #stopped = false;

  constructor(options: RecorderOptions) {
    const { folder, clock, limits, workerUrl } = options;
    this.#options = options;
    this.outage = new Outage(clock);
    this.#outbox = new Outbox({ clock, limits, outage: this.outage });
    this.#reads = new Reads(limits);
    this.#lane = new Lane({
      url: workerUrl,
      data: { folder, busyTimeoutMs: limits.busyTimeoutMs, sliceBytes: limits.readSliceBytes },
      limits,
      onSlow: () => this.#silent(limits.slowAfterMs),
      onLost: (why) => this.#fail({ kind: 'lost', why }),
    });
    this.#firstLook = new FirstAnswer(limits.openWithinMs, () => this.#silent(limits.openWithinMs));
    this.#done = this.#run();
  }

  /** Changes with every new file: what was read before belongs to another one. */
  get generation(): number {
    return this.#replacements;
  }

  /** Settles with the first attempt to open the file, or at its deadline, whatever came of it. */
  get firstLook(): Promise<FirstLook | null> {
    return this.#firstLook.promise;
  }

  append(event: JournalEvent): Promise<JournalRow> {
    const { clock, limits } = this.#options;
    const item = itemOf(event, isoTime(clock.wallMs()), limits.dataBytes);
    return new Promise((committed) => {
      const isGathering = !this.#outbox.isEmpty && this.#outbox.gatherForMs() > 0;
      this.#outbox.push({ item, committed });
      if (isGathering && this.#outbox.gatherForMs() > 0) return;
      // Not in this turn: what a kill has just put on its sockets is sent first.
      process.nextTick(() => this.#wake.up());
    });
  }

  checkpoint(state: unknown, seq: number): void {
    this.#checkpoint = { seq, state: JSON.stringify(state) };
    this.#wake.up();
  }

  read<R extends ReadRequest>(request: R): Promise<Result<AnswerOf[R['op']]>> {
    if (this.#closing) return Promise.resolve(unreadable('the engine is stopping'));
    const closed = this.outage.lasts && this.#mode === 'closed';
    if (closed || this.#lane.silent) return Promise.resolve(unreadable(this.outage.why));
    const answer = this.#reads.ask(request);
    this.#wake.up();
    return answer;
  }

  /** Answers with what could not be written. */
  async close(): Promise<Item[]> {
    const { closeWithinMs } = this.#options.limits;
    this.#closing = true;
    this.#retryAtMs = 0;
    this.#wake.up();
    await within(this.#done, closeWithinMs);
    this.#stopped = true;
    await within(this.#lane.stop(), closeWithinMs);
    return this.#outbox.unwritten();
  }

  async #run(): Promise<void> {
    for (let next = this.#next(); next !== null; next = this.#next()) await next();
    this.#reads.refuseAll('the engine is stopping');
    if (this.#mode !== 'closed' && !this.#stopped) await this.#lane.call({ op: 'close' });
  }

  /** What to do now; null to end. Rows go before readers, but not twice in a row. */
  #next(): (() => Promise<void>) | null {
    if (this.#stopped) return null;
    if (this.#mode === 'writing') {
      const readersTurn = this.#wroteLast && this.#reads.length > 0 && !this.#closing;
      if (!this.#outbox.isEmpty && !readersTurn) return this.#gatherOrWrite();
      if (this.#checkpoint) return () => this.#storeCheckpoint();
    } else if (this.#retryInMs() === 0 && !this.#triedLast) {
      // A stop tries once more, at once.
      this.#triedLast = this.#closing;
      return () => this.#open();
    }
    if (this.#closing) return null;
    if (this.#reads.length > 0) return () => this.#read();
    return () => this.#wake.sleep(this.#mode === 'writing' ? null : this.#retryInMs());
  }

  #gatherOrWrite(): () => Promise<void> {
    const gatherMs = this.#closing || this.#reads.length > 0 ? 0 : this.#outbox.gatherForMs();
    return gatherMs > 0 ? () => this.#wake.sleep(gatherMs) : () => this.#write();
  }

  #retryInMs(): number {
    return Math.max(0, Math.ceil(this.#retryAtMs - this.#options.clock.monotonicMs()));
  }

  async #write(): Promise<void> {
    this.#wroteLast = true;
    const answer = await this.#lane.call({ op: 'append', itemsText: JSON.stringify(this.#outbox.take()) });
    if (!answer.ok) this.#fail(answer.fault);
    else this.#committed(answer.value);
  }

  /** What was in flight is on the disk, up to `head`. */
  #committed(head: Head): void {
    this.#known = head;
    for (const { row, committed } of this.#outbox.commit(head)) {
      committed?.(row);
      this.rows.tell(row);
    }
  }

  async #storeCheckpoint(): Promise<void> {
    const { seq, state } = this.#checkpoint ?? { seq: 0, state: '' };
    this.#checkpoint = null;
    const answer = await this.#lane.call({ op: 'checkpoint', seq, state });
    if (!answer.ok) this.#fail(answer.fault);
  }

  async #read(): Promise<void> {
    this.#wroteLast = false;
    await this.#reads.serve(async (request) => {
      const answer = await this.#lane.call(request);
      if (!answer.ok) this.#fail(answer.fault);
      return answer;
    });
  }

  /** The disk hangs. What it is doing goes on; nobody else is to wait for it. */
  #silent(forMs: number): void {
    this.outage.begin(`the disk has not answered for ${forMs} ms`);
    this.#reads.refuseAll(this.outage.why);
  }

  #fail({ kind, why }: Fault): void {
    const { clock, limits } = this.#options;
    if (this.#stopped) return;
    this.#mode = 'closed';
    const replaceNow = kind === 'broken' && this.#replacements < limits.replacementsPerRun && this.#condemned === null;
    if (kind === 'broken') this.#condemned = why;
    this.#retryAtMs = replaceNow ? 0 : clock.monotonicMs() + limits.retryMs;
    // A file found broken by the first look is replaced before anybody could miss it.
    if (!replaceNow || this.#known !== null) this.outage.begin(why);
    if (!replaceNow) this.#firstLook.give(null);
    this.#reads.refuseAll(why);
    this.#wake.up();
  }

  async #open(): Promise<void> {
    const { clock, limits } = this.#options;
    const mayReplace = this.#replacements < limits.replacementsPerRun;
    const answer = await this.#lane.call({
      op: 'open',
      known: this.#known,
      inFlight: this.#outbox.inFlight,
      condemned: this.#condemned,
      at: isoTime(clock.wallMs()),
      latch: mayReplace ? this.#latchText() : null,
    });
    if (!answer.ok) {
      this.#fail(answer.fault);
      return;
    }
    const opened = answer.value;
    if (opened.inFlight === 'committed') this.#committed(opened.head);
    this.#outbox.putBack();
    const loaded = this.#known === null ? await loadRecorded(this.#lane, opened, limits.readSliceRows) : null;
    if (loaded?.ok === false) this.#fail(loaded.fault);
    else this.#take(opened, loaded?.value ?? null);
  }

  /** A bug in the engine's account of its latch must not keep a new file from being begun. */
  #latchText(): string {
    try {
      return JSON.stringify(this.#options.latch());
    } catch (error) {
      queueMicrotask(() => {
        throw error;
      });
      return 'null';
    }
  }

  /** The file is open: `recorded` is what it says, the first time that it can be read. */
  #take({ mode, why, head, replaced }: Opened, recorded: Recorded | null): void {
    this.#known = head;
    this.#condemned = null;
    this.#mode = mode;
    if (mode === 'reading') {
      this.outage.begin(why);
      this.#retryAtMs = this.#options.clock.monotonicMs() + this.#options.limits.retryMs;
    }
    if (replaced) {
      this.#replacements++;
      this.#checkpoint = null;
    }
    const replacement = replaced && { kept: replaced.kept, why: replaced.why };
    if (recorded && this.#firstLook.give({ ...recorded, replaced: replacement })) return;
    if (replaced && replacement) {
      this.rows.tell(rowOf(replaced.row));
      this.replaced.tell(replacement);
    }
    if (recorded && (recorded.checkpoint !== null || recorded.tail.length > 0)) this.found.tell(recorded);
  }
}
