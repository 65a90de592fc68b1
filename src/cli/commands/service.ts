import { realpathSync } from 'node:fs';
import { userInfo } from 'node:os';
import { dirname, resolve } from 'node:path';
import { refuseWith } from '../complain.ts';
import { type Context, examples, type Outcome, type RegisterCommand } from '../context.ts';
import { exitStatus } from '../exit.ts';
import { install, remove } from '../service/apply.ts';
import { launchdManager, type ServiceManager, systemdManager } from '../service/manager.ts';
import { type ServicePlan, unwritable } from '../service/plan.ts';

interface ServiceOptions {
  system?: true;
}

export const registerService: RegisterCommand = (program, run) => {
  const command = program
    .command('service')
    .summary('keep the engine running: systemd or launchd starts it, and starts it again whenever it ends');
  command
    .command('install')
    .summary('write the service, enable it and start it')
    .argument('[engine-flags...]', 'passed on to the engine, after --')
    .option('--system', 'Linux: for the whole machine, also when nobody is logged in; wants root and --data')
    .addHelpText(
      'after',
      examples('scram service install', 'sudo scram service install --system --data /var/lib/scram'),
    )
    .action((flags: string[], options: ServiceOptions) => run((context) => installService(context, flags, options)));
  command
    .command('remove')
    .summary('stop the service and remove it; the data folder and the latch stay as they are')
    .option('--system', 'the service of the whole machine')
    .addHelpText('after', examples('scram service remove'))
    .action((options: ServiceOptions) => run((context) => removeService(context, options)));
};

async function installService(context: Context, engineFlags: string[], options: ServiceOptions): Promise<Outcome> {
  const manager = managerOf(context, options);
  if (manager === null) return refusePlatform(context);
  if (options.system && !context.folderIsNamed) {
    context.err.line('scram: a service of the whole machine wants its folder named: --data DIR');
    return exitStatus.usage;
  }
  const plan: ServicePlan = {
    nodePath: process.execPath,
    enginePath: engineBeside(realpathSync(process.argv[1] ?? '')),
    dataFolder: context.folder,
    engineFlags: engineFlags.map(withFullPath),
  };
  // The service manager starts an engine again and again, also one that can never run.
  const { faultOfFlags } = await import('../../engine/index.ts');
  const fault = await faultOfFlags(engineFlags);
  if (fault !== null) {
    context.err.line(`scram: the engine would not take its flags: ${fault}`);
    context.err.line('Nothing was installed. "scram engine --help" has the flags; they go after --.');
    return exitStatus.usage;
  }
  const bad = unwritable(plan);
  if (bad !== undefined)
    return refuseWith(context, `"${bad}" can't stand in a service file.`, 'Nothing was installed.');
  return install(context, manager, plan);
}

/** The engine's program, which lies beside the built script of the command line; or where the sources, run as they are, have it. */
function engineBeside(script: string): string {
  return resolve(dirname(script), script.endsWith('.ts') ? '../engine/main.ts' : 'engine.cjs');
}

/** A service has no folder of its own: the configuration is named in full. */
function withFullPath(flag: string, at: number, flags: string[]): string {
  if (flag.startsWith('--config=')) return `--config=${resolve(flag.slice('--config='.length))}`;
  return flags[at - 1] === '--config' ? resolve(flag) : flag;
}

async function removeService(context: Context, options: ServiceOptions): Promise<Outcome> {
  const manager = managerOf(context, options);
  return manager === null ? refusePlatform(context) : remove(context, manager);
}

/** null where there is no service manager that we know. */
function managerOf(context: Context, options: ServiceOptions): ServiceManager | null {
  const { SUDO_USER, XDG_CONFIG_HOME } = context.env;
  const { username, uid } = userInfo();
  switch (context.platform) {
    case 'linux':
      return systemdManager(
        options.system ? { kind: 'system', user: SUDO_USER ?? username } : { kind: 'user' },
        context.homeFolder,
        XDG_CONFIG_HOME?.startsWith('/') ? XDG_CONFIG_HOME : undefined,
      );
    case 'darwin':
      return options.system ? null : launchdManager(context.homeFolder, uid);
    default:
      return null;
  }
}

function refusePlatform(context: Context): Outcome {
  const hint = 'Have your own service manager run "scram engine" and start it again whenever it ends.';
  return refuseWith(context, 'services are written for systemd, and for launchd as the user.', hint);
}
