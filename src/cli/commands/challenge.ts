import { grouped, timeLeft } from '../../shared/words.ts';
import { complain } from '../complain.ts';
import { type Context, examples, type Outcome, type RegisterCommand } from '../context.ts';
import { engineClient } from '../engine-link.ts';
import { exitStatus } from '../exit.ts';

export const registerChallenge: RegisterCommand = (program, run) => {
  program
    .command('challenge')
    .summary('a code for a reset in Telegram')
    .description(
      'Shows the code that /reset in Telegram asks for. It works once, for the kill that is engaged now, and takes the place of ' +
        'an earlier one. It is shown here and on the page, and never sent over Telegram.',
    )
    .addHelpText('after', examples('scram challenge'))
    .action(() => run(challenge));
};

async function challenge(context: Context): Promise<Outcome> {
  const client = engineClient(context.folder);
  if (!client.ok) return complain(context, client.failure);
  const answer = await client.value.challenge();
  if (!answer.ok) return complain(context, answer.failure);
  const { code, expiresAt } = answer.value;
  const left = timeLeft(Date.parse(expiresAt) - Date.now());
  context.out.line(`${grouped(code)}   (works once, in Telegram, within ${left})`);
  return exitStatus.done;
}
