import type { JournalVerdict } from '../../shared/api/journal.ts';
import type { Clock } from '../clock.ts';
import type { Journal, OpenedJournal } from './journal.ts';
import { type JournalLimits, journalLimits } from './limits.ts';
import { collectAlerts, collectKill, collectLatest, collectPage, walkChain } from './reading.ts';
import { Recorder, type RememberedLatch } from './recorder.ts';

export interface OpenJournalOptions {
  /** The data folder; `journal.db` is made in it. */
  folder: string;
  clock: Clock;
  /** `worker.ts`, wherever the bundle has put it. */
  workerUrl: URL;
  /** What the engine remembers of its latch when a broken file is replaced; null while it doesn't know. */
  latch: () => RememberedLatch;
  limits?: Partial<JournalLimits>;
}

/**
 * Opens the journal of a data folder, or begins one. Always answers, within `openWithinMs`: with a file that can't be written
 * (or not even read) the journal's health says why, rows queue, and the file is tried again every `retryMs`. A file that can't
 * be trusted is set aside and `replaced` names it.
 */
export async function openJournal(options: OpenJournalOptions): Promise<OpenedJournal> {
  const limits = { ...journalLimits, ...options.limits };
  const recorder = new Recorder({ ...options, limits });
  const look = await recorder.firstLook;
  return { journal: journalOn(recorder, limits), ...(look ?? { checkpoint: null, tail: [], replaced: null }) };
}

function journalOn(recorder: Recorder, limits: JournalLimits): Journal {
  const read = recorder.read.bind(recorder);
  return {
    append: (event) => recorder.append(event),
    checkpoint: (state, seq) => recorder.checkpoint(state, seq),
    page: (query) => collectPage(read, limits, query),
    rowsOfKill: (killId) => collectKill(read, limits, killId),
    latest: (kinds, limit) => collectLatest(read, limits, kinds, limit),
    kinds: () => read({ op: 'kinds', limit: limits.kindsListed }),
    verify: (onRow = () => undefined) => verify(recorder, limits, onRow),
    health: () => recorder.outage.health(),
    onRow: (listener) => recorder.rows.add(listener),
    onHealth: (listener) => recorder.outage.listeners.add(listener),
    onReplaced: (listener) => recorder.replaced.add(listener),
    onFound: (listener) => recorder.found.add(listener),
    alerts: {
      keep: (rows) => read({ op: 'keep-alerts', rowsText: JSON.stringify(rows), keepDone: limits.alertsDoneKept }),
      kept: () => collectAlerts(read, limits),
    },
    close: () => recorder.close(),
  };
}

/** A walk during which the file was replaced has read two journals: it begins again, on the new one. */
async function verify(
  recorder: Recorder,
  limits: JournalLimits,
  onRow: (seq: number) => void,
): Promise<JournalVerdict> {
  const { generation } = recorder;
  const verdict = await walkChain(recorder.read.bind(recorder), limits, onRow);
  return generation === recorder.generation ? verdict : verify(recorder, limits, onRow);
}
