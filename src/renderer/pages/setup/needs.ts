import { isMeaningfulReason } from '../../../shared/api/commands.ts';
import { limits } from '../../../shared/limits.ts';
import type { Precondition } from '../../view/reset.ts';

export function reasonNeeded(reason: string): Precondition {
  return {
    id: 'reason',
    met: isMeaningfulReason(reason),
    sentence: `A reason of at least ${limits.resetReasonMinCharacters} characters and ${limits.resetReasonMinWords} words.`,
  };
}
