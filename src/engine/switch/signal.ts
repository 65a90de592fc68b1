import { limits } from '../../shared/limits.ts';
import type { Source } from '../../shared/source.ts';
import type { LatchEvent } from '../journal/events.ts';
import { engagedKill, killOfPress, type SwitchState } from './latch.ts';

/** An authenticated demand to stop. It is never refused, whatever its reason looks like. */
export interface KillSignal {
  source: Source;
  /** As it came: missing, blank or overlong is mended by `mendReason`. */
  reason?: string | undefined;
  /** Where it came from, for the record: an address, a device, a user. */
  from: string;
  /** Given by devices and peers, whose press has a name before it reaches us. */
  killId?: string | undefined;
  /** A kill that this fires may clear itself; of a trigger alone. */
  clearsItself?: true;
}

export type SignalEvent = Extract<LatchEvent, { kind: 'KILL_FIRED' | 'KILL_JOINED' }>;

/**
 * What a signal does: joins the kill that is engaged or that it names, or fires a new one under `freshKillId`.
 *
 * `resetPending`: a reset of the engaged kill is on its way to the disk and can't be called back. A signal at that moment is a
 * new kill with a name of its own, so that neither the reset's row nor a crash between the two can swallow it.
 */
export function decideSignal(
  state: SwitchState,
  signal: KillSignal,
  freshKillId: string,
  resetPending: boolean,
): SignalEvent {
  const { source, from } = signal;
  const reason = mendReason(signal.reason);
  const engaged = engagedKill(state);
  const known = signal.killId === undefined ? null : killOfPress(state, signal.killId);
  if (known !== null && !(resetPending && engaged?.killId === known)) {
    return { kind: 'KILL_JOINED', killId: known, source, reason, data: { from } };
  }
  if (engaged && !resetPending) {
    const data = signal.killId === undefined ? { from } : { from, press: signal.killId };
    return { kind: 'KILL_JOINED', killId: engaged.killId, source, reason, data };
  }
  const killId = known === null ? (signal.killId ?? freshKillId) : freshKillId;
  const { clearsItself } = signal;
  return { kind: 'KILL_FIRED', killId, source, reason, data: { from, ...(clearsItself && { clearsItself }) } };
}

/** A reason fit for the record: one line, no control characters, at most `limits.reasonCharacters`; never an obstacle. */
export function mendReason(reason: string | undefined): string {
  const text = (reason ?? '')
    .replace(/\p{C}+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  if (text === '') return 'no reason given';
  if (text.length <= limits.reasonCharacters) return text;
  // Half of an emoji is no character.
  return `${text.slice(0, limits.reasonCharacters - 1).replace(/\p{Cs}$/u, '')}…`;
}
