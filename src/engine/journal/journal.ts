import type { JournalPage, JournalRow, JournalVerdict } from '../../shared/api/journal.ts';
import type { JournalQuery } from '../../shared/api/routes.ts';
import type { JournalEvent } from './events.ts';

/** Whether the journal can record, and since when it can't. */
export type JournalHealth = { ok: true } | { ok: false; why: string; sinceMs: number };

/**
 * The append-only record. The engine acts on memory and records beside it: `append` never throws and never blocks the event
 * loop, however slow the disk is, because the writing is done by a worker thread.
 */
export interface Journal {
  /**
   * Takes the event in at once, in order, and answers when it is on the disk (committed and synced): the row. While nothing can
   * be written the event is kept (up to `queueRows`) and the promise stays open; use `within` for a bounded wait.
   */
  append(event: JournalEvent): Promise<JournalRow>;
  page(query: JournalQuery): Promise<JournalPage>;
  /** Every row of one kill, oldest first. */
  rowsOfKill(killId: string): Promise<JournalRow[]>;
  /** The latest rows of these kinds, newest first. */
  latest(kinds: readonly JournalEvent['kind'][], limit: number): Promise<JournalRow[]>;
  verify(): Promise<JournalVerdict>;
  health(): JournalHealth;
  onRow(listener: (row: JournalRow) => void): () => void;
  onHealth(listener: (health: JournalHealth) => void): () => void;
  /** Stores what the rows up to `seq` add up to, so that the next start reads this and the rows after it, not a million. */
  checkpoint(state: unknown, seq: number): void;
  /** Writes what is queued and closes; bounded in time, because a stop must not hang on a dead disk. */
  close(): Promise<void>;
}

/** What a start finds: the stored state (null when there is none), and the rows after it, oldest first. */
export interface OpenedJournal {
  journal: Journal;
  checkpoint: unknown;
  tail: JournalRow[];
  /** Set when the old file was unusable and stands aside as `kept`: what it knew must be taken from elsewhere. */
  replaced: { kept: string; why: string } | null;
}
