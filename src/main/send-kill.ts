import type { Client } from '../client/client.ts';
import type { Called, CallFailure, CallFailureCode } from '../client/failure.ts';
import type { Timers } from '../client/timers.ts';
import type { KillAnswer } from '../shared/api/commands.ts';
import { shellLimits } from './limits.ts';

/** How a kill from the shell stands. What the engine makes of it is the engine's to say. */
export type KillSent =
  | { step: 'answered'; answer: KillAnswer }
  | { step: 'refused'; failure: CallFailure }
  /** Not answered so far; it is being sent again. */
  | { step: 'trying'; failure: CallFailure }
  /** Not answered, and no longer sent. `mayHaveLanded`: of any of the attempts. */
  | { step: 'given_up'; failure: CallFailure; mayHaveLanded: boolean };

/** Answers that another attempt can't change; the kill has not landed then. */
const final: ReadonlySet<CallFailureCode> = new Set(['forbidden', 'bad_request', 'not_found']);

export interface KillSending {
  /** Asked before every attempt: an engine that was started meanwhile is found. */
  client: () => Called<Pick<Client, 'kill'>>;
  timers: Timers;
  reason: string;
  onStep: (sent: KillSent) => void;
}

/** Sends a kill until it is answered. While latched, a kill is the same kill however often it is sent. */
export async function sendKill({ client, timers, reason, onStep }: KillSending): Promise<void> {
  const startedMs = timers.nowMs();
  let mayHaveLanded = false;
  for (
    let pauseMs: number = shellLimits.killRetryFirstMs;
    ;
    pauseMs = Math.min(pauseMs * 2, shellLimits.killRetryMaxMs)
  ) {
    const found = client();
    const called = found.ok
      ? await found.value.kill({ request: { reason }, timeoutMs: shellLimits.killAttemptMs })
      : found;
    if (called.ok) return onStep({ step: 'answered', answer: called.value });
    const { failure } = called;
    mayHaveLanded ||= failure.mayHaveLanded;
    if (final.has(failure.code)) return onStep({ step: 'refused', failure });
    if (timers.nowMs() - startedMs >= shellLimits.killGiveUpMs) {
      return onStep({ step: 'given_up', failure, mayHaveLanded });
    }
    onStep({ step: 'trying', failure });
    await new Promise<void>((resolve) => timers.after(pauseMs, resolve));
  }
}
