import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { LoginStanding } from '../shared/desktop.ts';
import { messageOf } from '../shared/errors.ts';
import type { ElectronApi } from './electron-api.ts';

/** Whether the shell starts when its user logs in. The system's word is read each time: its user can change it elsewhere. */
export interface LoginItem {
  standing(): LoginStanding;
  /** A sentence when it can't be changed; null when it was. */
  change(wanted: boolean): string | null;
}

export interface LoginItemOptions {
  electron: Pick<ElectronApi, 'app'>;
  platform: NodeJS.Platform;
  env: Readonly<Record<string, string | undefined>>;
  homeDir: string;
  /** What starts the app: the binary, or the AppImage that it lives in. */
  program: string;
}

export function openLoginItem(options: LoginItemOptions): LoginItem {
  const { electron, platform } = options;
  if (!electron.app.isPackaged)
    return { standing: () => 'unsupported', change: () => 'Only the packaged app can do that.' };
  return platform === 'linux' ? autostartItem(options) : systemItem(electron.app);
}

/** macOS and Windows keep a list. macOS may want its user's approval, and takes unsigned apps only with it. */
function systemItem(app: ElectronApi['app']): LoginItem {
  const standing = (): LoginStanding => {
    const { openAtLogin, status } = app.getLoginItemSettings();
    if (status === 'requires-approval') return 'requires-approval';
    return openAtLogin ? 'on' : 'off';
  };
  return {
    standing,
    change(wanted) {
      app.setLoginItemSettings({ openAtLogin: wanted });
      const now = standing();
      if (now === 'requires-approval') return 'Allow Scram under System Settings › General › Login Items.';
      return (now === 'on') === wanted ? null : 'The system did not take it: see its settings for login items.';
    },
  };
}

/** Linux has a folder (Desktop Application Autostart Specification): Electron knows nothing of it. */
function autostartItem({ env, homeDir, program }: LoginItemOptions): LoginItem {
  const { XDG_CONFIG_HOME: configHome } = env;
  const file = join(configHome?.startsWith('/') ? configHome : join(homeDir, '.config'), 'autostart', 'scram.desktop');
  return {
    standing: () => (startsProgram(file, program) ? 'on' : 'off'),
    change(wanted) {
      try {
        if (wanted) {
          mkdirSync(dirname(file), { recursive: true });
          writeFileSync(file, desktopEntry(program));
        } else rmSync(file, { force: true });
        return null;
      } catch (error) {
        return `${file} can’t be written: ${messageOf(error)}`;
      }
    },
  };
}

/** A desktop switches an entry off by a line in it; and one that names another program, such as an AppImage's earlier file, starts nothing. */
function startsProgram(file: string, program: string): boolean {
  const lines = readLines(file);
  const isOff = lines.some((line) => /^(Hidden\s*=\s*true|X-GNOME-Autostart-enabled\s*=\s*false)\s*$/.test(line));
  return !isOff && lines.includes(execLine(program));
}

function readLines(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').split('\n');
  } catch {
    return [];
  }
}

function desktopEntry(program: string): string {
  return ['[Desktop Entry]', 'Type=Application', 'Name=Scram', execLine(program), 'Terminal=false', ''].join('\n');
}

/**
 * Quoted as the Desktop Entry Specification wants: within double quotes four characters are escaped and a percent sign is doubled, and of
 * what comes out of that every backslash is doubled once more.
 */
function execLine(program: string): string {
  const quoted = program.replace(/["`$\\]/g, '\\$&').replaceAll('%', '%%');
  return `Exec="${quoted.replaceAll('\\', '\\\\')}" --hidden`;
}
