import type { Condition } from '../../../shared/api/state.ts';
import { formatDuration } from '../../../shared/duration.ts';
import { type AlertMessage, fitted } from '../message.ts';
import { plain, titleCharacters } from './common.ts';

const deadManPrefix = 'dead_man_';
const threadPrefix = 'condition:';

/** The states of the dead man's switch are one matter, whichever holds; every other condition is one of its own. */
export function conditionThread(id: string): string {
  return `${threadPrefix}${id.startsWith(deadManPrefix) ? 'dead_man' : id}`;
}

/** The condition that a message of an earlier life told of; null when it was about none, or about its end. */
export function toldCondition({ thread, step, conditionId }: AlertMessage): { thread: string; id: string } | null {
  if (step !== 'opened' || conditionId === null || !thread.startsWith(threadPrefix)) return null;
  const about = thread.slice(threadPrefix.length);
  return { thread, id: conditionId.startsWith(deadManPrefix) ? conditionId : about };
}

export function conditionBegan({ id, severity, sentence, nextAction, since }: Condition, paper: boolean): AlertMessage {
  const thread = conditionThread(id);
  return {
    ...plain,
    id: `began:${id}:${since}`,
    thread,
    step: 'opened',
    severity,
    conditionId: kindOf(id),
    title: fitted(sentence, titleCharacters),
    sentence,
    nextAction,
    paper,
    at: since,
    urgent: isUrgent(id),
  };
}

/** `lastedMs`: null when it began in an earlier life of the engine. */
export function conditionEnded(
  { id, sentence }: Pick<Condition, 'id' | 'sentence'>,
  lastedMs: number | null,
  now: string,
  paper: boolean,
): AlertMessage {
  return {
    ...plain,
    id: `ended:${id}:${now}`,
    thread: conditionThread(id),
    step: 'closed',
    severity: 'info',
    conditionId: kindOf(id),
    title: fitted(`Over: ${sentence}`, titleCharacters),
    sentence: `This is over${lastedMs === null ? '' : ` after ${formatDuration(lastedMs)}`}: ${sentence}`,
    paper,
    at: now,
    urgent: isUrgent(id),
  };
}

/** Without what it is about: `broker_unreadable` of `broker_unreadable:main`. */
function kindOf(id: string): string {
  return id.split(':', 1)[0] ?? id;
}

/** The dead man's switch is what the operator lives by: nothing of it waits, and nothing of it is merged. */
function isUrgent(id: string): boolean {
  return id.startsWith(deadManPrefix);
}
