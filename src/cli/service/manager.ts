import { join } from 'node:path';
import { launchdLabel, launchdPlist } from './launchd.ts';
import { type ServicePlan, serviceName } from './plan.ts';
import { type SystemdScope, systemdUnit } from './systemd.ts';

/** One way to keep the engine running: the file, and the commands around it. Data alone; `apply.ts` acts on it. */
export interface ServiceManager {
  file: string;
  contentOf(plan: ServicePlan): string;
  /** Run in order after the file is written. */
  enable: readonly (readonly string[])[];
  /** Run in order before the file is removed; failures are said and passed over. */
  disable: readonly (readonly string[])[];
  /** Run after the file is removed. */
  afterRemoval: readonly (readonly string[])[];
  /** What else a person should know, in one sentence; null for nothing. */
  note: string | null;
}

export function systemdManager(
  scope: SystemdScope,
  homeFolder: string,
  configHome: string | undefined,
): ServiceManager {
  const unit = `${serviceName}.service`;
  const systemctl = scope.kind === 'user' ? ['systemctl', '--user'] : ['systemctl'];
  const userFolder = join(configHome ?? join(homeFolder, '.config'), 'systemd', 'user');
  return {
    file: join(scope.kind === 'user' ? userFolder : '/etc/systemd/system', unit),
    contentOf: (plan) => systemdUnit(plan, scope),
    enable: [
      [...systemctl, 'daemon-reload'],
      [...systemctl, 'enable', '--now', unit],
    ],
    disable: [[...systemctl, 'disable', '--now', unit]],
    afterRemoval: [[...systemctl, 'daemon-reload']],
    note:
      scope.kind === 'user'
        ? 'It runs while you are logged in; to keep it running without you: loginctl enable-linger'
        : null,
  };
}

export function launchdManager(homeFolder: string, uid: number): ServiceManager {
  const file = join(homeFolder, 'Library', 'LaunchAgents', `${launchdLabel}.plist`);
  return {
    file,
    contentOf: launchdPlist,
    enable: [['launchctl', 'bootstrap', `gui/${uid}`, file]],
    disable: [['launchctl', 'bootout', `gui/${uid}/${launchdLabel}`]],
    afterRemoval: [],
    note: 'It runs while you are logged in.',
  };
}
