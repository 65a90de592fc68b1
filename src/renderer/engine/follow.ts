import type { ClientOptions } from '../../client/client.ts';
import type { CallFailure } from '../../client/failure.ts';
import { signIn } from '../../client/sign-in.ts';
import type { Timers } from '../../client/timers.ts';
import type { EngineView } from '../../client/view.ts';
import { watchEngine } from '../../client/watch.ts';
import type { JournalRow } from '../../shared/api/journal.ts';
import { pageLimits } from '../limits.ts';
import { type Heard, hear, opening } from './heard.ts';
import { newListeners } from './listeners.ts';

export interface FollowOptions extends ClientOptions {
  timers: Timers;
  /** Milliseconds since 1970. */
  wallMs: () => number;
  random: () => number;
}

/** The engine as the page hears it, outside React, so that no re-render can lose a word of it. */
export interface Following {
  heard(): Heard;
  subscribe(listener: () => void): () => void;
  /** Rows of the journal as they are written; there may be gaps, so they only say that there is something to read. */
  onRow(listener: (row: JournalRow) => void): () => void;
  /** Begins, or begins anew after a refusal. */
  start(): void;
  /** Spends a sign-in code and begins anew whatever came of it, since a session may stand already. */
  signIn(code: string): Promise<void>;
  /** What came of the last code; null when it was good, or there was none. */
  codeFailure(): CallFailure | null;
  /**
   * The engine's clock in milliseconds since 1970, as far as it can be told from here: this machine's, set right by what the engine said
   * last. Running times are counted by it, since a page may be looked at from another machine.
   */
  engineNowMs(): number;
  /** To be called all the time: a gap between two calls is a time when nothing could be heard. */
  checkForSleep(): void;
}

export function followEngine(options: FollowOptions): Following {
  const { endpoint, source, fetch, timers, random, wallMs } = options;
  const views = newListeners<undefined>();
  const rows = newListeners<JournalRow>();
  let heard: Heard = opening;
  let stop = (): void => {};
  let codeFailure: CallFailure | null = null;
  let checkedMs = wallMs();
  /** How far this machine's clock is ahead of the engine's. */
  let aheadMs = 0;

  const engineNowMs = (): number => wallMs() - aheadMs;

  function set(next: Heard): void {
    heard = next;
    views.tell(undefined);
  }

  function take(view: EngineView): void {
    if (view.link === 'live') aheadMs = wallMs() - Date.parse(view.state.at);
    set(hear(heard, view, engineNowMs()));
  }

  function start(): void {
    stop();
    if (heard.link === 'refused') set(opening);
    stop = watchEngine(
      { endpoint: async () => ({ ok: true, value: endpoint }), source, fetch, timers, random },
      { onView: take, onRow: rows.tell },
    );
  }

  return {
    heard: () => heard,
    subscribe: (listener) => views.add(listener),
    onRow: rows.add,
    start,
    async signIn(code) {
      const answer = await signIn({ endpoint, source, fetch }, code);
      codeFailure = answer.ok ? null : answer.failure;
      start();
    },
    codeFailure: () => codeFailure,
    engineNowMs,
    checkForSleep() {
      const beforeMs = checkedMs;
      checkedMs = wallMs();
      if (checkedMs - beforeMs < pageLimits.sleepGapMs || heard.link === 'refused') return;
      // Nobody can vouch for what was heard before a sleep, and the timers that watch over silence slept as well.
      set(opening);
      start();
    },
  };
}
