import { gateLimits } from './limits.ts';

/** What the gate answers, in the words of `POST /order-check`. An object is always true: ask for `decision`. */
export type Decision = { decision: 'accept' } | { decision: 'reject'; reason: string };

/** The reasons that the gate has of its own; all others are the engine's words. */
export const ownReasons = {
  notYet: 'no word from the engine yet',
  silent: `no sign of life from the engine for ${gateLimits.silenceMs / 1_000} s`,
  closed: 'this program has closed its gate',
  killAsked: 'this program asked for a kill',
  lost: noWord('the connection was lost'),
  unexplained: 'the engine gives no reason',
} as const;

/** The reason while there is no connection: `why` is what came of the last one. */
export function noWord(why: string): string {
  return `no word from the engine: ${why}`;
}
