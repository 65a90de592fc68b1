import { text } from 'node:stream/consumers';
import { isSecretName, secretNameHint } from '../../shared/secret-ref.ts';
import { askSecret } from '../ask.ts';
import { complain, refuseWith } from '../complain.ts';
import { type Context, examples, type Outcome, type RegisterCommand } from '../context.ts';
import { engineClient } from '../engine-link.ts';
import { exitStatus, interruptedStatus } from '../exit.ts';

export const registerSecret: RegisterCommand = (program, run) => {
  const command = program.command('secret').summary('give the engine a key or a password that the configuration names');
  command
    .command('set')
    .summary('put a secret into the engine’s secrets.json, in place of the one before it')
    .description(
      'Asks for the secret on a terminal without showing it, or reads it from stdin. It is never an argument: those are seen by ' +
        'others on this machine and kept in the history. The engine uses it from its next start on.',
    )
    .argument('<name>', 'as {"secret":"NAME"} in the configuration has it')
    .addHelpText(
      'after',
      examples('scram secret set main-key-id', 'pass show broker | scram secret set main-secret-key'),
    )
    .action((name: string) => run((context) => set(context, name)));
};

async function set(context: Context, name: string): Promise<Outcome> {
  if (!isSecretName(name)) return refuseWith(context, `"${name}" is not a name for a secret.`, secretNameHint);
  const client = engineClient(context.folder);
  if (!client.ok) return complain(context, client.failure);
  const isAsked = context.stdin.isTTY === true;
  const value = isAsked ? await askSecret(context.stdin, `${name}: `) : (await text(context.stdin)).trim();
  if (value === null) return interruptedStatus;
  if (value === '')
    return refuseWith(context, 'nothing was kept: there was no secret.', 'Type it, or send it on stdin.');
  const answer = await client.value.keepSecret({ params: { name }, request: { value } });
  if (!answer.ok) return complain(context, answer.failure);
  context.out.line(`${name} is kept. It is used from the engine's next start on.`);
  return exitStatus.done;
}
