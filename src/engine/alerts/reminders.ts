import type { JournalRow } from '../../shared/api/journal.ts';
import { reminderAfterMs, reminderEveryMs } from './limits.ts';

/** A kill that nobody has acknowledged. */
export interface Unacknowledged {
  killId: string;
  reason: string;
  source: JournalRow['source'];
  firedAt: string;
}

/** How often such a kill was due to be told again by `elapsedMs` after it, and when it is due next, counted alike. */
export function remindersBy(elapsedMs: number): { due: number; nextMs: number } {
  const due = reminderAfterMs.filter((ms) => ms <= elapsedMs).length;
  const next = reminderAfterMs[due];
  if (next !== undefined) return { due, nextMs: next };
  const lastMs = reminderAfterMs.at(-1) ?? 0;
  const more = Math.max(0, Math.floor((elapsedMs - lastMs) / reminderEveryMs));
  return { due: due + more, nextMs: lastMs + (more + 1) * reminderEveryMs };
}

/** The kinds of row that `unacknowledgedIn` reads. */
export const acknowledgementKinds = ['KILL_FIRED', 'ALERTS_ACKNOWLEDGED', 'RESET'] as const;

/**
 * The kill that nobody has acknowledged yet, by the latest rows of these kinds, newest first. Whoever resets a kill has seen it;
 * one that cleared itself was seen by nobody.
 */
export function unacknowledgedIn(rows: readonly JournalRow[]): Unacknowledged | null {
  for (const { kind, killId, source, reason, at } of rows) {
    if (killId === null) continue;
    if (kind === 'ALERTS_ACKNOWLEDGED' || (kind === 'RESET' && source !== 'engine')) return null;
    if (kind === 'KILL_FIRED') return { killId, source, reason: reason ?? '', firedAt: at };
  }
  return null;
}
