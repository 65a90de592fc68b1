import type { JournalRow } from '../shared/api/journal.ts';
import type { EngineState } from '../shared/api/state.ts';
import { assertNever } from '../shared/assert-never.ts';
import type { ClientSource } from '../shared/source.ts';
import type { Endpoint } from './client.ts';
import type { Called, CallFailure } from './failure.ts';
import { type FeedEvent, readFeed } from './feed.ts';
import { clientLimits } from './limits.ts';
import type { Timers } from './timers.ts';
import { applyChange, type EngineView, reconnectDelayMs } from './view.ts';

export interface WatchOptions {
  /** Asked before every connection, because an engine that started again may listen elsewhere. */
  endpoint: () => Promise<Called<Endpoint>>;
  source: ClientSource;
  fetch: typeof globalThis.fetch;
  timers: Timers;
  /** In [0, 1), as `Math.random`. */
  random: () => number;
}

export interface WatchListener {
  onView(view: EngineView): void;
  /** Rows that passed while connected; for a record without gaps read the journal itself. */
  onRow?(row: JournalRow): void;
}

/**
 * Follows an engine until the returned function is called: a snapshot, changes laid over it, and after every reconnect a fresh
 * snapshot in place of everything. Truth is never put together from events alone.
 */
export function watchEngine(options: WatchOptions, listener: WatchListener): () => void {
  const { timers } = options;
  const stopping = new AbortController();
  let state: EngineState | null = null;
  let failure: CallFailure | null = null;
  let isStale = false;

  /** Rung by every byte; when nobody has rung for `silenceMs`, what is shown may be wrong. */
  const staleness = alarmClock(timers, () => {
    isStale = true;
    listener.onView({ link: 'stale', state, failure });
  });

  function show(next: EngineState): void {
    state = next;
    isStale = false;
    listener.onView({ link: 'live', state });
  }

  /** Takes one connection's events; a change counts only after that connection's own snapshot. */
  function receiver(): (event: FeedEvent) => void {
    let base: EngineState | null = null;
    return (event) => {
      if (stopping.signal.aborted) return;
      switch (event.kind) {
        case 'bytes':
          staleness.putOff();
          break;
        case 'snapshot':
          base = event.state;
          show(base);
          break;
        case 'change':
          if (base === null) break;
          base = applyChange(base, event.change);
          show(base);
          break;
        case 'journal':
          listener.onRow?.(event.row);
          break;
        default:
          assertNever(event);
      }
    };
  }

  async function run(): Promise<void> {
    for (let attempt = 0; !stopping.signal.aborted; attempt += 1) {
      listener.onView({ link: isStale ? 'stale' : 'connecting', state, failure });
      const startedMs = timers.nowMs();
      failure = await connectOnce(options, stopping.signal, receiver());
      if (stopping.signal.aborted) return;
      if (failure.code === 'unauthenticated' || failure.code === 'forbidden') {
        stop();
        listener.onView({ link: 'refused', state, failure });
        return;
      }
      if (timers.nowMs() - startedMs >= clientLimits.steadyMs) attempt = 0;
      await wait(timers, reconnectDelayMs(attempt, options.random(), clientLimits), stopping.signal);
    }
  }

  function stop(): void {
    staleness.stop();
    stopping.abort(new Error('stopped'));
  }

  staleness.putOff();
  void run();
  return stop;
}

/** One connection from its start to its end. A silent one is cut, because a hanging link is as bad as a broken one. */
async function connectOnce(
  options: WatchOptions,
  stopping: AbortSignal,
  onEvent: (event: FeedEvent) => void,
): Promise<CallFailure> {
  const silent = new AbortController();
  const silence = alarmClock(options.timers, () => silent.abort(new Error('no byte for too long')));
  silence.putOff();
  const endpoint = await options.endpoint();
  if (!endpoint.ok) {
    silence.stop();
    return endpoint.failure;
  }
  const signal = AbortSignal.any([stopping, silent.signal]);
  const ended = await readFeed(
    { endpoint: endpoint.value, source: options.source, fetch: options.fetch, signal },
    (event) => {
      if (event.kind === 'bytes') silence.putOff();
      onEvent(event);
    },
  );
  silence.stop();
  return ended;
}

/** Goes off once, `silenceMs` after it was last put off. */
function alarmClock(timers: Timers, ring: () => void): { putOff(): void; stop(): void } {
  let cancel = (): void => {};
  return {
    putOff() {
      cancel();
      cancel = timers.after(clientLimits.silenceMs, ring);
    },
    stop: () => cancel(),
  };
}

function wait(timers: Timers, delayMs: number, stopping: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      cancel();
      stopping.removeEventListener('abort', end);
      resolve();
    };
    const cancel = timers.after(delayMs, end);
    stopping.addEventListener('abort', end);
  });
}
