import type { EngineState } from '../../shared/api/state.ts';
import { assertNever } from '../../shared/assert-never.ts';
import { formatDuration } from '../../shared/duration.ts';
import type { KillSending } from '../engine/kill-sender.ts';

const byHand = 'If it is urgent, close by hand at your broker, or use the button or “scram kill”.';

/** What is known of the kill that was sent from this page, and not a word more. */
export function killNote(sending: KillSending, live: EngineState | null): string[] {
  switch (sending.step) {
    case 'idle':
      return [];
    case 'sent':
      return ['Your kill is sent. The engine has not answered yet.'];
    case 'unknown':
      return [`${arrivalWords(sending)}. It is being sent again: a kill that arrives twice is one kill.`, byHand];
    case 'given_up':
      return [`${arrivalWords(sending)}, and it is no longer being sent. Hold again to send it.`, byHand];
    case 'refused':
      return [`The engine did not take your kill: ${sending.failure.message}`, sending.failure.hint, byHand];
    case 'answered':
      return answeredLines(sending, live);
    default:
      return assertNever(sending);
  }
}

/** How often a kill without an answer has been sent; null for any other. Apart from the rest, because it changes with every try. */
export function triesNote(sending: KillSending): string | null {
  if (sending.step !== 'unknown') return null;
  const { tries, failure } = sending;
  return `Sent ${tries === 1 ? 'once' : `${tries} times`} so far. ${failure.message}`;
}

/** Whether the kill of an answer has been reset by now: its answer is history then, and the log has it. */
export function isHistory(sending: KillSending, live: EngineState | null): boolean {
  return sending.step === 'answered' && live?.lastReset?.killId === sending.answer.killId;
}

function arrivalWords({ mayHaveLanded }: { mayHaveLanded: boolean }): string {
  return mayHaveLanded ? 'It is not known whether your kill arrived' : 'Your kill has not reached the engine';
}

function answeredLines({ answer, elapsedMs }: Extract<KillSending, { step: 'answered' }>, live: EngineState | null) {
  // After the reset the answer is history, and the log has it.
  if (live !== null && live.killId !== answer.killId) return [];
  // The answer was true when it came; whether the latch still holds is the plate's to say.
  const taken = `The engine took your kill and engaged the latch. Its answer came after ${formatDuration(elapsedMs)}.`;
  if (answer.journaled) return [taken];
  return [taken, 'It was not in the journal by then. The latch and the flag file hold all the same.'];
}
