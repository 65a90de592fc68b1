import type { JournalEvent } from '../../../src/engine/journal/events.ts';
import type { JournalRow } from '../../../src/shared/api/journal.ts';

/** The journal as the next life finds it, in as much as the flatten reads it. */
export function rowsOf(events: readonly JournalEvent[], killId: string): JournalRow[] {
  return events.map(({ kind, source, data, reason }, index) => ({
    seq: index + 1,
    at: '2026-01-01T00:00:00.000Z',
    kind,
    source,
    killId,
    reason: reason ?? null,
    data: data as Record<string, unknown>,
  }));
}
