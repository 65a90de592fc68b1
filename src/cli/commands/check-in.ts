import { timeLeft } from '../../shared/words.ts';
import { complain } from '../complain.ts';
import { type Context, examples, type Outcome, type RegisterCommand } from '../context.ts';
import { engineClient } from '../engine-link.ts';
import { exitStatus } from '../exit.ts';
import { localTime } from '../render/time.ts';

export const registerCheckIn: RegisterCommand = (program, run) => {
  program
    .command('check-in')
    .summary("tell the dead man's switch that you are there")
    .description(
      "Begins the time of the dead man's switch anew: while nobody checks in for its window, all bots are paused. " +
        'Once it has triggered, a check-in no longer counts: see `scram dead-man reset`.',
    )
    .addHelpText('after', examples('scram check-in'))
    .action(() => run(checkIn));
};

async function checkIn(context: Context): Promise<Outcome> {
  const client = engineClient(context.folder);
  if (!client.ok) return complain(context, client.failure);
  const answer = await client.value.checkIn();
  if (!answer.ok) return complain(context, answer.failure);
  const { deadline, journaled } = answer.value;
  const left = timeLeft(Date.parse(deadline) - Date.now());
  context.out.line(`Checked in. Check in again within ${left}, before ${localTime(deadline)}.`);
  if (!journaled) {
    context.err.line('The check-in counts, but is not recorded yet: the engine can not write its journal.');
  }
  return exitStatus.done;
}
