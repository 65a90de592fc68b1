import { leastReason } from '../../shared/reason.ts';
import { deadManSentence } from '../../shared/words.ts';
import { complain } from '../complain.ts';
import { confirmReset, reasonOf } from '../confirm.ts';
import { type Context, examples, type Outcome, type RegisterCommand } from '../context.ts';
import { engineClient } from '../engine-link.ts';
import { exitStatus } from '../exit.ts';
import { localTime } from '../render/time.ts';

interface ResetOptions {
  reason?: string;
  yes?: true;
}

export const registerDeadMan: RegisterCommand = (program, run) => {
  const command = program.command('dead-man').summary("reset the dead man's switch after it has triggered");
  command
    .command('reset')
    .summary('let bots trade again after nobody checked in; needs a reason and a confirmation')
    .description(
      "Brings the dead man's switch back and begins its time anew. It starts no bot, and it does not reset a kill: that has a reset " +
        'of its own.',
    )
    .option('--reason <text>', `why it is safe to trade again; ${leastReason}`)
    .option('--yes', 'give the confirmation without being asked')
    .addHelpText('after', examples('scram dead-man reset --reason "back from the hospital, positions checked"'))
    .action((options: ResetOptions) => run((context) => reset(context, options)));
};

async function reset(context: Context, options: ResetOptions): Promise<Outcome> {
  const { out, err } = context;
  const given = reasonOf(context, options.reason);
  if ('outcome' in given) return given.outcome;
  const client = engineClient(context.folder);
  if (!client.ok) return complain(context, client.failure);
  if (!options.yes) {
    const state = await client.value.state();
    if (!state.ok) return complain(context, state.failure);
    const { deadMan } = state.value;
    err.line(deadManSentence(deadMan.state, Date.parse(deadMan.deadline) - Date.now()));
    const refused = await confirmReset(context, 'Type RESET to let bots trade again: ', 'The switch stays as it was.');
    if (refused !== null) return refused;
  }
  const answer = await client.value.resetDeadMan({ request: { reason: given.reason, confirm: 'RESET' } });
  if (!answer.ok) return complain(context, answer.failure);
  out.line(`Reset: the time runs anew. Check in before ${localTime(answer.value.deadline)}. No bot was started.`);
  return exitStatus.done;
}
