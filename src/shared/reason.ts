import * as z from 'zod';
import { limits } from './limits.ts';

/** How much a reason must say, for a sentence: "at least … characters and … words". */
export const leastReason = `at least ${limits.resetReasonMinCharacters} characters and ${limits.resetReasonMinWords} words`;

/** Whether a reason says enough to be worth recording; how long it may be is for its schema. */
export function isMeaningfulReason(reason: string): boolean {
  const text = reason.trim();
  return text.length >= limits.resetReasonMinCharacters && text.split(/\s+/).length >= limits.resetReasonMinWords;
}

/** A reason without which something is refused; `why` ends the sentence "is required: say …". */
export function requiredReason(why: string) {
  return z
    .string({ error: `is required: say ${why}` })
    .max(limits.reasonCharacters, { error: `must be at most ${limits.reasonCharacters} characters` })
    .refine(isMeaningfulReason, { error: `must say something: ${leastReason}` });
}
