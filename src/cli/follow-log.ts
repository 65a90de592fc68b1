import type { CallFailure } from '../client/failure.ts';
import { systemTimers } from '../client/timers.ts';
import { watchEngine } from '../client/watch.ts';
import type { JournalRow } from '../shared/api/journal.ts';
import { engineClient, findEngine } from './engine-link.ts';
import { type RowFilter, readRows } from './journal-reader.ts';
import { cliLimits } from './limits.ts';

export interface LogFollower {
  onRows(rows: JournalRow[]): void;
  /** The engine went out of reach (the failure) or is back (null). */
  onLink(failure: CallFailure | null): void;
}

/**
 * Follows the journal without gaps until the engine refuses this client; resolves with that refusal. An event only says that
 * there is something to read: the rows themselves are always read from the journal, after the last one shown, also after a
 * lost connection.
 */
export function followLog(
  folder: string,
  filter: RowFilter,
  fromSeq: number,
  follower: LogFollower,
): Promise<CallFailure> {
  let lastSeq = fromSeq;
  let isLost = false;

  const catchUp = oneAtATime(async () => {
    const client = engineClient(folder);
    const rows = client.ok ? await readRows(client.value, filter, lastSeq, cliLimits.logRowsMax) : client;
    if (!rows.ok) {
      systemTimers.after(cliLimits.logRetryMs, catchUp);
      return;
    }
    lastSeq = rows.value.at(-1)?.seq ?? lastSeq;
    follower.onRows(rows.value);
  });

  return new Promise((resolve) => {
    let wasLive = false;
    watchEngine(
      {
        endpoint: async () => findEngine(folder),
        source: 'cli',
        fetch: globalThis.fetch,
        timers: systemTimers,
        random: Math.random,
      },
      {
        onView(view) {
          if (view.link === 'refused') return resolve(view.failure);
          if (view.link !== 'live') {
            if (view.failure && !isLost) follower.onLink(view.failure);
            isLost ||= view.failure !== null;
            wasLive = false;
            return;
          }
          if (isLost) follower.onLink(null);
          isLost = false;
          if (!wasLive) catchUp();
          wasLive = true;
        },
        onRow: () => catchUp(),
      },
    );
  });
}

/** Runs `work` when called; a call during a run makes it run once more after it, however many there were. */
function oneAtATime(work: () => Promise<void>): () => void {
  let state: 'idle' | 'running' | 'again' = 'idle';
  const run = async (): Promise<void> => {
    state = 'running';
    await work();
    const more = (state as 'running' | 'again') === 'again';
    state = 'idle';
    if (more) await run();
  };
  return () => {
    if (state === 'idle') void run();
    else state = 'again';
  };
}
