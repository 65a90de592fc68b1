import type { CallFailure } from '../../client/failure.ts';
import { clientLimits } from '../../client/limits.ts';
import type { EngineView } from '../../client/view.ts';
import type { EngineState } from '../../shared/api/state.ts';
import { assertNever } from '../../shared/assert-never.ts';

/** What the page has heard from the engine. Only `live` may be shown as true. */
export type Heard =
  /** The first connection is being made; nothing is known yet, not even that there is no engine. */
  | { link: 'opening' }
  | { link: 'live'; state: EngineState }
  /** `last` is null when nothing was ever heard. */
  | { link: 'gone'; last: LastHeard | null; failure: CallFailure | null }
  | { link: 'refused'; failure: CallFailure };

/** To be shown as what it is: what was so at `atMs` by the engine's clock, and may have changed since. */
export interface LastHeard {
  state: EngineState;
  atMs: number;
}

export const opening: Heard = { link: 'opening' };

/** What is known after `view`; `nowMs`: by the engine's clock. */
export function hear(before: Heard, view: EngineView, nowMs: number): Heard {
  switch (view.link) {
    case 'live':
      return { link: 'live', state: view.state };
    case 'refused':
      return { link: 'refused', failure: view.failure };
    case 'connecting':
      if (before.link === 'opening' && view.failure === null) return before;
      return lose(before, nowMs, view.failure);
    case 'stale':
      return lose(before, nowMs - clientLimits.silenceMs, view.failure);
    default:
      return assertNever(view);
  }
}

/** The engine is out of hearing since `lostAtMs`; what it said last is kept, to be shown as that and nothing more. */
function lose(before: Heard, lostAtMs: number, failure: CallFailure | null): Heard {
  switch (before.link) {
    case 'live':
      return { link: 'gone', last: { state: before.state, atMs: lostAtMs }, failure };
    case 'gone':
      return { ...before, failure: failure ?? before.failure };
    case 'opening':
    case 'refused':
      return { link: 'gone', last: null, failure };
    default:
      return assertNever(before);
  }
}

/** The engine's word as it stands now; null while nobody can vouch for it. */
export function liveState(heard: Heard): EngineState | null {
  return heard.link === 'live' ? heard.state : null;
}
