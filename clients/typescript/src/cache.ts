import { type Decision, ownReasons } from './decision.ts';
import { gateLimits } from './limits.ts';
import { type Clocks, elapsedMs, type Moment, momentOf } from './moment.ts';
import { againstTrading, type Status } from './status.ts';

export type HaltCallback = (reason: string) => unknown;

/** What is known of the engine: open or closed, and when the last sign of life came; null while there is no connection. */
interface Word {
  against: string | null;
  heard: Moment | null;
}

const accept: Decision = Object.freeze({ decision: 'accept' });

/** What is known at this moment. Connections are numbered: what comes of any but the latest is not believed. */
export class Cache {
  private readonly clocks: Clocks;
  private readonly callbacks: HaltCallback[] = [];
  private readonly waiting = new Set<() => void>();
  private word: Word = { against: ownReasons.notYet, heard: null };
  private connection = 0;
  private holds = 0;
  private isClosed = false;

  constructor(clocks: Clocks) {
    this.clocks = clocks;
  }

  decide(): Decision {
    const { against, heard } = this.word;
    // Asked here and not of a timer: a loop that was blocked runs its next step before it reads what the engine has sent.
    if (heard && elapsedMs(this.clocks, heard) >= gateLimits.silenceMs) {
      return { decision: 'reject', reason: ownReasons.silent };
    }
    return against === null ? accept : { decision: 'reject', reason: against };
  }

  /** The number of a new connection. */
  begin(): number {
    this.connection += 1;
    return this.connection;
  }

  /** A sign of life, and the status that holds now; false when this connection is no longer the one to be believed. */
  hear(connection: number, status: Status | null): boolean {
    if (connection !== this.connection || this.isClosed || this.holds > 0) return false;
    if (status) {
      this.set({ against: againstTrading(status), heard: momentOf(this.clocks) });
      this.wake();
    }
    return true;
  }

  lose(connection: number, why: string): void {
    if (connection === this.connection && !this.isClosed) this.set({ against: why, heard: null });
  }

  /** Shut until it is released, and then until a connection that begins after that brings a snapshot. */
  hold(why: string): () => void {
    this.holds += 1;
    this.forget(why);
    return () => {
      this.holds -= 1;
      this.forget(why);
    };
  }

  /** For good. The program knows what it does: its callbacks are not told. */
  close(): void {
    this.isClosed = true;
    this.word = { against: ownReasons.closed, heard: null };
    this.wake();
  }

  onHalt(callback: HaltCallback): void {
    this.callbacks.push(callback);
    if (this.word.against !== null) call(callback, this.word.against);
  }

  /** Resolves when a snapshot is there, or after `timeoutMs`. */
  wait(timeoutMs: number): Promise<void> {
    if (this.word.heard || this.isClosed) return Promise.resolve();
    return new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer);
        this.waiting.delete(end);
        resolve();
      };
      const timer = setTimeout(end, timeoutMs);
      this.waiting.add(end);
    });
  }

  private forget(why: string): void {
    this.connection += 1;
    if (!this.isClosed) this.set({ against: why, heard: null });
  }

  private set(word: Word): void {
    const wasOpen = this.word.against === null;
    this.word = word;
    if (wasOpen && word.against !== null) for (const callback of this.callbacks) call(callback, word.against);
  }

  private wake(): void {
    for (const end of this.waiting) end();
  }
}

/** In a turn of its own. One that throws or rejects harms nothing, and is reported as a warning of the process. */
function call(callback: HaltCallback, reason: string): void {
  Promise.resolve(reason)
    .then(callback)
    .catch((error: unknown) => process.emitWarning(`an onHalt callback failed: ${String(error)}`, 'ScramGateWarning'));
}
