import type { Failure } from './failure.ts';

/** What an operation that may be refused returns: an expected failure is a value, a bug throws. */
export type Result<T> = { ok: true; value: T } | { ok: false; failure: Failure };

/** The value of what was done. */
export function ok<T>(value: T): Result<T> {
  return { ok: true, value };
}

/** An expected failure, from the closed list of `failure.ts`. */
export function refuse(failure: Failure): { ok: false; failure: Failure } {
  return { ok: false, failure };
}
