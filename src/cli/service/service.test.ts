import { expect, test } from 'vitest';
import { launchdPlist } from './launchd.ts';
import { launchdManager, systemdManager } from './manager.ts';
import { type ServicePlan, unwritable } from './plan.ts';
import { systemdUnit } from './systemd.ts';

const plan: ServicePlan = {
  nodePath: '/usr/bin/node',
  enginePath: '/opt/scram/engine.cjs',
  dataFolder: '/home/ana/.local/share/scram',
  engineFlags: [],
};

test('the unit always restarts, without a limit, with explicit paths', () => {
  const unit = systemdUnit(plan, { kind: 'user' });
  expect(unit).toContain(
    'ExecStart="/usr/bin/node" "--no-maglev" "--no-opt" "/opt/scram/engine.cjs" "--data" "/home/ana/.local/share/scram"\n',
  );
  expect(unit).toContain('\nRestart=always\n');
  expect(unit).toContain('\nEnvironment=MALLOC_ARENA_MAX=1\n');
  expect(unit).toContain('\nStartLimitIntervalSec=0\n');
  expect(unit).toContain('\nWantedBy=default.target\n');
  expect(unit).not.toContain('User=');
});

test('the unit of the whole machine names its user', () => {
  const unit = systemdUnit(plan, { kind: 'system', user: 'ana' });
  expect(unit).toContain('\nUser=ana\n');
  expect(unit).toContain('\nWantedBy=multi-user.target\n');
});

test('what systemd would replace in a path is escaped', () => {
  const unit = systemdUnit({ ...plan, dataFolder: '/a b/100%/$HOME/"q"\\' }, { kind: 'user' });
  expect(unit).toContain('"/a b/100%%/$$HOME/\\"q\\"\\\\"\n');
});

test('the plist keeps the engine alive and escapes its words', () => {
  const plist = launchdPlist({ ...plan, dataFolder: '/Users/a&b', engineFlags: ['--host', '<any>'] });
  expect(plist).toContain('<key>KeepAlive</key><true/>');
  expect(plist).toContain('<key>RunAtLoad</key><true/>');
  expect(plist).toContain(
    '<string>/Users/a&amp;b</string>\n    <string>--host</string>\n    <string>&lt;any&gt;</string>',
  );
});

test('a line break in a path is found', () => {
  expect(unwritable({ ...plan, dataFolder: '/a\nExecStart=/bin/evil' })).toBe('/a\nExecStart=/bin/evil');
  expect(unwritable(plan)).toBeUndefined();
});

test('each manager knows its file and its commands', () => {
  expect(systemdManager({ kind: 'user' }, '/home/ana', undefined)).toMatchObject({
    file: '/home/ana/.config/systemd/user/scram.service',
    enable: [
      ['systemctl', '--user', 'daemon-reload'],
      ['systemctl', '--user', 'enable', '--now', 'scram.service'],
    ],
  });
  expect(systemdManager({ kind: 'user' }, '/home/ana', '/cfg').file).toBe('/cfg/systemd/user/scram.service');
  expect(systemdManager({ kind: 'system', user: 'ana' }, '/root', '/cfg').file).toBe(
    '/etc/systemd/system/scram.service',
  );
  expect(launchdManager('/Users/ana', 501).enable).toEqual([
    ['launchctl', 'bootstrap', 'gui/501', '/Users/ana/Library/LaunchAgents/scram.engine.plist'],
  ]);
});
