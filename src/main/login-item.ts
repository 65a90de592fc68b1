import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { LoginStanding } from '../shared/desktop.ts';
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
    standing: () => (existsSync(file) ? 'on' : 'off'),
    change(wanted) {
      try {
        if (wanted) {
          mkdirSync(dirname(file), { recursive: true });
          writeFileSync(file, desktopEntry(program));
        } else rmSync(file, { force: true });
        return null;
      } catch (error) {
        return `${file} can’t be written: ${error instanceof Error ? error.message : String(error)}`;
      }
    },
  };
}

function desktopEntry(program: string): string {
  // The specification's quoting: within double quotes these four are escaped, and a percent sign is doubled.
  const quoted = program.replace(/["`$\\]/g, '\\$&').replaceAll('%', '%%');
  return ['[Desktop Entry]', 'Type=Application', 'Name=Scram', `Exec="${quoted}" --hidden`, 'Terminal=false', ''].join(
    '\n',
  );
}
