import type { CallFailure } from '../client/failure.ts';
import type { Context } from './context.ts';
import { type ExitStatus, exitStatus } from './exit.ts';

/** Says on stderr why something was not done, and gives the exit status of it. */
export function complain(context: Pick<Context, 'err'>, failure: CallFailure): ExitStatus {
  context.err.line(`scram: ${failure.message}`);
  const further = (failure.against ?? []).filter(({ message }) => message !== failure.message);
  for (const { message } of further) context.err.line(`  - ${message}`);
  if (failure.hint) context.err.line(failure.hint);
  return statusOf(failure);
}

/** A question without an answer found no engine; a command without one may have been done, which is another thing. */
export function statusOf(failure: CallFailure): ExitStatus {
  if (failure.code === 'unreachable') return exitStatus.noEngine;
  if (failure.code === 'unanswered' && !failure.mayHaveLanded) return exitStatus.noEngine;
  return exitStatus.refused;
}

/** The same for what never reached an engine. */
export function refuseWith(context: Pick<Context, 'err'>, message: string, hint: string): ExitStatus {
  context.err.line(`scram: ${message}`);
  context.err.line(hint);
  return exitStatus.refused;
}
