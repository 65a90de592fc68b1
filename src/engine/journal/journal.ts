import type { JournalPage, JournalRow, JournalVerdict } from '../../shared/api/journal.ts';
import type { JournalQuery } from '../../shared/api/routes.ts';
import type { Result } from '../../shared/result.ts';
import type { JournalEvent } from './events.ts';
import type { AlertRow, Item } from './protocol.ts';

/** Whether the journal can record, and since when it can't (`sinceMs`: wall clock, milliseconds since 1970). */
export type JournalHealth = { ok: true } | { ok: false; why: string; sinceMs: number };

/** An old file that could not be used and stands aside as `kept` (a file name in the data folder; null when it was gone). */
export interface Replaced {
  kept: string | null;
  why: string;
}

/** What was recorded before: the stored state (null when there is none), and the rows after it, oldest first. */
export interface Recorded {
  checkpoint: unknown;
  tail: JournalRow[];
}

/**
 * The append-only record. The engine acts on memory and records beside it: `append` never throws and never blocks the event
 * loop, however slow the disk is, because the writing is done by a worker thread. Reading never throws either: what can't be
 * read now is a failure `degraded` (or `too_many`, when too many readers wait).
 */
export interface Journal {
  /**
   * Takes the event in at once, in order, and answers when it is on the disk (committed and synced): the row. While nothing can
   * be written the event is kept (up to `queueRows`) and the promise stays open, for good if the event had to be dropped: use
   * `within` for a bounded wait.
   */
  append(event: JournalEvent): Promise<JournalRow>;
  page(query: JournalQuery): Promise<Result<JournalPage>>;
  /** Every row of one kill, oldest first; of one with more than `killRows`, as many from its beginning and from its end. */
  rowsOfKill(killId: string): Promise<Result<JournalRow[]>>;
  /** The latest rows of these kinds, newest first. */
  latest(kinds: readonly JournalEvent['kind'][], limit: number): Promise<Result<JournalRow[]>>;
  /** The kinds of which there are rows. */
  kinds(): Promise<Result<string[]>>;
  /**
   * Walks the whole chain, letting appends through in between. A journal that can't be read is not `ok` and says why. `onRow` is
   * told now and then up to which row it holds.
   */
  verify(onRow?: (seq: number) => void): Promise<JournalVerdict>;
  health(): JournalHealth;
  onRow(listener: (row: JournalRow) => void): () => void;
  onHealth(listener: (health: JournalHealth) => void): () => void;
  /** The file became unusable while running and a new one was begun: whatever must outlast a crash is to be recorded again. */
  onReplaced(listener: (replaced: Replaced) => void): () => void;
  /** A journal that could not be read at start can be read now: what it holds is news to the engine, a latch above all. */
  onFound(listener: (found: Recorded) => void): () => void;
  /**
   * Stores what the rows up to `seq` add up to, so that the next start reads this and the rows after it, not a million. Best
   * effort: a checkpoint that can't be stored is left out, and the next start reads more.
   */
  checkpoint(state: unknown, seq: number): void;
  /** The alerts' outbox, which lives in the journal's file so that one disk is enough to lose nothing. */
  readonly alerts: AlertStore;
  /** Writes what is queued and closes; bounded in time, because a stop must not hang on a dead disk. Answers with what is not written. */
  close(): Promise<Item[]>;
}

/** Entries by their id, the newest word on each. Nothing of it is part of the chain. */
export interface AlertStore {
  /** On the disk when it answers. Refused while the journal can't be written; the caller keeps what it has and tries again. */
  keep(rows: readonly AlertRow[]): Promise<Result<null>>;
  /** Everything that is kept, oldest first. */
  kept(): Promise<Result<AlertRow[]>>;
}

/** What a start finds. `replaced` is set when the old file was unusable: what it knew must be taken from elsewhere. */
export interface OpenedJournal extends Recorded {
  journal: Journal;
  replaced: Replaced | null;
}
