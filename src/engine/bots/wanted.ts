import type { HoldLevel } from '../../shared/api/bots.ts';

/** What the latches want of every bot now. */
export type Wanted = { to: 'run' } | { to: HoldLevel; cause: string; killId: string | null };

/** The graver one counts: a kill halts, also while the dead man's switch, which only pauses, has triggered. */
export function wantedOf(latches: { killId: string | null; deadManTriggered: boolean }): Wanted {
  const { killId, deadManTriggered } = latches;
  if (killId !== null) return { to: 'halt', cause: 'kill switch engaged', killId };
  if (deadManTriggered) return { to: 'pause', cause: "dead man's switch triggered", killId: null };
  return { to: 'run' };
}
