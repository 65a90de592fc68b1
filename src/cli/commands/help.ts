import { examples, type RegisterCommand } from '../context.ts';
import { exitStatus } from '../exit.ts';

/** `scram help kill`, for whoever types it so. The parser's own takes the status that the process has so far for its own. */
export const registerHelp: RegisterCommand = (program, run) => {
  program
    .command('help')
    .summary('print help, of a command where one is named')
    .argument('[command...]', 'such as: log verify')
    .addHelpText('after', examples('scram help', 'scram help log verify'))
    .action((names: string[]) =>
      run(async () => {
        let command = program;
        for (const name of names) {
          const next = command.commands.find((each) => each.name() === name);
          command = next ?? command.error(`error: unknown command '${name}'`);
        }
        command.outputHelp();
        return exitStatus.done;
      }),
    );
};
