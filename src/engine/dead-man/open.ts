import { join } from 'node:path';
import type { Clock } from '../clock.ts';
import type { Journal } from '../journal/journal.ts';
import { KeptJson } from '../kept-json.ts';
import { type DeadManRecord, type Moment, startRun } from '../switch/dead-man.ts';
import { deadManFromRows, deadManKinds, merged, StoredDeadMan, storedOf, takenUp } from '../switch/dead-man-stored.ts';
import { DeadMan } from './dead-man.ts';
import { deadManLimits } from './limits.ts';

type KeptDeadMan = Pick<KeptJson<StoredDeadMan>, 'read' | 'write'>;

export interface OpenDeadManOptions {
  kept: KeptDeadMan;
  journal: Pick<Journal, 'append' | 'health' | 'latest' | 'page' | 'onReplaced' | 'onFound'>;
  clock: Clock;
  windowMs: number;
  onChange: () => void;
  reportBug: (error: unknown) => void;
}

/** The second account of the timer, beside the journal. */
export function keptDeadMan(dataDir: string, reportTrouble: (error: unknown) => void): KeptDeadMan {
  const path = join(dataDir, 'dead-man.json');
  return new KeptJson({ path, schema: StoredDeadMan, withoutIt: 'the timer is taken from the journal', reportTrouble });
}

/**
 * Takes the timer up where it was. Two accounts of it are kept, the journal's and `DIR/dead-man.json`, and either alone is enough; where
 * neither knows of one, this is the engine's first start, and the timer begins.
 */
export async function openDeadMan(options: OpenDeadManOptions): Promise<DeadMan> {
  const { kept, journal, clock, windowMs, onChange, reportBug } = options;
  const [fromFile, fromJournal] = await Promise.all([kept.read(), recordedTimer(journal)]);
  const now = { wallMs: clock.wallMs(), monotonicMs: clock.monotonicMs() };
  const found = merged(fromFile, fromJournal.timer);
  const record = found === null ? firstRun(windowMs, fromJournal.isRead, now) : resumed(found, windowMs, now);
  const deadMan = new DeadMan({ record, windowMs, clock, journal, kept, onChange, reportBug });
  if (!isTold(fromJournal.timer, storedOf(record))) deadMan.carryOver();
  journal.onReplaced(() => deadMan.carryOver());
  journal.onFound(() => void learnFrom(journal, deadMan));
  deadMan.start(found === null ? 0 : setBackMs(found, now));
  return deadMan;
}

async function recordedTimer(
  journal: Pick<Journal, 'latest' | 'page'>,
): Promise<{ isRead: boolean; timer: StoredDeadMan | null }> {
  const [rows, newest] = await Promise.all([
    journal.latest(deadManKinds, deadManLimits.rowsRead),
    journal.page({ limit: 1 }),
  ]);
  if (!rows.ok) return { isRead: false, timer: null };
  const newestRow = newest.ok ? (newest.value.rows[0] ?? null) : null;
  return { isRead: true, timer: deadManFromRows(rows.value, newestRow) };
}

/** Where the journal can't be read yet, run 0: whatever it may tell later is a later run. */
function firstRun(windowMs: number, isJournalRead: boolean, now: Moment): DeadManRecord {
  return startRun({ run: isJournalRead ? 1 : 0, windowMs, ageMs: 0, lastCheckIn: null }, now);
}

function resumed(found: StoredDeadMan, windowMs: number, now: Moment): DeadManRecord {
  return takenUp({ ...found, windowMs: Math.min(found.windowMs, windowMs) }, now);
}

async function learnFrom(journal: Pick<Journal, 'latest' | 'page'>, deadMan: DeadMan): Promise<void> {
  const { timer } = await recordedTimer(journal);
  if (timer !== null) deadMan.learn(timer);
}

/** Whether the journal alone would bring back the same timer, but for the time that has passed since. */
function isTold(told: StoredDeadMan | null, { run, windowMs, state }: StoredDeadMan): boolean {
  return told?.run === run && told.windowMs === windowMs && told.state === state;
}

/** How far the wall clock stands before the latest time on record, as a negative number; 0 when it doesn't. */
function setBackMs({ highWaterAt }: StoredDeadMan, now: Moment): number {
  const jumpMs = now.wallMs - Date.parse(highWaterAt);
  return jumpMs < -deadManLimits.clockJumpMs ? jumpMs : 0;
}
