import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { systemdUnit } from '../../src/cli/service/systemd.ts';
import { type CliEnd, cliCommand, patience, runCli } from './cli-run.ts';

const engineScript = new URL('../../src/engine/main.ts', import.meta.url).pathname;

let home: string;
let unitFile: string;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'scram-service-'));
  unitFile = join(home, '.config/systemd/user/scram.service');
  mkdirSync(join(home, 'bin'));
});
afterEach(() => rmSync(home, { recursive: true }));

/** The only programs that the command under test can find: the machine's own service manager must never be touched. */
function fakeSystemctl(script: string): void {
  const path = join(home, 'bin/systemctl');
  writeFileSync(path, `#!/bin/sh\necho "$@" >> ${home}/ran\n${script}\n`);
  chmodSync(path, 0o755);
}

function service(...args: string[]): Promise<CliEnd> {
  return runCli(['service', ...args], { HOME: home, PATH: join(home, 'bin'), XDG_CONFIG_HOME: '', XDG_DATA_HOME: '' });
}

const ran = (): string[] =>
  existsSync(join(home, 'ran')) ? readFileSync(join(home, 'ran'), 'utf8').trim().split('\n') : [];

describe.runIf(process.platform === 'linux')('the systemd service', () => {
  test('is written with explicit paths, enabled and started; and removed again', async () => {
    fakeSystemctl('exit 0');
    const installed = await service('install', '--', '--host', '127.0.0.1', '--config', 'mine.json');
    expect(installed).toMatchObject({ status: 0, stderr: '' });
    expect(readFileSync(unitFile, 'utf8')).toContain(
      `ExecStart="${cliCommand[0]}" "--no-maglev" "--no-opt" "${engineScript}" "--data" "${home}/.local/share/scram" "--host" "127.0.0.1" "--config" "${resolve('mine.json')}"\n`,
    );
    expect(installed.stdout).toContain(`Wrote ${unitFile}`);
    expect(ran()).toEqual(['--user daemon-reload', '--user enable --now scram.service']);
    const removed = await service('remove');
    expect(removed).toMatchObject({ status: 0, stderr: '' });
    expect(existsSync(unitFile)).toBe(false);
    expect(ran().slice(2)).toEqual(['--user disable --now scram.service', '--user daemon-reload']);
  });

  test('what the unit starts is an engine', async () => {
    fakeSystemctl('exit 0');
    const passed = '--host 127.0.0.1 --device-port 0 --control-port 0'.split(' ');
    expect(await service('install', '--', ...passed)).toMatchObject({ status: 0 });
    const unit = readFileSync(unitFile, 'utf8');
    const [program = '', ...args] = [...(/^ExecStart=(.*)$/m.exec(unit)?.[1] ?? '').matchAll(/"([^"]*)"/g)].map(
      ([, word = '']) => word,
    );
    const variables = Object.fromEntries(
      [...unit.matchAll(/^Environment=(\w+)=(.*)$/gm)].map(([, name, value]) => [name, value]),
    );
    expect(Object.keys(variables)).toContain('MALLOC_ARENA_MAX');
    const engine = spawn(program, args, {
      env: { ...process.env, ...variables },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let said = '';
    engine.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
    const ended = once(engine, 'exit');
    await expect.poll(() => said, patience).toContain('Scram is armed');
    engine.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
  });

  test('that could not be started is not called done: what to run is said', async () => {
    fakeSystemctl('printf "Not booted with systemd.\\nFailed to connect to bus\\n" >&2; exit 1');
    const end = await service('install');
    expect(end.status).toBe(1);
    expect(end.stdout).toContain(`Wrote ${unitFile}`);
    expect(end.stderr).toContain('not running');
    expect(end.stderr).toContain('(Not booted with systemd.; Failed to connect to bus)');
    expect(end.stderr).toContain('systemctl --user enable --now scram.service');
  });

  test.each([['--control-prot', '5051'], ['--device-port', 'x'], ['--config', ''], ['now']])(
    'is not made of an engine that could never start: %s',
    async (...flags) => {
      fakeSystemctl('exit 0');
      const end = await service('install', '--', ...flags);
      expect(end).toMatchObject({ status: 2, stdout: '' });
      expect(end.stderr).toContain(flags[0]);
      expect(existsSync(unitFile)).toBe(false);
      expect(ran()).toEqual([]);
    },
  );

  test('without systemctl says so', async () => {
    const end = await service('install');
    expect(end.status).toBe(1);
    expect(end.stderr).toContain('ENOENT');
  });

  test('never replaces or removes a file that somebody else wrote', async () => {
    fakeSystemctl('exit 0');
    mkdirSync(join(unitFile, '..'), { recursive: true });
    writeFileSync(unitFile, '[Unit]\n');
    expect((await service('install')).status).toBe(1);
    expect((await service('remove')).status).toBe(1);
    expect(readFileSync(unitFile, 'utf8')).toBe('[Unit]\n');
    expect(ran()).toEqual([]);
  });

  test('of the whole machine wants its folder named', async () => {
    expect(await service('install', '--system')).toMatchObject({ status: 2, stdout: '' });
  });
});

const hasSystemdAnalyze = spawnSync('systemd-analyze', ['--version']).status === 0;

test.runIf(hasSystemdAnalyze)('systemd itself takes the units, with awkward paths in them', () => {
  const plan = {
    nodePath: process.execPath,
    enginePath: engineScript,
    dataFolder: `${home}/a b 100% $HOME "q"`,
    engineFlags: ['--host', '127.0.0.1'],
  };
  for (const scope of [{ kind: 'user' }, { kind: 'system', user: 'root' }] as const) {
    const file = join(home, `scram-${scope.kind}.service`);
    writeFileSync(file, systemdUnit(plan, scope));
    const verified = spawnSync('systemd-analyze', ['verify', '--man=no', '--recursive-errors=no', file], {
      encoding: 'utf8',
    });
    expect(verified.stderr).not.toContain(file);
    expect(verified.status).toBe(0);
  }
});
