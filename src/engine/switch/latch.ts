import type { Receipt, Residual } from '../../shared/api/state.ts';
import { assertNever } from '../../shared/assert-never.ts';
import type { Source } from '../../shared/source.ts';
import type { LatchEvent } from '../journal/events.ts';

/** One kill, from the signal that fired it. */
export interface Kill {
  killId: string;
  source: Source;
  reason: string;
  firedAt: string;
  /** How many signals have pulled it, the first included. */
  signals: number;
  /** The latest of those that joined, oldest first; the journal keeps all. */
  receipts: readonly Receipt[];
  /** A trigger alone has fired it, where the configuration lets such a kill clear itself. Whoever joins makes it a matter for a person. */
  clearsItself: boolean;
}

export type Latch =
  | { state: 'armed'; since: string }
  | { state: 'killing'; since: string; kill: Kill }
  | { state: 'killed'; since: string; kill: Kill; flat: boolean; residuals: readonly Residual[] };

export interface LastReset {
  at: string;
  source: Source;
  reason: string;
  killId: string | null;
}

/** All that the kill switch remembers. Immutable; the only way to another one is `applyLatchEvent`. */
export interface SwitchState {
  latch: Latch;
  lastReset: LastReset | null;
  /** Kills that have been fired, the latest last: a press kills once, also after its reset. */
  knownKillIds: readonly string[];
  /** Presses that joined a kill of another name, the latest last: they have killed too, and never do so again. */
  joinedPresses: readonly JoinedPress[];
  /** Why nobody can be sure of this state until a person has looked (a journal was replaced); null otherwise. */
  unacknowledged: string | null;
}

export interface JoinedPress {
  press: string;
  killId: string;
}

/** A latch event with the time at which it was taken: what the reducer eats, live and on replay alike. */
export type Stamped<E> = E & { at: string };

const receiptsKept = 50;
export const knownKillIdsKept = 1_000;

/** A switch that has never been fired, armed since `since` (ISO 8601). */
export function initialSwitch(since: string): SwitchState {
  return {
    latch: { state: 'armed', since },
    lastReset: null,
    knownKillIds: [],
    joinedPresses: [],
    unacknowledged: null,
  };
}

/** The kill that a press stands for, whether it fired it or joined it; null when the press is new. */
export function killOfPress(state: SwitchState, press: string): string | null {
  if (state.knownKillIds.includes(press)) return press;
  return state.joinedPresses.find((joined) => joined.press === press)?.killId ?? null;
}

/** The kill that is engaged, or null while armed. */
export function engagedKill(state: SwitchState): Kill | null {
  return state.latch.state === 'armed' ? null : state.latch.kill;
}

/**
 * The latch, one event later. Total: an event that doesn't fit the state (a settlement of another kill, a reset of a kill that
 * is not engaged) changes nothing, so that a replay can never clear a latch by accident.
 */
export function applyLatchEvent(state: SwitchState, event: Stamped<LatchEvent>): SwitchState {
  switch (event.kind) {
    case 'KILL_FIRED':
      return fire(state, event);
    case 'KILL_JOINED':
      return join(state, event);
    case 'KILL_SETTLED': {
      const { latch } = state;
      if (latch.state !== 'killing' || latch.kill.killId !== event.killId) return state;
      const { flat, residuals } = event.data;
      return { ...state, latch: { state: 'killed', since: event.at, kill: latch.kill, flat, residuals } };
    }
    case 'FLAT_CHANGED': {
      const { latch } = state;
      if (latch.state !== 'killed' || latch.kill.killId !== event.killId) return state;
      return { ...state, latch: { ...latch, ...event.data } };
    }
    case 'RESET':
      return reset(state, event);
    case 'JOURNAL_REPLACED':
      return { ...(event.data.latch ?? state), unacknowledged: event.reason };
    default:
      return assertNever(event);
  }
}

function fire(state: SwitchState, event: Stamped<Extract<LatchEvent, { kind: 'KILL_FIRED' }>>): SwitchState {
  const { killId, source, reason, at, data } = event;
  const clearsItself = data.clearsItself === true && source.startsWith('trigger:');
  const kill: Kill = { killId, source, reason, firedAt: at, signals: 1, receipts: [], clearsItself };
  const knownKillIds = [...state.knownKillIds.filter((id) => id !== killId), killId].slice(-knownKillIdsKept);
  return { ...state, latch: { state: 'killing', since: at, kill }, knownKillIds };
}

function join(state: SwitchState, event: Stamped<Extract<LatchEvent, { kind: 'KILL_JOINED' }>>): SwitchState {
  const { press } = event.data;
  const joinedPresses =
    press === undefined
      ? state.joinedPresses
      : [...state.joinedPresses, { press, killId: event.killId }].slice(-knownKillIdsKept);
  const { latch } = state;
  if (latch.state === 'armed' || latch.kill.killId !== event.killId) return { ...state, joinedPresses };
  const receipt: Receipt = { source: event.source, reason: event.reason, at: event.at };
  const receipts = [...latch.kill.receipts, receipt].slice(-receiptsKept);
  const kill = { ...latch.kill, signals: latch.kill.signals + 1, receipts, clearsItself: false };
  return { ...state, joinedPresses, latch: { ...latch, kill } };
}

function reset(state: SwitchState, event: Stamped<Extract<LatchEvent, { kind: 'RESET' }>>): SwitchState {
  const killId = engagedKill(state)?.killId ?? null;
  // A reset names the kill that it is about: one that was overtaken by a newer kill must not clear that one.
  if (killId !== (event.killId ?? null)) return state;
  return {
    ...state,
    latch: killId === null ? state.latch : { state: 'armed', since: event.at },
    lastReset: { at: event.at, source: event.source, reason: event.reason, killId },
    unacknowledged: null,
  };
}
