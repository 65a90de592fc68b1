import { knownKillIdsKept, type LastReset, type SwitchState } from './latch.ts';

/**
 * What is remembered once a journal could be read that was closed to the start. The latch is as it has become meanwhile: an engaged
 * kill that was found late is fired anew by the caller. All else that was found still counts: a journal that nobody has looked at,
 * presses that have killed already, the last reset.
 */
export function withFoundLate(now: SwitchState, found: SwitchState): SwitchState {
  const ids = [...new Set([...found.knownKillIds, ...now.knownKillIds])];
  return {
    latch: now.latch,
    lastReset: later(now.lastReset, found.lastReset),
    knownKillIds: ids.slice(-knownKillIdsKept),
    joinedPresses: [...found.joinedPresses, ...now.joinedPresses].slice(-knownKillIdsKept),
    unacknowledged: now.unacknowledged ?? found.unacknowledged,
  };
}

function later(one: LastReset | null, other: LastReset | null): LastReset | null {
  if (one === null || other === null) return one ?? other;
  return one.at >= other.at ? one : other;
}
