import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type * as Electron from 'electron';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ElectronApi } from '../../src/main/electron-api.ts';
import { openLoginItem } from '../../src/main/login-item.ts';

let homeDir: string;
beforeEach(() => {
  homeDir = mkdtempSync(join(tmpdir(), 'scram-login-'));
});
afterEach(() => rmSync(homeDir, { recursive: true, force: true }));

type LoginStatus = Electron.LoginItemSettings['status'];

/** A packaged app, and a system whose list says what it is told to say. */
function item(platform: NodeJS.Platform, said: (wanted: boolean) => LoginStatus = () => 'enabled', isPackaged = true) {
  let settings: Pick<Electron.LoginItemSettings, 'openAtLogin' | 'status'> = {
    openAtLogin: false,
    status: 'not-registered',
  };
  const app = {
    isPackaged,
    getLoginItemSettings: () => settings,
    setLoginItemSettings({ openAtLogin = false }: Electron.Settings) {
      settings = { openAtLogin, status: said(openAtLogin) };
    },
  };
  const electron = { app } as unknown as Pick<ElectronApi, 'app'>;
  return openLoginItem({ electron, platform, env: {}, homeDir, program: '/opt/My "$cram"/scram' });
}

test('Linux: a file of its own in the autostart folder, with the program quoted as its specification wants', () => {
  const login = item('linux');
  expect(login.standing()).toBe('off');
  expect(login.change(true)).toBeNull();
  expect(login.standing()).toBe('on');
  const entry = readFileSync(join(homeDir, '.config/autostart/scram.desktop'), 'utf8');
  expect(entry).toContain('Exec="/opt/My \\\\"\\\\$cram\\\\"/scram" --hidden\n');
  expect(login.change(false)).toBeNull();
  expect(login.standing()).toBe('off');
});

test.each([
  ['its desktop has switched it off', 'Hidden=true'],
  ['GNOME has switched it off', 'X-GNOME-Autostart-enabled=false'],
])('Linux: a file in which %s starts nothing', (_, line) => {
  const login = item('linux');
  login.change(true);
  const file = join(homeDir, '.config/autostart/scram.desktop');
  writeFileSync(file, `${readFileSync(file, 'utf8')}${line}\n`);
  expect(login.standing()).toBe('off');
  login.change(true);
  expect(login.standing()).toBe('on');
});

test('Linux: a file that starts another program is not ours, and becomes so', () => {
  const login = item('linux');
  login.change(true);
  const file = join(homeDir, '.config/autostart/scram.desktop');
  writeFileSync(file, readFileSync(file, 'utf8').replace('/opt/', '/old/'));
  expect(login.standing()).toBe('off');
  login.change(true);
  expect(login.standing()).toBe('on');
});

test('Linux: a folder that can’t be written is said', () => {
  writeFileSync(join(homeDir, '.config'), '');
  const login = item('linux');
  expect(login.change(true)).toContain('scram.desktop');
  expect(login.standing()).toBe('off');
});

test('macOS: the system’s own word counts, also when it wants its user’s approval', () => {
  const willing = item('darwin');
  expect(willing.change(true)).toBeNull();
  expect(willing.standing()).toBe('on');
  const wary = item('darwin', () => 'requires-approval');
  expect(wary.change(true)).toContain('Login Items');
  expect(wary.standing()).toBe('requires-approval');
});

test('from the sources it can’t be had', () => {
  const login = item('linux', () => 'enabled', false);
  expect(login.standing()).toBe('unsupported');
  expect(login.change(true)).toContain('packaged');
});
