import type { SwitchState } from '../switch/latch.ts';

/** What a kill that may clear itself is judged by. */
export interface SelfClearFacts {
  state: SwitchState;
  /** By the configuration of this moment (`requireManualReset: false`). */
  isAllowed: boolean;
  /** How long the trigger that fired has been clear without a break, milliseconds; null while it is not. */
  clearForMs: number | null;
  /** Any trigger's condition that holds, or held when it was last judged. */
  anyHolds: boolean;
  /** Something stands against a reset at the paired switches. */
  switchesObject: boolean;
}

/**
 * Whether the engine may ask for a reset by itself. Every fact must speak for it: the kill was fired by a trigger under a
 * configuration that allowed this, nobody has joined it since (both follow from the journal, in `Kill.clearsItself`), the
 * configuration still allows it, all is closed, and the condition has been false for long enough.
 */
export function mayClearItself(facts: SelfClearFacts, clearAfterMs: number): boolean {
  const { state, isAllowed, clearForMs, anyHolds, switchesObject } = facts;
  const { latch, unacknowledged } = state;
  if (!isAllowed || unacknowledged !== null) return false;
  if (latch.state !== 'killed' || !latch.flat || !latch.kill.clearsItself) return false;
  return !anyHolds && !switchesObject && clearForMs !== null && clearForMs >= clearAfterMs;
}

/** The trigger that fired a kill; null when something else did. */
export function firingTrigger({ latch }: SwitchState): string | null {
  if (latch.state === 'armed' || !latch.kill.source.startsWith('trigger:')) return null;
  return latch.kill.source.slice('trigger:'.length);
}
