import launch from '../../shared/engine-launch.json' with { type: 'json' };
import { engineCommand, ownMark, type ServicePlan } from './plan.ts';

export type SystemdScope = { kind: 'user' } | { kind: 'system'; user: string };

/**
 * A unit that always restarts: an engine that dies takes up its kill again within seconds. No start limit, because a brake that
 * gives up after five failures is no brake. systemd.service(5), systemd.unit(5). The environment has glibc hold less memory than
 * it would for many threads (mallopt(3)).
 */
export function systemdUnit(plan: ServicePlan, scope: SystemdScope): string {
  const isSystem = scope.kind === 'system';
  return [
    `# ${ownMark}`,
    '[Unit]',
    'Description=Scram, the emergency stop for automated trading',
    'StartLimitIntervalSec=0',
    ...(isSystem ? ['Wants=network-online.target', 'After=network-online.target'] : []),
    '',
    '[Service]',
    'Type=simple',
    ...(scope.kind === 'system' ? [`User=${scope.user}`] : []),
    ...Object.entries(launch.environment).map(([name, value]) => `Environment=${name}=${value}`),
    `ExecStart=${engineCommand(plan).map(execWord).join(' ')}`,
    'Restart=always',
    'RestartSec=1',
    'UMask=0077',
    'NoNewPrivileges=yes',
    '',
    '[Install]',
    `WantedBy=${isSystem ? 'multi-user.target' : 'default.target'}`,
    '',
  ].join('\n');
}

/** One word of `ExecStart`: quoted, with the characters escaped that systemd would replace (`%`, `$`) or read (`"`, `\`). */
function execWord(word: string): string {
  const escaped = word.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('%', '%%').replaceAll('$', '$$$$');
  return `"${escaped}"`;
}
