import type { Condition } from '../../shared/api/state.ts';
import { isDeadManCondition } from './dead-man.ts';
import { plural } from './numbers.ts';

/** What the page Now lists as needing somebody; the dead man's switch speaks for itself. */
export function needsOf(conditions: readonly Condition[]): Condition[] {
  return conditions.filter(({ id }) => !isDeadManCondition(id));
}

/** How much of it is in the way, where the list itself is not to be seen; null where nothing is. */
export function needsSentence(conditions: readonly Condition[]): string | null {
  const count = needsOf(conditions).filter(({ severity }) => severity !== 'info').length;
  return count === 0 ? null : `${plural(count, 'thing')} ${count === 1 ? 'needs' : 'need'} you`;
}
