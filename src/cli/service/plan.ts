import launch from '../../shared/engine-launch.json' with { type: 'json' };

/** What the service manager is to keep running: explicit paths, because a service has no PATH and no folder of its own. */
export interface ServicePlan {
  /** Node itself. */
  nodePath: string;
  /** The engine as a program of its own: without the command line around it it holds 2 MB less. */
  enginePath: string;
  dataFolder: string;
  /** Passed on to the engine as they are. */
  engineFlags: readonly string[];
}

/** Stands at the top of every file that we write, so that we never replace or remove one that somebody else wrote. */
export const ownMark = 'Written by "scram service install".';

export const serviceName = 'scram';

export function engineCommand(plan: ServicePlan): string[] {
  return [plan.nodePath, ...launch.nodeFlags, plan.enginePath, '--data', plan.dataFolder, ...plan.engineFlags];
}

/** A path or flag that can't stand in a unit or a plist on one line. */
export function unwritable(plan: ServicePlan): string | undefined {
  return engineCommand(plan).find((word) => /\p{Cc}/u.test(word));
}
