import * as z from 'zod';
import type { Verdict } from './verdict.ts';

/** A condition that held when it was last judged; kept across restarts, so that one firing stays one. */
export const HeldCondition = z.object({
  /** ISO 8601: when it rose. */
  since: z.string(),
  words: z.string(),
  /** It has fired, or a reset has acknowledged it: it fires again only after having been false. */
  spent: z.boolean(),
});
export type HeldCondition = z.infer<typeof HeldCondition>;

export interface Step {
  held: HeldCondition | null;
  news: 'risen' | 'cleared' | null;
  /** The kill is to be fired now. */
  fires: boolean;
}

/**
 * A condition, one evaluation later. It fires once, when it has risen and the switch is armed; one that rose while a kill was
 * engaged, and that no reset has acknowledged, fires as soon as the switch is armed again. What can't be judged changes nothing.
 */
export function step(before: HeldCondition | null, { state, words }: Verdict, engaged: boolean, now: string): Step {
  if (state === 'clear') return { held: null, news: before ? 'cleared' : null, fires: false };
  if (state === 'unknown' && !before) return { held: null, news: null, fires: false };
  const held = before ?? { since: now, words, spent: false };
  const latest = state === 'holds' ? words : held.words;
  const fires = state === 'holds' && !held.spent && !engaged;
  return {
    held: { ...held, words: latest, spent: held.spent || fires },
    news: before ? null : 'risen',
    fires,
  };
}
