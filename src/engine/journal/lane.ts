import { Worker } from 'node:worker_threads';
import { messageOf } from '../../shared/errors.ts';
import type { JournalLimits } from './limits.ts';
import type { Answer, AnswerOf, Request, WorkerData } from './protocol.ts';

/** A thread of its own costs memory; SQLite's is not counted here, rows in transit are. */
const resourceLimits = { maxOldGenerationSizeMb: 48, maxYoungGenerationSizeMb: 4, stackSizeMb: 2 };

interface Outstanding {
  resolve: (answer: Answer<never>) => void;
  slow: NodeJS.Timeout;
  hung: NodeJS.Timeout;
}

interface LaneOptions {
  url: URL;
  data: WorkerData;
  limits: JournalLimits;
  /** A request has been without an answer for `slowAfterMs`; the answer may still come. */
  onSlow: () => void;
  /** The worker ended while it had nothing to do. */
  onLost: (why: string) => void;
}

/**
 * The way to the worker: one request at a time, each answered for certain. A worker that ends answers `lost`, and the next
 * request starts another. A hung one is ended, and counts as ended only when it is: a thread that sits in a system call can't
 * be stopped, and two of them must never write to one file.
 */
export class Lane {
  readonly #options: LaneOptions;
  #worker: Worker | null = null;
  #outstanding: Outstanding | null = null;
  #silent = false;

  constructor(options: LaneOptions) {
    this.#options = options;
  }

  call<R extends Request>(request: R): Promise<Answer<AnswerOf[R['op']]>> {
    const { limits, onSlow } = this.#options;
    if (this.#outstanding) throw new Error('the journal worker takes one request at a time');
    return new Promise((resolve) => {
      const worker = this.#worker ?? this.#start();
      this.#worker = worker;
      this.#outstanding = {
        resolve,
        slow: setTimeout(() => {
          this.#silent = true;
          onSlow();
        }, limits.slowAfterMs),
        hung: setTimeout(() => void worker.terminate(), limits.hungAfterMs),
      };
      worker.postMessage(request);
    });
  }

  /** Whether a request has been without an answer for `slowAfterMs`. */
  get silent(): boolean {
    return this.#silent;
  }

  /** Ends the worker; settles when it has ended. */
  async stop(): Promise<void> {
    await this.#worker?.terminate();
  }

  #start(): Worker {
    const { url, data } = this.#options;
    const worker = new Worker(url, { workerData: data, resourceLimits, name: 'journal' });
    let why: string | null = null;
    worker.on('message', (answer: Answer<never>) => this.#settle(answer));
    worker.on('error', (error) => {
      why = messageOf(error);
    });
    worker.on('exit', (status) => {
      this.#worker = null;
      const lost = `the journal's worker stopped (${why ?? `exit status ${status}`})`;
      if (this.#outstanding) this.#settle({ ok: false, fault: { kind: 'lost', why: lost } });
      else this.#options.onLost(lost);
    });
    return worker;
  }

  #settle(answer: Answer<never>): void {
    const outstanding = this.#outstanding;
    if (outstanding === null) return;
    this.#outstanding = null;
    this.#silent = false;
    clearTimeout(outstanding.slow);
    clearTimeout(outstanding.hung);
    outstanding.resolve(answer);
  }
}
