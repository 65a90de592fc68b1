import { readFileSync, statSync } from 'node:fs';
import { parseConfig } from '../../shared/config.ts';
import { refuseWith } from '../complain.ts';
import { type Context, examples, type Outcome, type RegisterCommand } from '../context.ts';
import { exitStatus } from '../exit.ts';
import { cliLimits } from '../limits.ts';

export const registerConfig: RegisterCommand = (program, run) => {
  const command = program.command('config').summary('check a configuration file before an engine reads it');
  command
    .command('check')
    .summary('say whether a file is a configuration that the engine would take; needs no engine')
    .argument('<file>', 'the configuration file')
    .addHelpText('after', examples('scram config check ./config.json'))
    .action((file: string) => run((context) => check(context, file)));
};

async function check(context: Context, file: string): Promise<Outcome> {
  const text = readConfig(file);
  if ('trouble' in text)
    return refuseWith(context, `${file} can't be read (${text.trouble}).`, 'Name a file that exists.');
  const config = parseConfig(text.text);
  if (config.ok) {
    context.out.line(`${file} is a configuration that the engine takes.`);
    return exitStatus.done;
  }
  const { field, message, hint } = config.failure;
  return refuseWith(context, `${file}: ${field === undefined ? '' : `${field}: `}${message}`, hint);
}

function readConfig(file: string): { text: string } | { trouble: string } {
  try {
    if (statSync(file).size > cliLimits.configFileBytes) return { trouble: 'it is too large for a configuration' };
    return { text: readFileSync(file, 'utf8') };
  } catch (error) {
    return { trouble: error instanceof Error && 'code' in error ? String(error.code) : String(error) };
  }
}
