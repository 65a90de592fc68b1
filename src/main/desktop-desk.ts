import type { DesktopChanged, DesktopState } from '../shared/desktop.ts';
import { desktopChannels } from '../shared/desktop-channels.ts';
import type { HotkeyDesk } from './hotkey/hotkey.ts';
import type { LoginItem } from './login-item.ts';
import type { Notifier } from './notices/notifier.ts';
import type { IpcHandlers } from './security/ipc-gate.ts';
import { parseSettings, type Settings } from './settings.ts';

export interface DesktopDeskOptions {
  settings: Settings;
  hotkey: Pick<HotkeyDesk, 'standing'>;
  login: LoginItem;
  notifier: Pick<Notifier, 'works'>;
  onReady: () => void;
}

/** What the page may ask of the desktop, by channel. */
export function desktopHandlers({ settings, hotkey, login, notifier, onReady }: DesktopDeskOptions): IpcHandlers {
  const state = (): DesktopState => ({
    settings: settings.now(),
    hotkey: hotkey.standing(),
    login: login.standing(),
    notifications: notifier.works(),
  });
  return {
    [desktopChannels.state]: state,
    [desktopChannels.ready]: onReady,
    [desktopChannels.changeSettings](wanted): DesktopChanged {
      const parsed = parseSettings(wanted);
      if (!parsed.ok) return parsed;
      settings.change(parsed.value);
      return { ok: true, state: state() };
    },
    [desktopChannels.launchAtLogin](wanted): DesktopChanged {
      if (typeof wanted !== 'boolean') return { ok: false, message: 'launch at login: must be true or false' };
      const trouble = login.change(wanted);
      return trouble === null ? { ok: true, state: state() } : { ok: false, message: trouble };
    },
  };
}
