import type { JournalRow } from '../../shared/api/journal.ts';
import type { Columns } from './chain.ts';
import type { JournalEvent } from './events.ts';
import type { Item } from './protocol.ts';

/** SQLite's shell and C programs end a text at a NUL, and half a surrogate pair has no UTF-8: neither may reach a column. */
function clean(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\ufffd');
}

/** An event as it is stored, taken at once: what the caller does to the object afterwards changes nothing. Never throws. */
export function itemOf(event: JournalEvent, at: string, dataBytes: number): Item {
  return {
    at,
    kind: clean(event.kind),
    source: clean(event.source),
    kill_id: event.killId === undefined ? null : clean(event.killId),
    reason: event.reason === undefined ? null : clean(event.reason),
    data: dataText(event.data, dataBytes),
  };
}

/** The row is worth more than its data: what can't be encoded or is too long is recorded as that. */
function dataText(data: object, limitBytes: number): string {
  let text: string;
  try {
    text = JSON.stringify(data);
  } catch (error) {
    return JSON.stringify({ unencodable: String(error) });
  }
  const bytes = Buffer.byteLength(text);
  if (bytes <= limitBytes) return text;
  return JSON.stringify({ cutFromBytes: bytes, start: text.slice(0, Math.floor(limitBytes / 8)).toWellFormed() });
}

/** Roughly what an item costs in memory and on the disk. */
export function itemBytes(item: Item): number {
  return 200 + item.data.length + (item.reason?.length ?? 0);
}

/**
 * A stored row as readers see it. A row that somebody edited is shown as it stands, not refused. Its data is parsed when it is
 * looked at: of the hundreds of rows of a kill nearly all are told to listeners that only want to know their kind.
 */
export function rowOf({ seq, at, kind, source, kill_id, reason, data }: Columns): JournalRow {
  let value: JournalRow['data'] | null = null;
  return {
    seq,
    at,
    kind,
    source: source as JournalRow['source'],
    killId: kill_id,
    reason,
    get data() {
      value ??= parsed(data);
      return value;
    },
  };
}

function parsed(text: string): JournalRow['data'] {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JournalRow['data'];
  } catch {
    // Falls through: not what this program wrote.
  }
  return { unreadable: text };
}
