import type { DeadManState } from '../../shared/api/state.ts';
import type { Source } from '../../shared/source.ts';

/** Both clocks, read at one moment: the wall clock since 1970, which may jump, and the monotonic one since who knows when. */
export interface Moment {
  wallMs: number;
  monotonicMs: number;
}

/** What is remembered of the timer. Immutable; the rules below give the next one. */
export interface DeadManRecord {
  /** Counts the times that the timer was started: of two accounts of it, the one of the later run is right. */
  run: number;
  /** When this run began, by the wall clock of that moment. */
  startedMs: number;
  /**
   * `startedMs` and the most time that any clock has ever seen pass in this run: what has once been counted is counted, also
   * when the wall clock is set back and the process restarted.
   */
  highWaterMs: number;
  /** Of this run. A configuration with a longer one holds from the next run on: it never moves the current deadline later. */
  windowMs: number;
  /** The furthest state that this run has been seen in. It never goes back. */
  state: DeadManState;
  lastCheckIn: CheckIn | null;
  /** The monotonic time of this process at which nothing of this run had passed. Often before the process began. */
  zeroMs: number;
}

export interface CheckIn {
  atMs: number;
  source: Source;
}

export interface DeadManAt {
  state: DeadManState;
  /** Wall clock, milliseconds since 1970: when it triggers, or should have. */
  deadlineMs: number;
  lastCheckIn: CheckIn | null;
  /** Zero when triggered. */
  remainingMs: number;
  elapsedMs: number;
}

/** Shares of the window. Fixed: a longer window has later warnings, never fewer. */
export const warningFraction = 0.83;
export const criticalFraction = 0.96;

/** Clocks that differ by less count as one, so that the deadline which is shown does not tremble. */
const sameClockMs = 1_000;
/** A check-in that a peer tells again is as old as the one that is known, but for the way between the two. */
const sameCheckInMs = 1_000;

const order: readonly DeadManState[] = ['ok', 'warning', 'critical', 'triggered'];

/** The one of the two that is further on the way to triggered. */
export function laterState(a: DeadManState, b: DeadManState): DeadManState {
  return order.indexOf(a) >= order.indexOf(b) ? a : b;
}

/** The greatest of what the wall clock, the monotonic clock and the high-water mark say. */
export function elapsedAt({ startedMs, highWaterMs, zeroMs }: DeadManRecord, now: Moment): number {
  return Math.max(now.wallMs - startedMs, now.monotonicMs - zeroMs, highWaterMs - startedMs);
}

/** The record with this moment's time counted; to be kept, so that no clock can take it back. */
export function observed(record: DeadManRecord, now: Moment): DeadManRecord {
  return { ...record, highWaterMs: record.startedMs + elapsedAt(record, now) };
}

/** The switch at a moment, computed from what is remembered and that moment alone. */
export function deadManAt(record: DeadManRecord, now: Moment): DeadManAt {
  const { startedMs, windowMs, lastCheckIn } = record;
  const elapsedMs = elapsedAt(record, now);
  const state = laterState(record.state, stateAfter(elapsedMs, windowMs));
  // How far the wall clock lags behind what is counted: the deadline comes earlier by that, as this clock tells it.
  const lagMs = Math.floor((elapsedMs - (now.wallMs - startedMs)) / sameClockMs) * sameClockMs;
  const remainingMs = state === 'triggered' ? 0 : windowMs - elapsedMs;
  return { state, deadlineMs: startedMs + windowMs - lagMs, lastCheckIn, remainingMs, elapsedMs };
}

function stateAfter(elapsedMs: number, windowMs: number): DeadManState {
  if (elapsedMs >= windowMs) return 'triggered';
  if (elapsedMs >= windowMs * criticalFraction) return 'critical';
  return elapsedMs >= windowMs * warningFraction ? 'warning' : 'ok';
}

/** Milliseconds until the state changes by itself; null when it never does. */
export function nextChangeMs(record: DeadManRecord, now: Moment): number | null {
  const { state, elapsedMs } = deadManAt(record, now);
  if (state === 'triggered') return null;
  const shares = [warningFraction, criticalFraction, 1].map((share) => share * record.windowMs - elapsedMs);
  return shares.find((ms) => ms > 0) ?? 0;
}

/** The start of a run whose beginning lies `ageMs` back. */
export function startRun(
  { run, windowMs, ageMs, lastCheckIn }: Pick<DeadManRecord, 'run' | 'windowMs' | 'lastCheckIn'> & { ageMs: number },
  now: Moment,
): DeadManRecord {
  const startedMs = now.wallMs - ageMs;
  const zeroMs = now.monotonicMs - ageMs;
  return { run, startedMs, highWaterMs: now.wallMs, windowMs, state: 'ok', lastCheckIn, zeroMs };
}

/** A sign of life. `windowMs`: as configured, for the run that begins. */
export interface SignOfLife {
  source: Source;
  /** How long ago it was given: nothing, but for one that a peer tells of. */
  ageMs: number;
  windowMs: number;
}

export type CheckedIn =
  | { kind: 'taken'; record: DeadManRecord }
  /** Triggered: a mere check-in no longer counts. */
  | { kind: 'refused' }
  /** A peer tells of a check-in that is no later than the one that is known. */
  | { kind: 'known' };

/** What a check-in does: begins a new run, unless the switch has triggered. */
export function checkedIn(record: DeadManRecord, sign: SignOfLife, now: Moment): CheckedIn {
  if (deadManAt(record, now).state === 'triggered') return { kind: 'refused' };
  const isKnown = sign.source === 'peer' && sign.ageMs > elapsedAt(record, now) - sameCheckInMs;
  if (isKnown) return { kind: 'known' };
  return { kind: 'taken', record: nextRun(record, sign, now) };
}

/** The explicit reset: the only way back from triggered; null when there is nothing to reset. Whoever resets has shown a sign of life. */
export function resetRun(record: DeadManRecord, sign: SignOfLife, now: Moment): DeadManRecord | null {
  return deadManAt(record, now).state === 'triggered' ? nextRun(record, sign, now) : null;
}

function nextRun({ run }: DeadManRecord, { source, ageMs, windowMs }: SignOfLife, now: Moment): DeadManRecord {
  const lastCheckIn = { atMs: now.wallMs - ageMs, source };
  return startRun({ run: run + 1, windowMs, ageMs, lastCheckIn }, now);
}

/** How far the wall clock has moved against the monotonic one between two moments; positive when it was set ahead. */
export function clockJumpMs(before: Moment, now: Moment): number {
  return now.wallMs - before.wallMs - (now.monotonicMs - before.monotonicMs);
}
