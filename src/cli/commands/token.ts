import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { dataFiles } from '../../shared/data-folder.ts';
import { refuseWith } from '../complain.ts';
import { type Context, examples, type Outcome, type RegisterCommand } from '../context.ts';
import { exitStatus } from '../exit.ts';

interface TokenOptions {
  bot?: true;
  show?: true;
}

export const registerToken: RegisterCommand = (program, run) => {
  program
    .command('token')
    .summary("where the operator's token is (--bot: the bots' token)")
    .description(
      'Prints the path of the file that holds the token. The token itself is printed with --show alone, and to a terminal alone, ' +
        'so that it does not end up in a log or the history of a shell; a script reads the file.',
    )
    .option('--bot', 'the token for bots: it may kill and report, never reset')
    .option('--show', 'print the token itself, on a terminal alone')
    .addHelpText(
      'after',
      examples(
        'scram token',
        'curl -H "Authorization: Bearer $(cat "$(scram token --bot)")" -X POST http://127.0.0.1:5050/kill',
      ),
    )
    .action((options: TokenOptions) => run((context) => token(context, options)));
};

async function token(context: Context, options: TokenOptions): Promise<Outcome> {
  const path = join(context.folder, options.bot ? dataFiles.botToken : dataFiles.operatorToken);
  const file = readToken(path);
  if ('trouble' in file) {
    const hint = 'The engine writes it when it first starts: scram engine   (another folder: --data DIR)';
    return refuseWith(context, `${path} can't be read (${file.trouble}).`, hint);
  }
  if (file.othersMayRead) context.err.line(`Others on this machine may read ${path}: chmod 600 it.`);
  if (!options.show) {
    context.out.line(path);
    return exitStatus.done;
  }
  if (!context.out.isTerminal) {
    return refuseWith(context, 'a token is shown on a terminal alone.', `Let the script read the file: ${path}`);
  }
  context.out.line(file.token);
  return exitStatus.done;
}

function readToken(path: string): { token: string; othersMayRead: boolean } | { trouble: string } {
  try {
    const othersMayRead = process.platform !== 'win32' && (statSync(path).mode & 0o077) !== 0;
    return { token: readFileSync(path, 'utf8').trim(), othersMayRead };
  } catch (error) {
    return { trouble: error instanceof Error && 'code' in error ? String(error.code) : String(error) };
  }
}
