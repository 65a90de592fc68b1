import { complain, statusOf } from '../complain.ts';
import { type Context, examples, type Outcome, type RegisterCommand } from '../context.ts';
import { engineClient } from '../engine-link.ts';
import { exitStatus } from '../exit.ts';
import { noEngineLine, statusLines } from '../render/status.ts';

export const registerStatus: RegisterCommand = (program, run) => {
  program
    .command('status')
    .summary('what state the engine is in, what is open, and what is wrong')
    .option('--json', 'the whole state as one JSON object')
    .addHelpText('after', examples('scram status', 'scram status --json'))
    .action((options: { json?: true }) => run((context) => status(context, options.json === true)));
};

async function status(context: Context, asJson: boolean): Promise<Outcome> {
  const client = engineClient(context.folder);
  const state = client.ok ? await client.value.state() : client;
  if (!state.ok) {
    if (statusOf(state.failure) === exitStatus.noEngine) context.err.line(noEngineLine(context.err.colour));
    return complain(context, state.failure);
  }
  if (asJson) context.out.line(JSON.stringify(state.value));
  else for (const line of statusLines(state.value, Date.now(), context.out.colour)) context.out.line(line);
  return exitStatus.done;
}
