import { readFileSync, statSync } from 'node:fs';
import type { ConfigReplacement } from '../../shared/api/configuration.ts';
import { parseNewConfig } from '../../shared/config.ts';
import { complain, refuseWith } from '../complain.ts';
import { type Context, examples, type Outcome, type RegisterCommand } from '../context.ts';
import { engineClient } from '../engine-link.ts';
import { exitStatus } from '../exit.ts';
import { cliLimits } from '../limits.ts';

export const registerConfig: RegisterCommand = (program, run) => {
  const command = program.command('config').summary('check a configuration file, or give it to the engine');
  command
    .command('check')
    .summary('say whether a file is a configuration that the engine would take; needs no engine')
    .argument('<file>', 'the configuration file')
    .addHelpText('after', examples('scram config check ./config.json'))
    .action((file: string) => run((context) => check(context, file)));
  command
    .command('use')
    .summary('put a file in the place of the engine’s configuration; in force from its next start on')
    .argument('<file>', 'the configuration file')
    .option('--reason <text>', 'why, where it takes away some protection: recorded with it')
    .addHelpText('after', examples('scram config use ./config.json --reason "away for a long weekend"'))
    .action((file: string, { reason }: { reason?: string }) => run((context) => use(context, file, reason)));
};

async function check(context: Context, file: string): Promise<Outcome> {
  const checked = checkedConfig(context, file);
  if ('outcome' in checked) return checked.outcome;
  context.out.line(`${file} is a configuration that the engine takes.`);
  return exitStatus.done;
}

async function use(context: Context, file: string, reason: string | undefined): Promise<Outcome> {
  const checked = checkedConfig(context, file);
  if ('outcome' in checked) return checked.outcome;
  const client = engineClient(context.folder);
  if (!client.ok) return complain(context, client.failure);
  const request: ConfigReplacement = { config: JSON.parse(checked.text), ...(reason !== undefined && { reason }) };
  const answer = await client.value.putConfig({ request });
  if (!answer.ok) {
    const hint = answer.failure.field === 'reason' ? 'Give it with --reason "why".' : answer.failure.hint;
    return complain(context, { ...answer.failure, hint });
  }
  context.out.line(`${answer.value.file} is written. It is in force from the engine's next start on.`);
  return exitStatus.done;
}

/** The text of a configuration, or what to end with when the file holds none. */
function checkedConfig(context: Context, file: string): { text: string } | { outcome: Outcome } {
  const read = readConfig(file);
  if ('trouble' in read) {
    return { outcome: refuseWith(context, `${file} can't be read (${read.trouble}).`, 'Name a file that exists.') };
  }
  const config = parseNewConfig(read.text);
  if (config.ok) return read;
  const { message, hint } = config.failure;
  return { outcome: refuseWith(context, `${file}: ${message}`, hint) };
}

function readConfig(file: string): { text: string } | { trouble: string } {
  try {
    if (statSync(file).size > cliLimits.configFileBytes) return { trouble: 'it is too large for a configuration' };
    return { text: readFileSync(file, 'utf8') };
  } catch (error) {
    return { trouble: error instanceof Error && 'code' in error ? String(error.code) : String(error) };
  }
}
