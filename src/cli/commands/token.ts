import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Option } from 'commander';
import { freshPageAddress } from '../../client/sign-in.ts';
import { dataFiles } from '../../shared/data-folder.ts';
import { complain, refuseWith } from '../complain.ts';
import { type Context, examples, type Outcome, type RegisterCommand } from '../context.ts';
import { findEngine } from '../engine-link.ts';
import { exitStatus } from '../exit.ts';
import { table } from '../render/table.ts';

interface TokenOptions {
  bot?: true;
  operator?: true;
  show?: true;
}

export const registerToken: RegisterCommand = (program, run) => {
  program
    .command('token')
    .summary('a fresh address of the page, and where the tokens are')
    .description(
      'Prints a fresh address of the page, which signs one browser in, once, and the files that hold the tokens. With --operator ' +
        'or --bot it prints the path of that file alone, for a script to read. A token itself is printed with --show alone, and ' +
        'to a terminal alone, so that it does not end up in a log.',
    )
    .option('--operator', "the file of the operator's token: it may do everything")
    .addOption(
      new Option('--bot', "the file of the bots' token: it may kill and report, never reset").conflicts('operator'),
    )
    .option('--show', 'print the token itself, on a terminal alone; that of the operator unless --bot is given')
    .addHelpText(
      'after',
      examples(
        'scram token',
        'curl -X POST -H "Authorization: Bearer $(cat "$(scram token --bot)")" http://127.0.0.1:5050/kill',
      ),
    )
    .action((options: TokenOptions) =>
      run((context) =>
        options.bot || options.operator || options.show ? oneToken(context, options) : overview(context),
      ),
    );
};

async function overview(context: Context): Promise<Outcome> {
  const endpoint = findEngine(context.folder);
  if (!endpoint.ok) return complain(context, endpoint.failure);
  const page = await freshPageAddress({ endpoint: endpoint.value, source: 'cli', fetch: globalThis.fetch });
  if (!page.ok) return complain(context, page.failure);
  const { address, expiresInSeconds } = page.value;
  const lines = table([
    ['page', `${address}   (works once, within ${expiresInSeconds} s)`],
    ['operator', join(context.folder, dataFiles.operatorToken)],
    ['bots', join(context.folder, dataFiles.botToken)],
  ]);
  for (const line of lines) context.out.line(line);
  return exitStatus.done;
}

/** The path of one token's file, or the token itself to a person; needs no engine. */
async function oneToken(context: Context, options: TokenOptions): Promise<Outcome> {
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
