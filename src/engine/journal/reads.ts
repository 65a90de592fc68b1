import { ok, type Result, refuse } from '../../shared/result.ts';
import type { JournalLimits } from './limits.ts';
import type { Answer, AnswerOf, Request } from './protocol.ts';

/** What waits its turn between the rows. Keeping an alert is among them, because it too is answered or refused, and never queued. */
export type ReadRequest = Extract<Request, { op: 'page' | 'kinds' | 'kill' | 'walk' | 'keep-alerts' | 'kept-alerts' }>;

interface WaitingRead {
  request: ReadRequest;
  resolve: (result: Result<never>) => void;
}

/** Requests for reading that wait for their turn. */
export class Reads {
  readonly #limits: JournalLimits;
  #waiting: WaitingRead[] = [];

  constructor(limits: JournalLimits) {
    this.#limits = limits;
  }

  get length(): number {
    return this.#waiting.length;
  }

  ask<R extends ReadRequest>(request: R): Promise<Result<AnswerOf[R['op']]>> {
    if (this.#waiting.length >= this.#limits.readsWaiting) {
      const hint = 'Ask again in a moment.';
      return Promise.resolve(refuse({ code: 'too_many', message: 'Too many readers wait for the journal.', hint }));
    }
    return new Promise((resolve) => {
      this.#waiting.push({ request, resolve });
    });
  }

  /** Hands the first one to `call` and answers its caller. */
  async serve(call: (request: ReadRequest) => Promise<Answer<AnswerOf[ReadRequest['op']]>>): Promise<void> {
    const read = this.#waiting.shift();
    if (read === undefined) return;
    const answer = await call(read.request);
    read.resolve(answer.ok ? ok(answer.value as never) : unreadable(answer.fault.why));
  }

  refuseAll(why: string): void {
    for (const { resolve } of this.#waiting.splice(0)) resolve(unreadable(why));
  }
}

/** What a reader hears while the file can't be read. */
export function unreadable(why: string): Result<never> {
  return refuse({
    code: 'degraded',
    message: `The journal can't be read: ${why}.`,
    hint: 'Free or mend the disk; reading and writing are taken up again by themselves.',
  });
}
