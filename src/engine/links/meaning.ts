import { type Frame, killIdOf, type SwitchLevel } from './frame.ts';
import type { Verdict } from './judge.ts';

/** What a judged frame means for the engine. */
export interface Meaning {
  /** The device is there: a recording or a repeat of its frames proves nothing. */
  alive: boolean;
  /** What the frame says of the switch; null when it is not the latest word. */
  level: SwitchLevel | null;
  /** The kill that the frame demands or acknowledges; null for none. */
  signal: { press: string; isNew: boolean } | null;
}

export interface Known {
  /** Whether this press has killed before, under its own name or by joining a kill. */
  isKnown: (press: string) => boolean;
  /** Whether any kill is engaged now. */
  engaged: boolean;
}

const nothing: Meaning = { alive: false, level: null, signal: null };

/**
 * The rules of docs/protocol.md. A K kills, be it late. The level is the truth: an open switch in an accepted B or H kills too,
 * because the edge or the K was lost. A press that is known is a receipt, whatever carries it.
 */
export function meaningOf(frame: Frame, verdict: Verdict, known: Known): Meaning {
  if (verdict !== 'accepted' && verdict !== 'late') return nothing;
  const level = verdict === 'accepted' ? frame.level : null;
  const speaksOpen = level === 'open' && (frame.type === 'B' || frame.type === 'H');
  const kills = frame.type === 'K' || speaksOpen;
  return { alive: true, level, signal: signalOf(frame, kills, known) };
}

function signalOf(frame: Frame, kills: boolean, { isKnown, engaged }: Known): Meaning['signal'] {
  if (frame.press === 0n) {
    // A throw without a name is named by the frame; the next heartbeat, which has another counter, says nothing new.
    return kills && !engaged ? { press: killIdOf(frame.device, frame.counter), isNew: true } : null;
  }
  const press = killIdOf(frame.device, frame.press);
  if (isKnown(press)) return { press, isNew: false };
  return kills ? { press, isNew: true } : null;
}
