import type { Called, CallFailure } from '../../../client/failure.ts';
import type { Timers } from '../../../client/timers.ts';
import type { JournalPage, JournalRow } from '../../../shared/api/journal.ts';
import type { JournalQuery } from '../../../shared/api/routes.ts';

export interface LogOptions {
  load: (query: JournalQuery) => Promise<Called<JournalPage>>;
  timers: Timers;
  /** The view has become another one. */
  onChange: () => void;
}

/** What there is to see of a log, as one value that changes with it. */
export interface LogView {
  /** Rows that can be scrolled to. Row 0 is the newest that is shown. */
  count: number;
  /** How many have been put on top since the log was opened: a row's index less this is its place for good. */
  added: number;
  /** Rows that have come since and wait until the reader wants them. */
  newer: number;
  /** Of a search: the row down to which has been looked, and whether that was all. Null where every row belongs. */
  searched: { downTo: number; isWhole: boolean } | null;
  /** Nothing has been heard of it yet. */
  isOpening: boolean;
  /** Why it can't be read now; it is tried again by itself. */
  failure: CallFailure | null;
}

/** A log of any length, of which only the part that is looked at is in memory. */
export interface Log {
  view(): LogView;
  /** null: not here yet, and on its way if `show` has asked for it. */
  row(index: number): JournalRow | null;
  /** The row's number where it is known without the row. */
  seqOf(index: number): number | null;
  /** These rows are looked at: what is missing of them is read, what is far from them may be dropped. */
  show(first: number, last: number): void;
  /** A row has been written. While the reader `follows`, it is put on top at once. */
  arrived(row: JournalRow, follows: boolean): void;
  /** Puts the rows on top that wait. */
  takeNewer(): void;
  /** The engine is heard anew: rows may have come that nobody told of. */
  reopen(): void;
  stop(): void;
}
