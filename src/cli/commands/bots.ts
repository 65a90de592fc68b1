import { botWord } from '../../shared/bot-words.ts';
import { resumeWithinMs } from '../../shared/bots-config.ts';
import { leastReason } from '../../shared/reason.ts';
import { complain } from '../complain.ts';
import { tooLittle } from '../confirm.ts';
import { type Context, examples, type Outcome, type RegisterCommand } from '../context.ts';
import { engineClient } from '../engine-link.ts';
import { exitStatus } from '../exit.ts';
import { botLines } from '../render/bots.ts';

export const registerBots: RegisterCommand = (program, run) => {
  const command = program
    .command('bots')
    .summary('what the bots are, and what holds them')
    .addHelpText('after', examples('scram bots', 'scram bots resume grid --reason "prices checked, feed is back"'))
    .action(() => run(list));
  command
    .command('resume')
    .summary('let one bot go that a kill, the dead man’s switch or a silent button has stopped')
    .description(
      'Lets a bot go that is held. One that was paused goes on; one that was ended is not started. It is refused while the kill ' +
        "switch is engaged or the dead man's switch has triggered.",
    )
    .argument('<name>', 'its name in the configuration')
    .requiredOption('--reason <text>', `why it may trade again; ${leastReason}`)
    .addHelpText('after', examples('scram bots resume grid --reason "prices checked, feed is back"'))
    .action((name: string, { reason }: { reason: string }) => run((context) => resume(context, name, reason)));
};

async function list(context: Context): Promise<Outcome> {
  const client = engineClient(context.folder);
  if (!client.ok) return complain(context, client.failure);
  const state = await client.value.state();
  if (!state.ok) return complain(context, state.failure);
  for (const line of botLines(state.value.bots)) context.out.line(line);
  return exitStatus.done;
}

async function resume(context: Context, name: string, reason: string): Promise<Outcome> {
  const refused = tooLittle(context, reason, 'not resumed', 'why it may trade again');
  if (refused !== null) return refused;
  const client = engineClient(context.folder);
  if (!client.ok) return complain(context, client.failure);
  const answer = await client.value.resumeBot({ params: { name }, request: { reason }, timeoutMs: resumeWithinMs });
  if (!answer.ok) return complain(context, answer.failure);
  context.out.line(`${name} is no longer held: ${botWord(answer.value)} (${answer.value.words}).`);
  return exitStatus.done;
}
