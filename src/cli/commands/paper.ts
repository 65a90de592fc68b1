import { type Command, InvalidArgumentError } from 'commander';
import { complain, refuseWith } from '../complain.ts';
import { type Context, examples, type Outcome, type RegisterCommand, type Run } from '../context.ts';
import { engineClient } from '../engine-link.ts';
import { exitStatus } from '../exit.ts';
import { parsePercentage } from '../percentage.ts';
import { addPaperServe } from './paper-serve.ts';

export const registerPaper: RegisterCommand = (program, run) => {
  const command = program.command('paper').summary('the paper exchange: trade, crash and drill without money');
  addPaperServe(command, run);
  addShock(command, run);
};

interface ShockOptions {
  broker?: string;
}

function addShock(parent: Command, run: Run): void {
  parent
    .command('shock')
    .summary('move every price of a paper account at once')
    .argument('<percentage>', 'such as -30%; a fall is negative', (text) => {
      const fraction = parsePercentage(text);
      if (fraction === undefined) throw new InvalidArgumentError('A percentage such as -30%, above -100%.');
      return fraction;
    })
    .option('--broker <name>', 'which paper broker (default: the only one)')
    // `-30%` looks like an option; it is handed on as the argument, and anything else like it fails as a percentage.
    .allowUnknownOption()
    .addHelpText(
      'after',
      examples('scram paper shock -30%', 'scram paper shock -- -30%', 'scram paper shock +5% --broker demo'),
    )
    .action((fraction: number, options: ShockOptions) => run((context) => shock(context, fraction, options)));
}

async function shock(context: Context, fraction: number, options: ShockOptions): Promise<Outcome> {
  const client = engineClient(context.folder);
  if (!client.ok) return complain(context, client.failure);
  const state = await client.value.state();
  if (!state.ok) return complain(context, state.failure);
  const names = state.value.brokers.filter((each) => each.kind === 'paper').map((each) => each.name);
  const name = options.broker ?? (names.length === 1 ? names[0] : undefined);
  if (name === undefined) {
    const hint = names.length === 0 ? 'This engine has none.' : `Name one with --broker: ${names.join(', ')}`;
    return refuseWith(context, 'which paper broker?', hint);
  }
  const answer = await client.value.shock({ params: { name }, request: { fraction } });
  if (!answer.ok) return complain(context, answer.failure);
  context.out.line(`Every price of ${name} moved by ${Math.round(fraction * 10_000) / 100} %.`);
  return exitStatus.done;
}
