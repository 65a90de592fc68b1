import { mkdirSync } from 'node:fs';
import { newEntry } from '../../src/engine/alerts/entry.ts';
import { killFired } from '../../src/engine/alerts/messages/kill.ts';
import { keepAlerts } from '../../src/engine/journal/alert-rows.ts';
import { journalLimits } from '../../src/engine/journal/limits.ts';
import { openStore } from '../../src/engine/journal/store.ts';

/** A new journal whose outbox holds so many urgent alerts for one channel, each of a matter of its own, as an outage leaves them. */
export function writeQueuedAlerts(folder: string, channel: string, count: number): void {
  mkdirSync(folder, { recursive: true });
  const at = new Date().toISOString();
  const { busyTimeoutMs, readSliceBytes, alertsDoneKept } = journalLimits;
  const opening = { op: 'open', known: null, inFlight: [], condemned: null, at, latch: null } as const;
  const store = openStore({ ...opening, inFlight: [] }, { folder, busyTimeoutMs, sliceBytes: readSliceBytes });
  const rows = Array.from({ length: count }, (_, index) => {
    const killId = `20260101-000000-${index.toString(16).padStart(6, '0')}`;
    const kill = { killId, reason: 'daily loss reached', source: 'bot', firedAt: at } as const;
    const entry = newEntry(killFired(kill, { paper: true, brokers: [] }, 0, at), channel, at);
    return { id: entry.id, pending: true, entry: JSON.stringify(entry) };
  });
  keepAlerts(store.db, rows, alertsDoneKept);
  store.db.close();
}
