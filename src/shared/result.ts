import type { Failure } from './failure.ts';

/** What an operation that may be refused returns: an expected failure is a value, a bug throws. */
export type Result<T> = { ok: true; value: T } | { ok: false; failure: Failure };

export function ok<T>(value: T): Result<T> {
  return { ok: true, value };
}

export function refuse(failure: Failure): { ok: false; failure: Failure } {
  return { ok: false, failure };
}
