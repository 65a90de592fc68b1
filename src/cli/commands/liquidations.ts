import { complain } from '../complain.ts';
import { type Context, examples, type Outcome, type RegisterCommand } from '../context.ts';
import { engineClient } from '../engine-link.ts';
import { exitStatus } from '../exit.ts';
import { liquidationLines, liquidationTable } from '../render/liquidation.ts';

export const registerLiquidations: RegisterCommand = (program, run) => {
  program
    .command('liquidations')
    .summary('what each kill did: orders cancelled, positions closed, at which price, and what was left')
    .argument('[kill-id]', 'one kill, whole; without it the list of kills')
    .option('--json', 'one JSON object')
    .addHelpText('after', examples('scram liquidations', 'scram liquidations 1a2b3c4d-0000000000000002 --json'))
    .action((killId: string | undefined, options: { json?: true }) =>
      run((context) => (killId === undefined ? list(context, options) : show(context, killId, options))),
    );
};

async function list(context: Context, options: { json?: true }): Promise<Outcome> {
  const client = engineClient(context.folder);
  if (!client.ok) return complain(context, client.failure);
  const answer = await client.value.liquidations();
  if (!answer.ok) return complain(context, answer.failure);
  if (options.json) context.out.line(JSON.stringify(answer.value));
  else for (const line of liquidationTable(answer.value.liquidations)) context.out.line(line);
  return exitStatus.done;
}

async function show(context: Context, killId: string, options: { json?: true }): Promise<Outcome> {
  const client = engineClient(context.folder);
  if (!client.ok) return complain(context, client.failure);
  const answer = await client.value.liquidation({ params: { killId } });
  if (!answer.ok) return complain(context, answer.failure);
  if (options.json) context.out.line(JSON.stringify(answer.value));
  else for (const line of liquidationLines(answer.value)) context.out.line(line);
  return exitStatus.done;
}
