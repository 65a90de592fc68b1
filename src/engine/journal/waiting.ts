import type { JournalRow } from '../../shared/api/journal.ts';
import type { FlattenEvent, LatchEvent } from './events.ts';
import { itemBytes } from './item.ts';
import type { JournalLimits } from './limits.ts';
import type { Item } from './protocol.ts';

export interface Waiting {
  item: Item;
  /** Answers the caller of `append`. */
  committed: (row: JournalRow) => void;
}

const latchKinds: Record<LatchEvent['kind'], true> = {
  KILL_FIRED: true,
  KILL_JOINED: true,
  KILL_SETTLED: true,
  FLAT_CHANGED: true,
  RESET: true,
  JOURNAL_REPLACED: true,
};
const isLatch = ({ item }: Waiting) => Object.hasOwn(latchKinds, item.kind);
const isJoined = ({ item }: Waiting) => item.kind === 'KILL_JOINED';
const isUrgent = ({ item }: Waiting) => !Object.hasOwn(gatheredKinds, item.kind);

/** The work of a kill, row by row. What it amounts to (`BROKER_SETTLED`, `REAPPEARED`, the latch's own rows) is not gathered. */
const gatheredKinds: Partial<Record<FlattenEvent['kind'], true>> = {
  BOOK_READ: true,
  CANCEL_SENT: true,
  CANCEL_ANSWERED: true,
  CLOSE_SENT: true,
  CLOSE_ANSWERED: true,
  CLOSE_FILLED: true,
};

/**
 * Rows that wait for the disk, in order. When it is full the newest row that is not the latch's gives way: the first rows of
 * an outage tell what happened, and without the latch's rows a restart would not know that it must stay shut. When there are only
 * those, so do the newest signals that joined a kill: a client that kills in a loop must not fill the memory.
 */
export class WaitingRows {
  readonly #limits: JournalLimits;
  readonly #rows: Waiting[] = [];
  #bytes = 0;
  #taken = 0;
  #dropped = 0;
  /** Rows among them that somebody may be waiting for. */
  #urgent = 0;

  constructor(limits: JournalLimits) {
    this.#limits = limits;
  }

  get length(): number {
    return this.#rows.length;
  }

  /** Whether all of them may be gathered for a while. */
  get mayGather(): boolean {
    return this.#urgent === 0;
  }

  /** Rows given up since the last `forgetDropped`. */
  get dropped(): number {
    return this.#dropped;
  }

  forgetDropped(): void {
    this.#dropped = 0;
  }

  push(row: Waiting): void {
    this.#rows.push(row);
    this.#bytes += itemBytes(row.item);
    if (isUrgent(row)) this.#urgent += 1;
    this.#makeRoom();
  }

  /** The first rows, as many as make one transaction, at least one. They stay until `commit` says that they are written. */
  take(): readonly Item[] {
    let bytes = 0;
    const end = this.#rows.findIndex(({ item }, index) => {
      bytes += itemBytes(item);
      return index > 0 && (index >= this.#limits.batchRows || bytes > this.#limits.batchBytes);
    });
    this.#taken = end === -1 ? this.#rows.length : end;
    return this.#rows.slice(0, this.#taken).map(({ item }) => item);
  }

  /** All of them, in order. */
  items(): Item[] {
    return this.#rows.map(({ item }) => item);
  }

  /** What `take` gave out last is on the disk: removes it. */
  commit(): Waiting[] {
    const taken = this.#taken;
    this.#taken = 0;
    return this.#remove(0, taken);
  }

  /** What `take` gave out last is not on the disk, and waits again. */
  putBack(): void {
    this.#taken = 0;
    this.#makeRoom();
  }

  #makeRoom(): void {
    while (this.#rows.length > this.#limits.queueRows || this.#bytes > this.#limits.queueBytes) {
      const newest = this.#newest((waiting) => !isLatch(waiting)) ?? this.#newest(isJoined);
      if (newest === null) return;
      this.#remove(newest, 1);
      this.#dropped++;
    }
  }

  /** Of those that are not being written; null when there is none. */
  #newest(isWanted: (row: Waiting) => boolean): number | null {
    const index = this.#rows.findLastIndex(isWanted);
    return index < this.#taken ? null : index;
  }

  #remove(index: number, count: number): Waiting[] {
    const removed = this.#rows.splice(index, count);
    for (const row of removed) {
      this.#bytes -= itemBytes(row.item);
      if (isUrgent(row)) this.#urgent -= 1;
    }
    return removed;
  }
}
