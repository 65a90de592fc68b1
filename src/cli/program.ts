import { Command, CommanderError } from 'commander';
import packageFile from '../../package.json' with { type: 'json' };
import { commands } from './commands/index.ts';
import { type Context, examples, type Outcome, type Run } from './context.ts';
import { exitStatus } from './exit.ts';
import type { Writer } from './writer.ts';

const exitHelp = `
Exit status:
  0  done
  1  refused or not done; the reason is on stderr
  2  the command line could not be understood
  3  no engine reachable

Every command takes --help.
`;

/** Parses the command line and runs what it asks for. Never writes but through the writers, never ends the process. */
export async function runProgram(
  argv: readonly string[],
  out: Writer,
  err: Writer,
  contextOf: (data: string | undefined) => Context,
): Promise<Outcome> {
  const program = new Command('scram');
  // Before the commands are added, because each takes these over from its parent.
  program.exitOverride().configureOutput({
    writeOut: (text) => out.raw(text),
    writeErr: (text) => err.raw(text),
    getOutHelpWidth: () => out.columns(),
    getErrHelpWidth: () => err.columns(),
  });
  let outcome: Outcome = exitStatus.usage;
  const run: Run = async (work) => {
    const { data } = program.opts<{ data?: string }>();
    if (data === '') program.error('error: --data wants a folder');
    outcome = await work(contextOf(data));
  };
  program
    .description('An emergency stop for automated trading: one kill cancels every order and closes every position.')
    .version(packageFile.version, '--version', 'print the version')
    .option('--data <dir>', 'the data folder of the engine to talk to')
    .helpOption('-h, --help', 'print help')
    .helpCommand(false)
    .showHelpAfterError('(every command explains itself with --help)')
    .addHelpText(
      'after',
      exitHelp + examples('scram status', 'scram kill --reason "prices look wrong"', 'scram log --follow'),
    );
  for (const register of commands) register(program, run);
  explain(program);
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return outcome;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return exitStatus.done;
    if (argv.includes('kill')) err.line('Nothing was killed. To kill: scram kill');
    return exitStatus.usage;
  }
}

/** What the list of commands says of one, its own help says too. */
function explain(command: Command): void {
  for (const each of command.commands) {
    if (each.description() === '') each.description(sentence(each.summary()));
    each.helpCommand(false);
    explain(each);
  }
}

function sentence(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}
