import type { JournalRow } from '../../shared/api/journal.ts';
import { type Clock, isoTime } from '../clock.ts';
import type { Head } from './chain.ts';
import { itemOf, rowOf } from './item.ts';
import type { JournalLimits } from './limits.ts';
import type { Outage } from './outage.ts';
import type { Item } from './protocol.ts';
import { type Waiting, WaitingRows } from './waiting.ts';

interface OutboxOptions {
  clock: Clock;
  limits: JournalLimits;
  outage: Outage;
}

/** What is on its way to the disk: the rows that wait, the transaction that is being written, and the end of an outage. */
export class Outbox {
  readonly #options: OutboxOptions;
  readonly #waiting: WaitingRows;
  #inFlight: readonly Item[] = [];
  /** Rows that had to wait for the end of the outage that lasts. */
  #delayedRows = 0;
  /** Since when rows have been gathered. */
  #firstMs = 0;

  constructor(options: OutboxOptions) {
    this.#options = options;
    this.#waiting = new WaitingRows(options.limits);
  }

  /** After an outage there is at least the row that says that it is over. */
  get isEmpty(): boolean {
    return this.#waiting.length === 0 && !this.#options.outage.lasts;
  }

  get inFlight(): Item[] {
    return [...this.#inFlight];
  }

  /** What is not known to be on the disk, in order. */
  unwritten(): Item[] {
    return this.#waiting.items();
  }

  push(row: Waiting): void {
    if (this.#waiting.length === 0) this.#firstMs = this.#options.clock.monotonicMs();
    this.#waiting.push(row);
  }

  /** How long what waits may still be gathered, so that a hundred rows make one transaction; 0 when it is to be written now. */
  gatherForMs(): number {
    const { clock, limits, outage } = this.#options;
    if (outage.lasts || !this.#waiting.mayGather || this.#waiting.length >= limits.batchRows) return 0;
    return Math.max(0, Math.ceil(this.#firstMs + limits.gatherMs - clock.monotonicMs()));
  }

  /** The next transaction. The one that empties the queue after an outage ends with `JOURNAL_RECOVERED`. */
  take(): Item[] {
    const items = [...this.#waiting.take()];
    if (this.#options.outage.lasts && items.length === this.#waiting.length) items.push(this.#recovered(items.length));
    this.#inFlight = items;
    return [...items];
  }

  /** The transaction is on the disk and `head` is its last row: ends the outage it may have ended, and gives its rows. */
  commit(head: Head): { row: JournalRow; committed: Waiting['committed'] | undefined }[] {
    const { outage } = this.#options;
    const first = head.seq - this.#inFlight.length + 1;
    const rows = this.#inFlight.map((item, index) => rowOf({ seq: first + index, ...item }));
    const waited = this.#waiting.commit();
    this.#firstMs = this.#options.clock.monotonicMs();
    this.#inFlight = [];
    this.#delayedRows += waited.length;
    if (rows.length > waited.length) {
      this.#waiting.forgetDropped();
      outage.end();
    }
    if (!outage.lasts) this.#delayedRows = 0;
    return rows.map((row, index) => ({ row, committed: waited[index]?.committed }));
  }

  /** The transaction is not on the disk: its rows wait again. */
  putBack(): void {
    this.#inFlight = [];
    this.#waiting.putBack();
  }

  #recovered(rowsNow: number): Item {
    const { clock, limits, outage } = this.#options;
    const data = {
      queuedRows: this.#delayedRows + rowsNow,
      droppedRows: this.#waiting.dropped,
      outageMs: outage.elapsedMs(),
    };
    const event = { kind: 'JOURNAL_RECOVERED', source: 'engine', reason: outage.why, data } as const;
    return itemOf(event, isoTime(clock.wallMs()), limits.dataBytes);
  }
}
