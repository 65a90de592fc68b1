import { type Client, createClient } from '../../client/client.ts';
import type { Called } from '../../client/failure.ts';
import type { Timers } from '../../client/timers.ts';
import type { EngineView } from '../../client/view.ts';
import { watchEngine } from '../../client/watch.ts';
import type { EngineState } from '../../shared/api/state.ts';
import type { ClientSource } from '../../shared/source.ts';
import { shellLimits } from '../limits.ts';
import { endpointOf } from './data-files.ts';
import type { EngineHealth } from './health.ts';
import type { LaunchedEngine } from './launch.ts';
import { superviseEngine } from './supervisor.ts';

/** The engine as the shell's features see it. */
export interface EngineLink {
  /** What the engine says now; null while it is not heard: what it last said is then no longer known to be so. */
  state(): EngineState | null;
  health(): EngineHealth;
  /** Why there is no engine, in its own last words; null when there is nothing to say. */
  words(): string | null;
  onChange(listener: () => void): () => void;
  client(source: ClientSource): Called<Client>;
  /** Whether the engine that is there was started by this very shell, with the flags that it would give again. */
  isOwn(): boolean;
  /** From here on the shell starts none; the engine that runs goes on. Returns a way to undo it. */
  rest(): () => void;
  stop(): void;
}

export interface EngineLinkOptions {
  dataDir: string;
  timers: Timers;
  /** In [0, 1), as `Math.random`. */
  random: () => number;
  fetch: typeof globalThis.fetch;
  launch: () => LaunchedEngine;
}

/** Supervision and the engine's stream in one: who it is, how it is, what it says. */
export function linkEngine(options: EngineLinkOptions): EngineLink {
  const { dataDir, timers, random, fetch, launch } = options;
  const listeners = new Set<() => void>();
  let view: EngineView = { link: 'connecting', state: null, failure: null };
  let stopWatching = (): void => {};
  let cancelRetry = (): void => {};
  const tell = (): void => {
    for (const listener of [...listeners]) listener();
  };
  const heard = (): EngineState | null => (view.link === 'live' ? view.state : null);

  function watch(): void {
    stopWatching = watchEngine(
      { endpoint: async () => endpointOf(dataDir), source: 'tray', fetch, timers, random },
      {
        onView(next) {
          view = next;
          if (next.link === 'refused') cancelRetry = timers.after(shellLimits.refusedRetryMs, watch);
          tell();
        },
      },
    );
  }

  watch();
  const supervisor = superviseEngine({
    dataDir,
    timers,
    fetch,
    launch,
    isHeard: () => view.link === 'live',
    onHealth: tell,
  });
  return {
    state: heard,
    health: supervisor.health,
    words: () => supervisor.words() ?? (view.link === 'refused' ? view.failure.message : null),
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    client(source) {
      const endpoint = endpointOf(dataDir);
      return endpoint.ok ? { ok: true, value: createClient({ endpoint: endpoint.value, source, fetch }) } : endpoint;
    },
    isOwn: supervisor.isOwn,
    rest: supervisor.rest,
    stop() {
      supervisor.stop();
      stopWatching();
      cancelRetry();
    },
  };
}
