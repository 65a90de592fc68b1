import type { Failure, FailureCode } from '../shared/failure.ts';

/**
 * Why a call has no value. The engine's own refusals keep their code; three more are of the way there: `unreachable` (no
 * connection was made, nothing was sent), `unanswered` (sent, and then no answer), `misfit` (an answer, but not one of the
 * agreed shape: another version, or not a Scram engine at all).
 */
export type CallFailureCode = FailureCode | 'unreachable' | 'unanswered' | 'misfit';

export interface CallFailure extends Omit<Failure, 'code'> {
  code: CallFailureCode;
  /** Whether the command may have taken effect all the same; always false for a mere question. */
  mayHaveLanded: boolean;
}

export type Called<T> = { ok: true; value: T } | { ok: false; failure: CallFailure };

/** System errors that say: there was no connection, so nothing can have been sent. */
const neverConnected = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** `changes`: whether the call was one that changes something, so that it matters if it landed. */
export function networkFailure(error: unknown, changes: boolean): CallFailure {
  const { code, words } = systemError(error);
  if (code !== undefined && neverConnected.has(code)) {
    return {
      code: 'unreachable',
      message: `No engine answers there (${words}).`,
      hint: 'Start the engine, or name its data folder with --data.',
      mayHaveLanded: false,
    };
  }
  return {
    code: 'unanswered',
    message: `The engine gave no answer (${words}).`,
    hint: changes ? 'The command may have landed: read the state before you repeat it.' : 'Try again.',
    mayHaveLanded: changes,
  };
}

/** An answer that is not of the agreed shape; `words` say in what. */
export function misfit(words: string, mayHaveLanded: boolean): CallFailure {
  return {
    code: 'misfit',
    message: `The answer is not one that this version understands (${words}).`,
    hint: mayHaveLanded
      ? 'The command may have landed: read the state before you repeat it.'
      : 'See that the engine and this client are of the same version.',
    mayHaveLanded,
  };
}

/** `fetch` hides the system's error under `cause`, and a failed try of several addresses under an aggregate. */
function systemError(error: unknown): { code: string | undefined; words: string } {
  const chain: { code?: unknown; message?: unknown; name?: unknown }[] = [];
  for (let at: unknown = error; at instanceof Error && chain.length < 5; at = at.cause) chain.push(at);
  const code = chain.map((each) => each.code).find((each) => typeof each === 'string');
  const timedOut = chain.some((each) => each.name === 'TimeoutError');
  const innermost = chain.at(-1)?.message;
  const words = timedOut ? 'timed out' : (code ?? (innermost ? String(innermost) : String(error)));
  return { code, words };
}
