import type { PreflightCheck } from '../../shared/api/commands.ts';
import { complain } from '../complain.ts';
import { type Context, examples, type Outcome, type RegisterCommand } from '../context.ts';
import { engineClient } from '../engine-link.ts';
import { exitStatus } from '../exit.ts';
import { plural } from '../render/table.ts';
import { localTime } from '../render/time.ts';

export const registerPreflight: RegisterCommand = (program, run) => {
  program
    .command('preflight')
    .summary('what a kill would do now, and whether it could; changes nothing')
    .description(
      'Reads every account and tries what can be tried: what a kill would cancel and close, and whether all that it needs works. ' +
        'Changes nothing. Exit status 1 when a check fails.',
    )
    .addHelpText('after', examples('scram preflight'))
    .action(() => run(preflight));
};

async function preflight(context: Context): Promise<Outcome> {
  const { out, err } = context;
  const client = engineClient(context.folder);
  if (!client.ok) return complain(context, client.failure);
  const answer = await client.value.preflight();
  if (!answer.ok) return complain(context, answer.failure);
  const { checks, wouldCancel, wouldClose, unread } = answer.value;
  for (const each of checks) for (const line of checkLines(each)) out.line(line);
  out.line(`A kill now would cancel ${plural(wouldCancel.length, 'order')}`);
  for (const each of wouldCancel) out.line(`  ${each.broker}/${each.id}  ${each.description}`);
  out.line(`and close ${plural(wouldClose.length, 'position')}`);
  for (const each of wouldClose) out.line(`  ${each.broker}/${each.symbol}  ${each.description}`);
  if (unread.length > 0) out.line(`and whatever is open at ${unread.join(', ')}, which can't be read`);
  const failed = checks.filter((each) => each.status === 'fail');
  if (failed.length === 0) return exitStatus.done;
  err.line(`scram: ${plural(failed.length, 'check')} failed: a kill may not do all that it should.`);
  return exitStatus.refused;
}

/** What was found, when that was last seen to work, and below it what to do where something is wrong. */
function checkLines({ status, sentence, nextAction, last }: PreflightCheck): string[] {
  const seen = last === undefined ? '' : `  (${last.what}: ${last.at === null ? 'never' : localTime(last.at)})`;
  const remedy = status === 'pass' || nextAction === '' ? [] : [`      ${nextAction}`];
  return [`${status.toUpperCase()}  ${sentence}${seen}`, ...remedy];
}
