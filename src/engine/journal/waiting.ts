import type { JournalRow } from '../../shared/api/journal.ts';
import type { LatchEvent } from './events.ts';
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

/**
 * Rows that wait for the disk, in order. When it is full the newest row that is not the latch's gives way: the first rows of
 * an outage tell what happened, and without the latch's rows a restart would not know that it must stay shut.
 */
export class WaitingRows {
  readonly #limits: JournalLimits;
  readonly #rows: Waiting[] = [];
  #bytes = 0;
  #taken = 0;
  #dropped = 0;

  constructor(limits: JournalLimits) {
    this.#limits = limits;
  }

  get length(): number {
    return this.#rows.length;
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
      const newest = this.#rows.findLastIndex((waiting) => !isLatch(waiting));
      if (newest < this.#taken) return;
      this.#remove(newest, 1);
      this.#dropped++;
    }
  }

  #remove(index: number, count: number): Waiting[] {
    const removed = this.#rows.splice(index, count);
    for (const { item } of removed) this.#bytes -= itemBytes(item);
    return removed;
  }
}
