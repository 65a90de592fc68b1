/** Every limit of the journal, with its unit in its name. A test passes its own. */
export interface JournalLimits {
  /** Rows that wait for the disk. Past it the newest rows that are not the latch's are dropped and counted. */
  queueRows: number;
  queueBytes: number;
  /** One transaction. */
  batchRows: number;
  batchBytes: number;
  /** How long rows that nobody waits for are gathered before they are written: those of a kill come by the hundred. */
  gatherMs: number;
  /** A row's data as JSON; what is longer is cut and says so. */
  dataBytes: number;
  /** Between two attempts while nothing can be written. */
  retryMs: number;
  /** How long another program may hold the file's lock before an attempt counts as failed. */
  busyTimeoutMs: number;
  /** A worker that is silent for longer than `slowAfterMs` makes the journal unhealthy; after `hungAfterMs` it is ended. */
  slowAfterMs: number;
  hungAfterMs: number;
  /** How long a start waits for the file, and a stop for the queue. */
  openWithinMs: number;
  closeWithinMs: number;
  /** New files begun in one run; a disk that spoils each of them is left alone after that. */
  replacementsPerRun: number;
  /** Requests for reading that may wait. */
  readsWaiting: number;
  /** Rows that one request to the worker may touch: what an append may have to wait for. */
  readSliceRows: number;
  readSliceBytes: number;
  verifySliceRows: number;
  searchSliceRows: number;
  /** Rows that one searched page looks at before it answers with what it has. */
  searchPageRows: number;
  /** Read of one kill: half of them from its beginning, half from its end. */
  killRows: number;
  latestRows: number;
  /** Kinds that are listed: more than this engine knows, because an older or a newer one may have written some. */
  kindsListed: number;
  /** Alerts kept after they were sent or given up, for the page and so that no start tells them again. */
  alertsDoneKept: number;
}

export const journalLimits: JournalLimits = {
  queueRows: 10_000,
  queueBytes: 32 * 1024 * 1024,
  batchRows: 256,
  batchBytes: 2 * 1024 * 1024,
  gatherMs: 30,
  dataBytes: 1024 * 1024,
  retryMs: 1_000,
  busyTimeoutMs: 2_000,
  slowAfterMs: 5_000,
  hungAfterMs: 30_000,
  openWithinMs: 5_000,
  closeWithinMs: 3_000,
  replacementsPerRun: 5,
  readsWaiting: 64,
  readSliceRows: 500,
  readSliceBytes: 1024 * 1024,
  verifySliceRows: 250,
  searchSliceRows: 2_000,
  searchPageRows: 100_000,
  killRows: 20_000,
  latestRows: 1_000,
  kindsListed: 256,
  alertsDoneKept: 1_000,
};
