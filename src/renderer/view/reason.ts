import { limits } from '../../shared/limits.ts';
import { isMeaningfulReason, leastReason } from '../../shared/reason.ts';
import type { Precondition } from './reset.ts';

/** What the engine wants of a reason, wherever it wants one. */
export function reasonNeeded(reason: string): Precondition {
  return {
    id: 'reason',
    met: isMeaningfulReason(reason) && reason.length <= limits.reasonCharacters,
    sentence: `A reason of ${leastReason}.`,
  };
}
