import { type DesktopChanged, type DesktopSettings, type DesktopState, loosensDesktop } from '../shared/desktop.ts';
import { desktopChannels } from '../shared/desktop-channels.ts';
import { isMeaningfulReason, leastReason } from '../shared/reason.ts';
import type { EngineLink } from './engine/engine-link.ts';
import type { EngineRestart } from './engine/restart.ts';
import type { HotkeyDesk } from './hotkey/hotkey.ts';
import { shellLimits } from './limits.ts';
import type { LoginItem } from './login-item.ts';
import type { Notifier } from './notices/notifier.ts';
import type { IpcHandlers } from './security/ipc-gate.ts';
import { parseChange, type Settings } from './settings.ts';

export interface DesktopDeskOptions {
  settings: Settings;
  engine: Pick<EngineLink, 'client'>;
  hotkey: Pick<HotkeyDesk, 'standing' | 'keys'>;
  login: LoginItem;
  notifier: Pick<Notifier, 'works'>;
  restart: EngineRestart;
  onReady: () => void;
}

/** What the page may ask of the desktop, by channel. */
export function desktopHandlers(options: DesktopDeskOptions): IpcHandlers {
  const { settings, engine, hotkey, login, notifier, restart, onReady } = options;
  const state = (): DesktopState => ({
    settings: settings.now(),
    hotkey: hotkey.standing(),
    keys: hotkey.keys(),
    login: login.standing(),
    notifications: notifier.works(),
    canRestart: restart.isOffered(),
  });
  const changed = (trouble: string | null): DesktopChanged =>
    trouble === null ? { ok: true, state: state() } : { ok: false, message: trouble };
  return {
    [desktopChannels.state]: state,
    [desktopChannels.ready]: onReady,
    async [desktopChannels.changeSettings](wanted): Promise<DesktopChanged> {
      const parsed = parseChange(wanted);
      if (!parsed.ok) return parsed;
      const { reason = '', ...next } = parsed.value;
      const trouble = await tellHotkey(engine, settings.now(), next, reason);
      if (trouble === null) settings.change(next);
      return changed(trouble);
    },
    [desktopChannels.launchAtLogin](wanted): DesktopChanged {
      if (typeof wanted !== 'boolean') return { ok: false, message: 'launch at login: must be true or false' };
      return changed(login.change(wanted));
    },
    [desktopChannels.restartEngine]: async () => changed(await restart.restart()),
  };
}

/**
 * Has the engine record that the hotkey is switched off, with the reason, before it is: a way to kill goes on no quieter way than one in
 * the configuration. A sentence where that can't be; that it is on again is told and not waited for.
 */
async function tellHotkey(
  { client }: Pick<EngineLink, 'client'>,
  before: DesktopSettings,
  after: DesktopSettings,
  reason: string,
): Promise<string | null> {
  const engine = client('window');
  const { tellMs: timeoutMs } = shellLimits;
  if (loosensDesktop(after, before) && engine.ok) {
    void engine.value.shell({ request: { event: 'hotkey_on' }, timeoutMs });
  }
  if (!loosensDesktop(before, after)) return null;
  if (!isMeaningfulReason(reason)) {
    return `reason: must say why the hotkey is not needed, in ${leastReason}`;
  }
  const told = engine.ok ? await engine.value.shell({ request: { event: 'hotkey_off', reason }, timeoutMs }) : engine;
  return told.ok ? null : `The hotkey stays on, because the engine did not record the reason: ${told.failure.message}`;
}
