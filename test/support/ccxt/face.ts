import type { Core } from './core/core.ts';
import type { Refused } from './core/refused.ts';
import type { Instrument, Settings } from './core/types.ts';

/**
 * A venue's REST wire over the core: paths, signatures, field names, codes and words as its documentation has them, and nothing of
 * Scram's adapter. How to write one:
 *
 * 1. `test/support/ccxt/faces/<venue>.ts` exports a `Face`; a line in `faces/registry.ts` makes it servable.
 * 2. Serve what a client of the venue may call, and what ccxt's unified calls really use: markets, time, balances, positions, orders of
 *    every class in the lists where the venue shows them (and not in others), placing, cancelling one and all, finding by client id,
 *    permissions, position mode.
 * 3. Behaviour that differs from venue to venue is in `settings` (whether client ids are free again, what reduce-only means, …).
 * 4. Check the signature as documented: `authenticate` runs before every route that is `signed`.
 * 5. Routes throw `Refused`; `refusal` says it in the venue's way. Answers come as objects and go out as JSON.
 *
 * Tests start it with `startVenue('<face>', settings)` of `venue.ts`, which gives the addresses, the control port and the faults.
 */
export interface Face {
  readonly instruments: readonly Instrument[];
  /** Differences from `wellBehaved`. */
  readonly settings: Partial<Settings>;
  readonly routes: readonly Route[];
  /** Throws `Refused` with `bad_key`, `bad_signature` or `stale_timestamp`. */
  authenticate(request: FaceRequest, core: Core): void;
  refusal(refused: Refused, request: FaceRequest): FaceAnswer;
  /** Limits by name; each call is counted against the one that `weigh` names. */
  readonly limits: Readonly<Record<string, { perWindow: number; windowMs: number }>>;
  weigh(request: FaceRequest): { limit: string; weight: number };
  /** A call too many; `retryAfterMs` until the window ends, or until the ban does. */
  tooMany(retryAfterMs: number, isBanned: boolean): FaceAnswer;
  /** Headers of every answer, such as the count of the budget. */
  headers?(count: { limit: string; used: number }): Record<string, string>;
}

export interface FaceRequest {
  method: string;
  path: string;
  /** Parameters of query and body (form or JSON) together. */
  params: Record<string, string>;
  /** As they came, for signatures. */
  rawQuery: string;
  rawBody: string;
  /** The body, where it is JSON; undefined otherwise. */
  json: unknown;
  /** Names in lower case. */
  headers: Record<string, string | undefined>;
}

export interface FaceAnswer {
  status: number;
  body: unknown;
  headers?: Record<string, string>;
}

export interface Route {
  method: 'GET' | 'POST' | 'DELETE' | 'PUT';
  /** Its groups are handed on. */
  path: RegExp;
  signed: boolean;
  /** What is returned is answered with 200. */
  answer(core: Core, request: FaceRequest, groups: readonly string[]): unknown;
}
