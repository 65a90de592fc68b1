import type { EngineState } from '../shared/api/state.ts';
import type { CallFailure } from './failure.ts';
import type { EngineChange } from './feed.ts';

/**
 * What a client knows, and whether it may be believed. In every link but `live`, `state` is what was last known, null when
 * nothing ever was.
 */
export type EngineView =
  | { link: 'connecting'; state: EngineState | null; failure: CallFailure | null }
  | { link: 'live'; state: EngineState }
  /** No byte for `silenceMs`: what is shown may be wrong. Reconnecting goes on. */
  | { link: 'stale'; state: EngineState | null; failure: CallFailure | null }
  /** The engine does not let this client in; trying again would not change that. */
  | { link: 'refused'; state: EngineState | null; failure: CallFailure };

/** Lays a change over the state: each field in it replaces the whole field. JSON knows no `undefined`, so absent is unchanged. */
export function applyChange(state: EngineState, change: EngineChange): EngineState {
  return { ...state, ...change } as EngineState;
}

/** Delay before reconnect number `attempt` (0 is the first), `random` in [0, 1): doubling, capped, jittered over its upper half. */
export function reconnectDelayMs(
  attempt: number,
  random: number,
  limits: { reconnectFirstMs: number; reconnectMaxMs: number },
): number {
  const fullMs = Math.min(limits.reconnectMaxMs, limits.reconnectFirstMs * 2 ** attempt);
  return fullMs * (0.5 + random / 2);
}
