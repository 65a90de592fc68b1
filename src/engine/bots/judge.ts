import type { BotState, HoldLevel } from '../../shared/api/bots.ts';
import type { Seen } from './adapter.ts';

type DropCommon<S> = S extends unknown ? Omit<S, 'name' | 'kind' | 'held' | 'returns' | 'since' | 'words'> : never;
/** The part of a bot's state that one look decides. */
export type Phase = DropCommon<BotState>;

/** What the engine knows of a bot between two looks. */
export interface Track {
  phase: Phase;
  /** Where it is sent; null when nothing holds it. */
  target: HoldLevel | null;
  /** When it was sent there, or was found to have come back; monotonic. */
  sentMs: number;
  /** It has been found there since it was sent. */
  reached: boolean;
  /** Its failure has been told since it was sent. */
  failureTold: boolean;
}

/** What is worth a row of the journal. */
export type BotNews =
  | { news: 'reached'; is: 'paused' | 'halted'; elapsedMs: number }
  | { news: 'told'; to: HoldLevel }
  | { news: 'failed'; to: HoldLevel; elapsedMs: number }
  /** It was there, and is no longer. */
  | { news: 'returned' };

export interface Moment {
  nowMs: number;
  /** How long it may take from `sentMs`. */
  deadlineMs: number;
  /** The wall clock's time at the end of the deadline, ISO 8601. */
  deadlineAt: (sentMs: number) => string;
}

export const unseen: Track = {
  phase: { state: 'unknown', asked: null },
  target: null,
  sentMs: 0,
  reached: false,
  failureTold: false,
};

/** The track of a bot that is sent somewhere, before anything is known of what came of it. */
export function sent(target: HoldLevel, moment: Moment): Track {
  const sentMs = moment.nowMs;
  return { phase: onTheWay(target, sentMs, moment), target, sentMs, reached: false, failureTold: false };
}

/** What one look, or one order's answer, makes of a bot. Nothing is called paused or halted that was not just found so. */
export function judge(track: Track, seen: Seen, moment: Moment): { track: Track; news: BotNews | null } {
  const { target } = track;
  if (target === null) return { track: { ...track, phase: freePhase(seen, track.phase) }, news: null };
  const is = seen.is === 'halted' || (seen.is === 'paused' && target === 'pause') ? seen.is : null;
  if (is !== null) return arrived(track, is, moment);
  // What can't be looked at has taken its order at most.
  if (seen.is === 'told') return told(track, target);
  if (seen.is === 'unchecked' && track.phase.state === 'unknown') return { track, news: null };
  if (seen.is === 'unreadable' && (track.reached || track.phase.state === 'unknown')) {
    return { track: { ...track, phase: { state: 'unknown', asked: target } }, news: null };
  }
  const cameBack = track.reached || (track.phase.state === 'unknown' && seen.is === 'free');
  return cameBack ? { track: sent(target, moment), news: { news: 'returned' } } : late(track, target, moment);
}

function arrived(track: Track, is: 'paused' | 'halted', moment: Moment): ReturnType<typeof judge> {
  const phase: Phase = { state: is };
  if (track.reached) return { track: { ...track, phase }, news: null };
  const elapsedMs = Math.round(moment.nowMs - track.sentMs);
  return { track: { ...track, phase, reached: true }, news: { news: 'reached', is, elapsedMs } };
}

function told(track: Track, target: HoldLevel): ReturnType<typeof judge> {
  const isNews = track.phase.state !== 'unknown';
  const next: Track = { ...track, phase: { state: 'unknown', asked: target } };
  return { track: next, news: isNews ? { news: 'told', to: target } : null };
}

function late(track: Track, target: HoldLevel, moment: Moment): ReturnType<typeof judge> {
  const elapsedMs = Math.round(moment.nowMs - track.sentMs);
  if (elapsedMs < moment.deadlineMs)
    return { track: { ...track, phase: onTheWay(target, track.sentMs, moment) }, news: null };
  const next: Track = { ...track, phase: { state: 'failed', wanted: target }, failureTold: true };
  return { track: next, news: track.failureTold ? null : { news: 'failed', to: target, elapsedMs } };
}

function onTheWay(target: HoldLevel, sentMs: number, { deadlineAt }: Moment): Phase {
  return { state: target === 'halt' ? 'halting' : 'pausing', deadlineAt: deadlineAt(sentMs) };
}

/** A resume that failed stays in sight until the bot is found running. */
function freePhase({ is }: Seen, before: Phase): Phase {
  if (before.state === 'failed' && before.wanted === 'run' && is !== 'running') return before;
  if (is === 'running' || is === 'paused' || is === 'halted') return { state: is };
  return { state: 'unknown', asked: null };
}
