import type { JournalRow } from '../../../shared/api/journal.ts';
import { riskLimits } from './limits.ts';
import type { Log, LogOptions, LogView } from './log.ts';
import { type Errand, Pump } from './pump.ts';

/**
 * The journal itself, every row of it. Rows are numbered without gaps, so that any depth can be read at once: the row below the
 * newest by so many is the one with that number.
 */
export class WholeLog implements Log {
  private readonly pump: Pump;
  private readonly onChange: () => void;
  private rows = new Map<number, JournalRow>();
  /** The number of the newest row that is shown, and of the newest that there is. */
  private head = 0;
  private newest = 0;
  private openedAt = 0;
  private wantsHead = true;
  private isOpening = true;
  private looked = { first: 0, last: 0 };

  constructor(options: LogOptions) {
    this.onChange = options.onChange;
    this.pump = new Pump(options, () => this.errand());
    void this.pump.turn();
  }

  view(): LogView {
    return {
      count: this.head,
      added: this.head - this.openedAt,
      newer: this.newest - this.head,
      searched: null,
      isOpening: this.isOpening,
      failure: this.pump.failure,
    };
  }

  row(index: number): JournalRow | null {
    return this.rows.get(this.head - index) ?? null;
  }

  seqOf(index: number): number {
    return this.head - index;
  }

  show(first: number, last: number): void {
    this.looked = { first, last };
    this.drop();
    void this.pump.turn();
  }

  arrived(row: JournalRow, follows: boolean): void {
    if (row.seq === 1) this.reopen();
    if (row.seq <= this.newest) return;
    this.newest = row.seq;
    this.rows.set(row.seq, row);
    if (follows) this.takeNewer();
    else this.onChange();
  }

  takeNewer(): void {
    this.head = this.newest;
    this.drop();
    this.onChange();
    void this.pump.turn();
  }

  reopen(): void {
    this.wantsHead = true;
    this.pump.wake();
  }

  stop(): void {
    this.pump.stop();
  }

  private errand(): Errand | null {
    const limit = riskLimits.pageRows;
    if (this.wantsHead) {
      const known = this.newest;
      return { query: { limit }, take: ({ rows }) => this.takeHead(rows, known) };
    }
    const top = this.head - Math.max(0, this.looked.first);
    const bottom = Math.max(1, this.head - this.looked.last);
    for (let seq = top; seq >= bottom; seq -= 1) {
      if (!this.rows.has(seq)) return { query: { before: seq + 1, limit }, take: ({ rows }) => this.keep(rows) };
    }
    return null;
  }

  /** `known`: the newest row that was known when these were asked for. A file that has none of it is another one, begun anew. */
  private takeHead(rows: readonly JournalRow[], known: number): void {
    const top = rows[0]?.seq ?? 0;
    const isSame = top >= known && !rows.some((row) => this.contradicts(row));
    this.wantsHead = false;
    this.newest = isSame ? Math.max(top, this.newest) : top;
    if (this.isOpening || !isSame) {
      this.rows.clear();
      this.head = top;
      this.openedAt = top;
      this.isOpening = false;
    }
    this.keep(rows);
  }

  private contradicts({ seq, at }: JournalRow): boolean {
    const held = this.rows.get(seq);
    return held !== undefined && held.at !== at;
  }

  private keep(rows: readonly JournalRow[]): void {
    for (const row of rows) this.rows.set(row.seq, row);
    this.drop();
  }

  private drop(): void {
    if (this.rows.size <= riskLimits.rowsKept) return;
    const middle = this.head - (this.looked.first + this.looked.last) / 2;
    for (const seq of this.rows.keys()) {
      if (Math.abs(seq - middle) > riskLimits.rowsKept / 2) this.rows.delete(seq);
    }
  }
}
