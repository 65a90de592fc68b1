import type { Client } from '../../client/client.ts';
import type { CallFailure, CallFailureCode } from '../../client/failure.ts';
import type { Timers } from '../../client/timers.ts';
import type { KillAnswer } from '../../shared/api/commands.ts';
import { pageLimits } from '../limits.ts';
import { newListeners } from './listeners.ts';

/** How far a kill is on its way to the engine. What the engine makes of it is the engine's to say, not shown from here. */
export type KillSending =
  | { step: 'idle' }
  | { step: 'sent' }
  /** No answer: it is being sent again. `mayHaveLanded`: any of the attempts, for all that is known. */
  | { step: 'unknown'; tries: number; failure: CallFailure; mayHaveLanded: boolean }
  | { step: 'answered'; answer: KillAnswer; elapsedMs: number }
  | { step: 'refused'; failure: CallFailure }
  /** Not answered, and no longer sent. */
  | { step: 'given_up'; tries: number; failure: CallFailure; mayHaveLanded: boolean };

export interface KillSender {
  now(): KillSending;
  subscribe(listener: () => void): () => void;
  fire(reason: string): void;
  /** Stops sending again; what is under way can't be called back. */
  giveUp(): void;
  /** Forgets what came of the last kill; one under way is not touched. */
  dismiss(): void;
}

/** Answers that another attempt can't change; the kill has not landed then. */
const final: ReadonlySet<CallFailureCode> = new Set(['unauthenticated', 'forbidden', 'bad_request', 'not_found']);

/** Sends a kill until it is answered: while latched, a kill is the same kill however often it is sent. */
export function createKillSender({ client, timers }: { client: Pick<Client, 'kill'>; timers: Timers }): KillSender {
  const changes = newListeners<undefined>();
  let sending: KillSending = { step: 'idle' };
  /** The latest press; an attempt of an earlier one has no more to say. */
  let press = 0;
  let cancelRetry = (): void => {};

  function set(next: KillSending): void {
    sending = next;
    changes.tell(undefined);
  }

  async function attempt(mine: number, reason: string, startedMs: number, tries: number): Promise<void> {
    const request = reason.trim() === '' ? {} : { reason };
    const called = await client.kill({ request, timeoutMs: pageLimits.killAttemptMs });
    if (mine !== press) return;
    if (called.ok) return set({ step: 'answered', answer: called.value, elapsedMs: timers.nowMs() - startedMs });
    const { failure } = called;
    if (final.has(failure.code)) return set({ step: 'refused', failure });
    const isOver = sending.step === 'given_up' || timers.nowMs() - startedMs >= pageLimits.killGiveUpMs;
    const mayHaveLanded = failure.mayHaveLanded || ('mayHaveLanded' in sending && sending.mayHaveLanded);
    set({ step: isOver ? 'given_up' : 'unknown', tries, failure, mayHaveLanded });
    if (isOver) return;
    cancelRetry = timers.after(retryDelayMs(tries), () => void attempt(mine, reason, startedMs, tries + 1));
  }

  return {
    now: () => sending,
    subscribe: (listener) => changes.add(listener),
    fire(reason) {
      cancelRetry();
      press += 1;
      set({ step: 'sent' });
      void attempt(press, reason, timers.nowMs(), 1);
    },
    giveUp() {
      cancelRetry();
      if (sending.step === 'unknown') set({ ...sending, step: 'given_up' });
    },
    dismiss() {
      if (sending.step === 'sent' || sending.step === 'unknown') return;
      press += 1;
      set({ step: 'idle' });
    },
  };
}

/** Pause after try number `tries`: doubled each time, with a ceiling. */
function retryDelayMs(tries: number): number {
  return Math.min(pageLimits.killRetryMaxMs, pageLimits.killRetryFirstMs * 2 ** (tries - 1));
}
