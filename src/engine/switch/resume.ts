import { engagedKill, type SwitchState } from './latch.ts';

/** What a start finds: the state that the journal adds up to, and the flag file beside it. */
export interface Found {
  state: SwitchState;
  /** The kill named in the flag file; null when there is no file. */
  flagKillId: string | null;
  /** Whether the journal holds a reset of the kill that the flag names. */
  flagWasReset: boolean;
}

export type Resumption =
  /** Armed, and nothing says otherwise. */
  | { kind: 'armed'; removeFlag: boolean }
  /** A kill was at work or holding: take it up again; the flag is written again if it is not that kill's. */
  | { kind: 'resume'; killId: string; writeFlag: boolean }
  /** The flag tells of a kill that the journal has not heard of, or has lost: engage. */
  | { kind: 'engage'; killId: string };

/**
 * The latch after a start. The journal and the flag file are two independent records of one fact, and either alone is enough
 * to engage; only a reset in the journal, of that very kill, makes a flag void.
 */
export function decideResumption({ state, flagKillId, flagWasReset }: Found): Resumption {
  const flagStands = flagKillId !== null && !flagWasReset;
  const engaged = engagedKill(state);
  if (flagStands && engaged?.killId !== flagKillId) return { kind: 'engage', killId: flagKillId };
  if (engaged) return { kind: 'resume', killId: engaged.killId, writeFlag: flagKillId !== engaged.killId };
  return { kind: 'armed', removeFlag: flagKillId !== null };
}
