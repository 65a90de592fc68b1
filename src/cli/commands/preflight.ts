import type { PreflightCheck } from '../../shared/api/commands.ts';
import { complain } from '../complain.ts';
import { type Context, examples, type Outcome, type RegisterCommand } from '../context.ts';
import { engineClient } from '../engine-link.ts';
import { exitStatus } from '../exit.ts';
import { plural, table } from '../render/table.ts';
import { localTime } from '../render/time.ts';

export const registerPreflight: RegisterCommand = (program, run) => {
  program
    .command('preflight')
    .summary('what a kill would do now, and whether it could; changes nothing')
    .addHelpText('after', examples('scram preflight'))
    .action(() => run(preflight));
};

async function preflight(context: Context): Promise<Outcome> {
  const { out, err } = context;
  const client = engineClient(context.folder);
  if (!client.ok) return complain(context, client.failure);
  const answer = await client.value.preflight();
  if (!answer.ok) return complain(context, answer.failure);
  const { checks, wouldCancel, wouldClose } = answer.value;
  for (const line of table(checks.map((each) => [each.status.toUpperCase(), each.sentence, lastWords(each)])))
    out.line(line);
  out.line(`A kill now would cancel ${plural(wouldCancel.length, 'order')}`);
  for (const each of wouldCancel) out.line(`  ${each.broker}/${each.id}  ${each.description}`);
  out.line(`and close ${plural(wouldClose.length, 'position')}`);
  for (const each of wouldClose) out.line(`  ${each.broker}/${each.symbol}  ${each.description}`);
  const failed = checks.filter((each) => each.status === 'fail');
  for (const each of failed) err.line(`scram: ${each.sentence} ${each.nextAction}`);
  return failed.length === 0 ? exitStatus.done : exitStatus.refused;
}

/** When it was last seen to work; empty where nothing is kept. */
function lastWords({ last }: PreflightCheck): string {
  if (last === undefined) return '';
  return `${last.what}: ${last.at === null ? 'never' : localTime(last.at)}`;
}
