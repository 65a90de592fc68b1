import type { Side } from '../../shared/api/state.ts';
import { assertNever } from '../../shared/assert-never.ts';
import type { Decimal } from '../../shared/decimal.ts';
import type { Answer, OrderReport, RefusalCause } from '../brokers/broker.ts';
import { type FlattenLimits, retryDelayMs } from './limits.ts';
import type { Limit } from './pricing.ts';

/** Where one cancel stands. `changedMs`, like every time here, is monotonic. */
export interface CancelTrack {
  state: 'in_flight' | 'accepted' | 'refused' | 'unanswered';
  changedMs: number;
  notBeforeMs: number;
  tries: number;
  words: string;
}

/** Where the close of one instrument stands: at most one order of ours at a time. */
export interface CloseTrack {
  symbol: string;
  side: Side;
  quantity: Decimal;
  attempt: number;
  clientOrderId: string;
  state:
    | 'in_flight'
    /** Accepted: resting, or about to be filled. */
    | 'working'
    /** It may have landed. To be looked up, never to be repeated under another id. */
    | 'unanswered'
    | 'looking_up'
    /** The venue has never seen it: it may be sent again under the same id. */
    | 'absent'
    /** Known to be terminal. */
    | 'done'
    | 'refused';
  because: RefusalCause | null;
  /** null: a market order. */
  limit: Limit | null;
  /** What the venue named as the furthest price that it takes, with its last refusal. */
  priceLimit: Decimal | null;
  changedMs: number;
  notBeforeMs: number;
  /** Tries in a row without progress. */
  tries: number;
  words: string;
}

/** Whether something of this instrument may still happen at the venue without our knowing. */
export function isUncertain(track: CloseTrack): boolean {
  return track.state === 'in_flight' || track.state === 'unanswered' || track.state === 'looking_up';
}

export function cancelAfter(track: CancelTrack, answer: Answer, nowMs: number, limits: FlattenLimits): CancelTrack {
  const next = { ...track, changedMs: nowMs, words: answer.words };
  switch (answer.kind) {
    case 'accepted':
      return { ...next, state: 'accepted', notBeforeMs: nowMs + limits.cancelPatienceMs };
    case 'refused': {
      const pauseMs = Math.max(answer.retryAfterMs ?? 0, retryDelayMs(track.tries, limits));
      return { ...next, state: 'refused', notBeforeMs: nowMs + pauseMs };
    }
    case 'unanswered':
      return { ...next, state: 'unanswered', notBeforeMs: nowMs + retryDelayMs(track.tries, limits) };
    default:
      return assertNever(answer);
  }
}

export function closeAfter(track: CloseTrack, answer: Answer, nowMs: number, limits: FlattenLimits): CloseTrack {
  const next = { ...track, changedMs: nowMs, words: answer.words };
  switch (answer.kind) {
    case 'accepted':
      return { ...next, state: 'working', because: null, notBeforeMs: nowMs };
    case 'refused':
      return refused(next, answer, nowMs, limits);
    case 'unanswered':
      return { ...next, state: 'unanswered', because: null, notBeforeMs: nowMs };
    default:
      return assertNever(answer);
  }
}

function refused(
  next: CloseTrack,
  answer: Extract<Answer, { kind: 'refused' }>,
  nowMs: number,
  limits: FlattenLimits,
): CloseTrack {
  // Already placed, by an earlier life or another engine: it is not a refusal but an order to be looked up.
  if (answer.because === 'duplicate') return { ...next, state: 'unanswered', because: null, notBeforeMs: nowMs };
  const hopeless = answer.because === 'market_closed' || answer.because === 'dust';
  const pauseMs = hopeless ? limits.hopelessRetryMs : retryDelayMs(next.tries, limits);
  const notBeforeMs = nowMs + Math.max(answer.retryAfterMs ?? 0, pauseMs);
  const priceLimit = answer.priceLimit ?? null;
  return { ...next, state: 'refused', because: answer.because, priceLimit, notBeforeMs };
}

/** The close after the venue was asked for its order; `null`: never seen; a string: could not be asked, and why. */
export function closeAfterLookUp(
  track: CloseTrack,
  report: OrderReport | null | string,
  nowMs: number,
  limits: FlattenLimits,
): CloseTrack {
  if (typeof report === 'string') {
    const pauseMs = retryDelayMs(track.tries + 1, limits);
    return { ...track, state: 'unanswered', tries: track.tries + 1, notBeforeMs: nowMs + pauseMs, words: report };
  }
  if (report === null) {
    return {
      ...track,
      state: 'absent',
      changedMs: nowMs,
      notBeforeMs: nowMs,
      words: 'the order never reached the venue',
    };
  }
  const state = report.status === 'working' ? 'working' : 'done';
  return { ...track, state, changedMs: nowMs, notBeforeMs: nowMs, words: `the close is ${report.status}` };
}
