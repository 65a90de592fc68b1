/**
 * The engine's own codes (`docs/api.md`), and three of the way there: `unreachable` (no connection was made, nothing was sent),
 * `unanswered` (sent, and no answer came), `misfit` (an answer, but not Scram's).
 */
export type GateErrorCode =
  | 'bad_request'
  | 'unauthenticated'
  | 'forbidden'
  | 'not_found'
  | 'not_now'
  | 'too_large'
  | 'too_many'
  | 'failed'
  | 'degraded'
  | 'unreachable'
  | 'unanswered'
  | 'misfit';

/** One thing that stands against a reset. */
export interface Obstacle {
  code: string;
  message: string;
  accept?: string;
}

export interface GateErrorDetails {
  field?: string;
  against?: readonly Obstacle[];
  mayHaveLanded?: boolean;
}

/** Why a call has not done what it was asked to. Thrown and not returned: a kill that failed must not go unnoticed. */
export class GateError extends Error {
  override readonly name = 'GateError';
  readonly code: GateErrorCode;
  /** What to do about it, in a sentence. `message` has what is wrong, and then this. */
  readonly hint: string;
  /** The field of the request or option that is at fault. */
  readonly field: string | undefined;
  readonly against: readonly Obstacle[];
  /** Whether the command may have taken effect all the same. */
  readonly mayHaveLanded: boolean;

  constructor(code: GateErrorCode, message: string, hint: string, details: GateErrorDetails = {}) {
    super(`${message} ${hint}`);
    this.code = code;
    this.hint = hint;
    this.field = details.field;
    this.against = details.against ?? [];
    this.mayHaveLanded = details.mayHaveLanded ?? false;
  }
}
