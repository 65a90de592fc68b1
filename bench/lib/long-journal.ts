import { mkdirSync } from 'node:fs';
import type { JournalEvent } from '../../src/engine/journal/events.ts';
import { itemOf } from '../../src/engine/journal/item.ts';
import { journalLimits } from '../../src/engine/journal/limits.ts';
import { openStore } from '../../src/engine/journal/store.ts';
import { applyLatchEvent, initialSwitch } from '../../src/engine/switch/latch.ts';

const batchRows = 10_000;
/** The worst that a start can find: the engine stores a checkpoint at every latch event, or after a thousand rows without one. */
const rowsAfterCheckpoint = 999;
const secondMs = 1_000;
const firstRowMs = Date.UTC(2026, 0, 1);

/**
 * Writes a journal of so many rows as years of an engine leave it, through the journal's own store: same chain, same indexes, same
 * checkpoint. It ends armed.
 */
export function writeLongJournal(folder: string, rows: number): void {
  mkdirSync(folder, { recursive: true });
  const { busyTimeoutMs, readSliceBytes, dataBytes } = journalLimits;
  const at = (row: number) => new Date(firstRowMs + row * secondMs).toISOString();
  const opening = { op: 'open', known: null, inFlight: [], condemned: null, at: at(0), latch: null } as const;
  const store = openStore({ ...opening, inFlight: [] }, { folder, busyTimeoutMs, sliceBytes: readSliceBytes });
  let state = initialSwitch(at(0));
  for (let from = 0; from < rows; from += batchRows) {
    const size = Math.min(batchRows, rows - from);
    const events = Array.from({ length: size }, (_, index) => ({
      event: eventOf(from + index, rows),
      at: at(from + index),
    }));
    store.append(events.map(({ event, at }) => itemOf(event, at, dataBytes)));
    for (const { event, at } of events) {
      if (event.kind === 'KILL_FIRED' || event.kind === 'KILL_SETTLED' || event.kind === 'RESET') {
        state = applyLatchEvent(state, { ...event, at });
      }
    }
  }
  store.checkpoint(rows - rowsAfterCheckpoint, JSON.stringify(state));
  store.db.close();
}

/** One kill of this many rows, closes among them, then days of refused knocks and a broker that comes and goes. */
const rowsAPart = 5_000;
const closesAKill = 200;

function eventOf(row: number, rows: number): JournalEvent {
  const part = Math.floor(row / rowsAPart);
  const within = row % rowsAPart;
  const isWhole = (part + 1) * rowsAPart <= rows - rowsAfterCheckpoint;
  const killId = `20260101-000000-${part.toString(16).padStart(6, '0')}`;
  return (isWhole && killEventAt(within, killId)) || quietEventAt(row);
}

/** Fired, so many closes sent and answered, settled, reset; null after that. */
function killEventAt(within: number, killId: string): JournalEvent | null {
  const engine = { source: 'engine', killId } as const;
  if (within === 0) {
    return { kind: 'KILL_FIRED', source: 'bot', killId, reason: 'daily loss reached', data: { from: '127.0.0.1' } };
  }
  const close = within - 1;
  if (close < 2 * closesAKill) {
    const symbol = `SYN${String(close >> 1).padStart(4, '0')}`;
    const common = { broker: 'paper', symbol, clientOrderId: `scram-${killId}-${close >> 1}-1` };
    if (close % 2 === 0) {
      return { ...engine, kind: 'CLOSE_SENT', data: { ...common, side: 'sell', quantity: '10' } };
    }
    const answer = { kind: 'accepted', orderId: `p${close}`, words: 'filled' } as const;
    return { ...engine, kind: 'CLOSE_ANSWERED', data: { ...common, answer, elapsedMs: 21.4 } };
  }
  if (close === 2 * closesAKill) {
    return { ...engine, kind: 'KILL_SETTLED', data: { flat: true, elapsedMs: 2_310, residuals: [] } };
  }
  if (close === 2 * closesAKill + 1) {
    return { kind: 'RESET', source: 'cli', killId, reason: 'the feed is sound again', data: { acceptedResiduals: [] } };
  }
  return null;
}

function quietEventAt(row: number): JournalEvent {
  if (row % 10 === 0) {
    const data = { address: '192.168.1.20', route: 'POST /kill', attempts: 1 + (row % 7) };
    return { kind: 'ACCESS_REFUSED', source: 'engine', reason: 'wrong token', data };
  }
  if (row % 2 === 0) {
    return { kind: 'BROKER_READABLE', source: 'engine', data: { broker: 'paper', outageMs: 1_500 + (row % 900) } };
  }
  const reason = 'connect ECONNREFUSED 127.0.0.1:5060';
  return { kind: 'BROKER_UNREADABLE', source: 'engine', reason, data: { broker: 'paper' } };
}
