import type { Failure } from '../../shared/failure.ts';

export const alreadyTriggered: Failure = {
  code: 'not_now',
  message: "The dead man's switch has triggered: a check-in no longer counts.",
  hint: 'Only its reset lets bots trade again: scram dead-man reset --reason "why it is safe".',
};

export const notTriggered: Failure = {
  code: 'not_now',
  message: "The dead man's switch has not triggered: there is nothing to reset.",
  hint: 'A check-in is enough: scram check-in.',
};

export function unrecordable(why: string): Failure {
  return {
    code: 'degraded',
    message: `A reset of the dead man's switch must be recorded, and it can't be: ${why}.`,
    hint: 'Mend the disk first (space, permissions); the switch stays triggered until then.',
  };
}
