import type { Order } from './types.ts';

/** Something that one order has to do at a time. Whether it still has to is for the order to say. */
export interface Due {
  atMs: number;
  order: Order;
  what: 'land' | 'cancel' | 'fill';
}

/** Taken entries are let go when there are so many, or when all are taken. */
const compactAt = 1_024;

/**
 * What is due, in order of time, and in order of arrival for the same time. Latencies are mostly equal, so a new entry
 * nearly always belongs at the end, and inserting from there costs next to nothing.
 */
export class Agenda {
  #entries: Due[] = [];
  #head = 0;

  add(due: Due): void {
    let index = this.#entries.length;
    while (index > this.#head && (this.#entries[index - 1]?.atMs ?? 0) > due.atMs) index -= 1;
    this.#entries.splice(index, 0, due);
  }

  nextMs(): number | null {
    return this.#entries[this.#head]?.atMs ?? null;
  }

  /** Takes the first entry that is due at `nowMs`. */
  take(nowMs: number): Due | undefined {
    const due = this.#entries[this.#head];
    if (!due || due.atMs > nowMs) return undefined;
    this.#head += 1;
    if (this.#head === this.#entries.length || this.#head === compactAt) {
      this.#entries = this.#entries.slice(this.#head);
      this.#head = 0;
    }
    return due;
  }
}
