import type { JournalPage, JournalRow } from '../../../shared/api/journal.ts';
import { type Filter, fits } from './filter.ts';
import { riskLimits } from './limits.ts';
import type { Log, LogOptions, LogView } from './log.ts';
import { type Errand, Pump } from './pump.ts';

/** One answer to the search. What was found stays found, so that a page that was dropped can be read again. */
interface Page {
  /** Index of its first row among all that were found. */
  start: number;
  count: number;
  /** The row above which nothing of it lies. */
  before: number;
  rows: readonly JournalRow[] | null;
}

/** The rows that fit a filter. How many there are nobody knows before the end, so it reads on as the reader comes near. */
export class FoundLog implements Log {
  private readonly pump: Pump;
  private readonly filter: Filter;
  private readonly onChange: () => void;
  /** Rows that were written since: put on top, and waiting; the newest first. */
  private fresh: JournalRow[] = [];
  private waiting: JournalRow[] = [];
  private pages: Page[] = [];
  /** Where to go on, null at the end; undefined before the first page. */
  private next: number | null | undefined;
  private looked = { first: 0, last: 0 };

  constructor(filter: Filter, options: LogOptions) {
    this.filter = filter;
    this.onChange = options.onChange;
    this.pump = new Pump(options, () => this.errand());
    void this.pump.turn();
  }

  view(): LogView {
    return {
      count: this.fresh.length + this.found(),
      added: this.fresh.length,
      newer: this.waiting.length,
      searched: this.next === undefined ? null : { downTo: this.next ?? 1, isWhole: this.next === null },
      isOpening: this.next === undefined,
      failure: this.pump.failure,
    };
  }

  row(index: number): JournalRow | null {
    const below = index - this.fresh.length;
    if (below < 0) return this.fresh[index] ?? null;
    const page = this.pageAt(below);
    return page?.rows?.[below - page.start] ?? null;
  }

  seqOf(index: number): number | null {
    return this.row(index)?.seq ?? null;
  }

  show(first: number, last: number): void {
    this.looked = { first: first - this.fresh.length, last: last - this.fresh.length };
    this.drop();
    void this.pump.turn();
  }

  arrived(row: JournalRow, follows: boolean): void {
    // A journal whose numbers begin anew is another one.
    if (row.seq === 1) this.reopen();
    const newest = this.waiting[0]?.seq ?? this.fresh[0]?.seq ?? (this.pages[0]?.before ?? 0) - 1;
    if (this.next === undefined || row.seq <= newest || !fits(row, this.filter)) return;
    this.waiting.unshift(row);
    if (follows) this.takeNewer();
    else this.onChange();
  }

  takeNewer(): void {
    // More than can be kept in memory as they came are looked for like all others.
    if (this.fresh.length + this.waiting.length > riskLimits.rowsKept) {
      this.reopen();
      return;
    }
    this.fresh = [...this.waiting, ...this.fresh];
    this.waiting = [];
    this.onChange();
  }

  reopen(): void {
    this.fresh = [];
    this.waiting = [];
    this.pages = [];
    this.next = undefined;
    this.pump.wake();
  }

  stop(): void {
    this.pump.stop();
  }

  private errand(): Errand | null {
    const missing = this.pages.find((page) => page.rows === null && this.isLookedAt(page));
    if (missing) return this.pageBefore(missing.before, ({ rows }) => this.fill(missing, rows));
    if (this.next === null) return null;
    if (this.next !== undefined && this.found() > this.looked.last + riskLimits.pageRows / 2) return null;
    const before = this.next;
    return this.pageBefore(before, (page) => {
      // A search that was begun anew meanwhile has no use for it.
      if (this.next === before) this.add(page, before);
    });
  }

  private pageBefore(before: number | undefined, take: Errand['take']): Errand {
    const { kind, text } = this.filter;
    const query = {
      limit: riskLimits.pageRows,
      ...(before === undefined ? {} : { before }),
      ...(kind === '' ? {} : { kind }),
      ...(text === '' ? {} : { q: text }),
    };
    return { query, take };
  }

  private add({ rows, next }: JournalPage, before: number | undefined): void {
    const first = rows[0];
    if (first) {
      this.pages.push({ start: this.found(), count: rows.length, before: before ?? first.seq + 1, rows });
    }
    this.next = next;
    this.drop();
  }

  private fill(page: Page, rows: readonly JournalRow[]): void {
    // A row more or less is another journal's.
    if (rows.length < page.count) this.reopen();
    else page.rows = rows.slice(0, page.count);
  }

  private found(): number {
    const last = this.pages.at(-1);
    return last ? last.start + last.count : 0;
  }

  private pageAt(index: number): Page | undefined {
    let low = 0;
    let high = this.pages.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.pages[middle]?.start ?? 0) <= index) low = middle;
      else high = middle - 1;
    }
    return this.pages[low];
  }

  private isLookedAt({ start, count }: Page): boolean {
    return start <= this.looked.last && start + count > this.looked.first;
  }

  private drop(): void {
    const middle = (this.looked.first + this.looked.last) / 2;
    for (const page of this.pages) {
      if (Math.abs(page.start + page.count / 2 - middle) > riskLimits.rowsKept / 2) page.rows = null;
    }
  }
}
