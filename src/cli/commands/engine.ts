import { examples, type RegisterCommand } from '../context.ts';
import { refuseOldNode } from '../node-version.ts';

export const registerEngine: RegisterCommand = (program, run) => {
  program
    .command('engine')
    .summary('run the engine in this process, until it is stopped')
    .description(
      'Runs the engine in this process. Its flags: --data DIR, --config FILE (default DIR/config.json), --host ADDRESS (of the ' +
        'device listener), --device-port PORT (5050), --control-port PORT (5051); port 0 picks a free one.',
    )
    .argument('[flags...]', 'flags of the engine')
    .allowUnknownOption()
    .allowExcessArguments()
    .addHelpText(
      'after',
      examples(
        'scram engine',
        'scram engine --data ./data --config ./config.json',
        'scram engine --control-port 0 --device-port 0',
      ),
    )
    .action((flags: string[]) =>
      run(async (context) => {
        const refused = refuseOldNode(context);
        if (refused !== null) return refused;
        // Loaded here alone: no other command should wait for it.
        const { runEngine } = await import('../../engine/index.ts');
        context.outliveOutput();
        // From here on the engine decides what the process ends with.
        process.exitCode = undefined;
        await runEngine(context.folderIsNamed ? ['--data', context.folder, ...flags] : flags);
        return 'running';
      }),
    );
};
