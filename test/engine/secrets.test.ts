import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openSecrets, secretNames } from '../../src/engine/secrets.ts';
import { demoConfig } from '../../src/shared/config.ts';

const tools = ['/usr/bin/gnome-keyring-daemon', '/usr/bin/dbus-run-session', '/usr/bin/secret-tool'];
const hasKeychain = tools.every(existsSync);

function folder(secrets?: Record<string, string>): string {
  const path = mkdtempSync(join(tmpdir(), 'scram-secrets-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  if (secrets) writeFileSync(join(path, 'secrets.json'), JSON.stringify(secrets), { mode: 0o600 });
  return path;
}

describe('secrets', () => {
  it('are looked for by every name that the configuration refers to, and by no other', () => {
    const config = {
      ...demoConfig,
      devices: { '1a2b3c4d': { key: { secret: 'device' } } },
      links: { wifi: { staticTokens: [{ secret: 'old' }, { env: 'TOKEN' }, { secret: 'old' }] } },
    };
    expect(secretNames(config)).toEqual(['device', 'old']);
    expect(secretNames(demoConfig)).toEqual([]);
  });

  it('come from the environment and from the file, and are not there where they are blank', async () => {
    const secrets = await openSecrets(folder({ one: ' first ', two: ' ' }), { THREE: 'third' }, []);
    expect(secrets.of({ secret: 'one' })).toBe('first');
    expect(secrets.of({ secret: 'two' })).toBeNull();
    expect(secrets.of({ env: 'THREE' })).toBe('third');
    expect(secrets.of({ env: 'FOUR' })).toBeNull();
  });
});

/*
 * The real Secret Service of a desktop (gnome-keyring on a session bus of its own), filled by another program than ours.
 */
const reader = `
  import { openSecrets } from '${join(import.meta.dirname, '../../src/engine/secrets.ts')}';
  const began = performance.now();
  const secrets = await openSecrets(process.argv[1], process.env, ['stored', 'filed']);
  const trouble = secrets.trouble();
  const values = [secrets.of({ secret: 'stored' }), secrets.of({ secret: 'filed' })];
  const refused = await secrets.keep({ stored: 'new' }).catch((error) => error.message);
  console.log(JSON.stringify({ values, trouble, refused, ms: performance.now() - began }));
`;

interface Said {
  values: (string | null)[];
  trouble: string | null;
  refused?: string;
  ms: number;
}

function inSession(before: string, dataDir: string, home = folder()): Said {
  const script = `${before}\nexec "$0" --input-type=module-typescript -e "$1" "$2"`;
  const run = spawnSync('dbus-run-session', ['--', 'sh', '-c', script, process.execPath, reader, dataDir], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH ?? '', HOME: home, XDG_DATA_HOME: home, XDG_RUNTIME_DIR: home },
    timeout: 20_000,
  });
  const last = run.stdout.trim().split('\n').at(-1) ?? '';
  if (!last.startsWith('{')) throw new Error(`the session said: ${run.stdout} ${run.stderr}`);
  return JSON.parse(last) as Said;
}

describe.skipIf(!hasKeychain)('the keychain', () => {
  const unlocked = `printf pw | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1
    printf from-the-keychain | secret-tool store --label=test service scram username stored`;

  it('is asked first, and the file for what it does not have', () => {
    const said = inSession(unlocked, folder({ stored: 'from the file', filed: 'in the file' }));
    expect(said.values).toEqual(['from-the-keychain', 'in the file']);
    expect(said.trouble).toBeNull();
  });

  it('keeps its secrets from being hidden by new ones in the file', () => {
    const said = inSession(unlocked, folder());
    expect(said.refused).toContain('remove it there');
  });

  it('that is locked and can ask nobody costs its secrets, and says so where one is missed', () => {
    const home = folder();
    inSession(unlocked, folder(), home);
    const said = inSession('', folder({ filed: 'in the file' }), home);
    expect(said.values).toEqual([null, 'in the file']);
    expect(said.trouble).toMatch(/^the keychain: /);
    expect(said.ms).toBeLessThan(5_000);
    expect(inSession('', folder({ filed: 'x', stored: 'y' }), home).trouble).toBeNull();
  });
});
