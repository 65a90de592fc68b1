import * as z from 'zod';
import type { JournalRow } from '../../shared/api/journal.ts';
import { DeadManState } from '../../shared/api/state.ts';
import { Source } from '../../shared/source.ts';
import type { DeadManEvent } from '../journal/events.ts';
import { type DeadManRecord, elapsedAt, laterState, type Moment } from './dead-man.ts';

const StoredTime = z.iso.datetime();

/** The timer as rows of the journal and the kept file have it: without the process's own clock. */
export const StoredDeadMan = z.object({
  run: z.int().min(0),
  startedAt: StoredTime,
  highWaterAt: StoredTime,
  windowMs: z.number().positive(),
  state: DeadManState,
  lastCheckIn: z.object({ at: StoredTime, source: Source }).nullable(),
});
export type StoredDeadMan = z.infer<typeof StoredDeadMan>;

/** The kinds of rows that the timer is made of. */
export const deadManKinds = [
  'DEAD_MAN_TIMER',
  'CHECK_IN',
  'DEAD_MAN_RESET',
  'DEAD_MAN_WARNING',
  'DEAD_MAN_CRITICAL',
  'CIRCUIT_BREAKER_FIRED',
] as const satisfies readonly DeadManEvent['kind'][];

const iso = (wallMs: number) => new Date(wallMs).toISOString();

/** The timer as it is recorded and kept. */
export function storedOf(record: DeadManRecord): StoredDeadMan {
  const { run, startedMs, highWaterMs, windowMs, state, lastCheckIn } = record;
  return {
    run,
    startedAt: iso(startedMs),
    highWaterAt: iso(highWaterMs),
    windowMs,
    state,
    lastCheckIn: lastCheckIn && { at: iso(lastCheckIn.atMs), source: lastCheckIn.source },
  };
}

/** Takes a stored timer up in this process. What has passed is the greatest of what the mark and the wall clock say. */
export function takenUp(stored: StoredDeadMan, now: Moment): DeadManRecord {
  const { run, windowMs, state, lastCheckIn } = stored;
  const record = {
    run,
    startedMs: Date.parse(stored.startedAt),
    highWaterMs: Date.parse(stored.highWaterAt),
    windowMs,
    state,
    lastCheckIn: lastCheckIn && { atMs: Date.parse(lastCheckIn.at), source: lastCheckIn.source },
    zeroMs: Number.POSITIVE_INFINITY,
  };
  const elapsedMs = elapsedAt(record, now);
  return { ...record, highWaterMs: record.startedMs + elapsedMs, zeroMs: now.monotonicMs - elapsedMs };
}

/**
 * Two accounts of one timer made one. The later run is right, because only a check-in or a reset begins one; within a run whatever
 * leaves less time is right. In any order and any number, the result is the same.
 */
export function merged(a: StoredDeadMan | null, b: StoredDeadMan | null): StoredDeadMan | null {
  if (a === null || b === null) return a ?? b;
  if (a.run !== b.run) return a.run > b.run ? a : b;
  return {
    ...a,
    highWaterAt: laterTime(a.highWaterAt, b.highWaterAt),
    windowMs: Math.min(a.windowMs, b.windowMs),
    state: laterState(a.state, b.state),
  };
}

function laterTime(a: string, b: string): string {
  return Date.parse(a) >= Date.parse(b) ? a : b;
}

const WithTimer = z.object({ timer: StoredDeadMan });

/**
 * The timer that these rows (newest first) add up to; null when none of them tells of one. The newest row of any kind is a mark
 * that time has come to, if it stands after the start of the run.
 */
export function deadManFromRows(
  rows: readonly JournalRow[],
  newest: Pick<JournalRow, 'seq' | 'at'> | null,
): StoredDeadMan | null {
  let found: Found | null = null;
  for (const row of rows.toReversed()) found = withRow(found, row);
  if (found === null) return null;
  const { timer, sinceSeq } = found;
  const isMark = newest !== null && newest.seq >= sinceSeq && StoredTime.safeParse(newest.at).success;
  return isMark ? merged(timer, { ...timer, highWaterAt: newest.at }) : timer;
}

interface Found {
  timer: StoredDeadMan;
  /** The row that began its run. */
  sinceSeq: number;
}

function withRow(found: Found | null, row: JournalRow): Found | null {
  const timer = timerIn(row, found?.timer ?? null);
  if (timer === null) return null;
  return { timer, sinceSeq: found?.timer.run === timer.run ? found.sinceSeq : row.seq };
}

function timerIn(row: JournalRow, before: StoredDeadMan | null): StoredDeadMan | null {
  if (row.source === 'dead_man_switch') return before && { ...before, state: 'triggered' };
  const parsed = WithTimer.safeParse(row.data);
  // A row that can't be read tells nothing; the others and the kept file do.
  return parsed.success ? merged(before, parsed.data.timer) : before;
}
