import { isMeaningfulReason, leastReason } from '../shared/reason.ts';
import { askWord } from './ask.ts';
import { refuseWith } from './complain.ts';
import type { Context, Outcome } from './context.ts';
import { exitStatus, interruptedStatus } from './exit.ts';

/** Asks for the word RESET on the terminal. null when it was given; otherwise what to end with. */
export async function confirmReset(context: Context, question: string, whatHolds: string): Promise<Outcome | null> {
  if (context.stdin.isTTY !== true) {
    const hint = 'Without a terminal nobody can be asked: add --yes to give the confirmation.';
    return refuseWith(context, 'not reset: a reset wants to be confirmed.', hint);
  }
  const answer = await askWord(context.stdin, question);
  switch (answer) {
    case 'interrupted':
      context.err.line('Not reset.');
      return interruptedStatus;
    case 'RESET':
      return null;
    default:
      return refuseWith(context, 'not reset: the word was not RESET.', whatHolds);
  }
}

/** The reason of a reset, or what to end with when it is missing or says too little. */
export function reasonOf(context: Context, reason: string | undefined): { reason: string } | { outcome: Outcome } {
  if (reason === undefined) {
    context.err.line('scram: a reset wants a reason: --reason "why it is safe to trade again"');
    return { outcome: exitStatus.usage };
  }
  const outcome = tooLittle(context, reason, 'not reset', 'why it is safe to trade again');
  return outcome === null ? { reason } : { outcome };
}

/** What to end with when a reason says too little; null when it says enough. */
export function tooLittle(context: Context, reason: string, what: string, why: string): Outcome | null {
  if (isMeaningfulReason(reason)) return null;
  return refuseWith(context, `${what}: the reason says too little.`, `Say ${why}, in ${leastReason}.`);
}
