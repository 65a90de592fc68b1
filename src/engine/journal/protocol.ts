import type { Columns, Head } from './chain.ts';
import type { Fault } from './faults.ts';

/** A row before it has its place in the chain. Plain text throughout, so that it is cheap to send and is hashed as it stands. */
export type Item = Omit<Columns, 'seq'>;

/** Of the data folder; the rest of what the worker needs comes with each request. */
export interface WorkerData {
  folder: string;
  busyTimeoutMs: number;
  /** What one answer may carry, roughly: the worker's memory is small. At least one row is always given. */
  sliceBytes: number;
}

export interface OpenRequest {
  op: 'open';
  /** The last row that this run has seen committed; null before the file was first read. */
  known: Head | null;
  /** What was being written when the last answer failed to come: it is there whole, or not at all. */
  inFlight: Item[];
  /** Why the file must not be used any more, found while using it. */
  condemned: string | null;
  /** Now: dates the first row of a new file and the name of the old one. */
  at: string;
  /** The engine's latch as JSON text, for that first row. Null: leave a broken file where it is. */
  latch: string | null;
}

export type Request =
  | OpenRequest
  /** `itemsText`: an `Item[]` as JSON, which crosses to the worker in a fraction of the time that the objects would take. */
  | { op: 'append'; itemsText: string }
  | { op: 'checkpoint'; seq: number; state: string }
  | { op: 'after'; head: Head; limit: number }
  | { op: 'page'; kind: string | null; before: number; limit: number; search: { text: string; rows: number } | null }
  | { op: 'kinds'; limit: number }
  | { op: 'kill'; killId: string; after: number; before: number; newestFirst: boolean; limit: number }
  | { op: 'walk'; after: Head; limit: number }
  /** `rowsText`: an `AlertRow[]` as JSON. Of those that are no longer pending the latest `keepDone` are kept. */
  | { op: 'keep-alerts'; rowsText: string; keepDone: number }
  | { op: 'kept-alerts'; after: number; limit: number }
  | { op: 'close' };

export interface Opened {
  /** `reading`: the file can be read but not written, for `why`. */
  mode: 'writing' | 'reading';
  why: string;
  head: Head;
  /** Where the rows after the checkpoint begin; `genesis` and null when there is none. */
  checkpoint: { row: Head; state: string | null };
  inFlight: 'committed' | 'absent';
  replaced: { kept: string | null; why: string; row: Columns } | null;
}

/** `end` is the last row looked at; `broken` the first one that does not hold. */
export interface Walked {
  end: Head;
  done: boolean;
  broken: { seq: number; why: string } | null;
}

/** One entry of the alerts' outbox, which shares the journal's file and not its chain. `entry`: JSON, of the outbox's own form. */
export interface AlertRow {
  id: string;
  pending: boolean;
  entry: string;
}

export interface AnswerOf {
  open: Opened;
  append: Head;
  checkpoint: null;
  /** `end` is the last of the rows, `head` itself when there is none. */
  after: { rows: Columns[]; end: Head };
  /** `next` is null at the end of the journal. */
  page: { rows: Columns[]; next: number | null; scanned: number };
  /** Every kind that the journal has a row of, in the order of the alphabet. */
  kinds: string[];
  kill: Columns[];
  walk: Walked;
  'keep-alerts': null;
  /** In the order in which they came; `next` goes into `after`, null at the end. */
  'kept-alerts': { rows: AlertRow[]; next: number | null };
  close: null;
}

export type Answer<T> = { ok: true; value: T } | { ok: false; fault: Fault };
