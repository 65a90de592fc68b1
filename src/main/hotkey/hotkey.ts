import type { Timers } from '../../client/timers.ts';
import type { HotkeyStanding } from '../../shared/desktop.ts';
import { formatDuration } from '../../shared/duration.ts';
import type { Commands } from '../commands.ts';
import type { Dispose, ElectronApi } from '../electron-api.ts';
import { shellLimits } from '../limits.ts';
import type { Notifier } from '../notices/notifier.ts';
import type { Settings } from '../settings.ts';
import { keyWords } from './key-words.ts';
import { noPress, press } from './presses.ts';

export interface HotkeyDesk {
  standing(): HotkeyStanding;
  /** The combination as it stands on the keys. */
  keys(): string;
  dispose: Dispose;
}

export interface HotkeyOptions {
  electron: Pick<ElectronApi, 'globalShortcut'>;
  settings: Settings;
  commands: Pick<Commands, 'kill'>;
  notifier: Pick<Notifier, 'show'>;
  timers: Timers;
  platform: string;
  /** The desktop may take a combination and pass none of its presses on: then only a press proves it. */
  mayKeepKeys: boolean;
}

/**
 * The kill from anywhere. It lives in the shell's main process, so that a window that is closed or hangs has no part in it, and says at
 * once that it was heard, before anything is known of the engine.
 */
export function openHotkey(options: HotkeyOptions): HotkeyDesk {
  const { electron, settings, commands, notifier, timers, platform, mayKeepKeys } = options;
  const { globalShortcut } = electron;
  let presses = noPress;
  let registered: string | null = null;
  let standing: HotkeyStanding = 'off';

  const keys = (): string => keyWords(settings.now().hotkey.accelerator, platform);

  function onPress(): void {
    if (standing === 'unproven') standing = 'active';
    const { presses: wanted, withinMs } = settings.now().hotkey;
    const { pressed, after } = press(presses, timers.nowMs(), {
      presses: wanted,
      withinMs,
      bounceMs: shellLimits.hotkeyBounceMs,
    });
    presses = after;
    if (pressed.kind === 'bounce') return;
    if (pressed.kind === 'fire') commands.kill('hotkey', `hotkey ${keys()}`);
    const again = `Press ${keys()} again within ${formatDuration(withinMs)} to kill.`;
    const sent = 'It is on its way to the engine. What the engine makes of it follows.';
    const isFire = pressed.kind === 'fire';
    const title = isFire ? 'Kill heard' : 'Hotkey heard';
    notifier.show({ title, body: isFire ? sent : again, critical: isFire, place: 'now' });
  }

  function release(): void {
    if (registered !== null) globalShortcut.unregister(registered);
    registered = null;
  }

  function apply(): void {
    const { enabled, accelerator } = settings.now().hotkey;
    release();
    presses = noPress;
    standing = enabled ? register(accelerator) : 'off';
    if (standing === 'active' || standing === 'unproven') registered = accelerator;
    if (standing === 'taken' || standing === 'invalid') {
      notifier.show({
        title: 'The hotkey does not work',
        body: troubleOf(standing, keys()),
        critical: true,
        place: 'setup',
      });
    }
  }

  /** The system can refuse without a word, so its own list is asked. */
  function register(accelerator: string): HotkeyStanding {
    try {
      globalShortcut.register(accelerator, onPress);
      if (!globalShortcut.isRegistered(accelerator)) return 'taken';
      return mayKeepKeys ? 'unproven' : 'active';
    } catch {
      return 'invalid';
    }
  }

  const forget = settings.onChange(apply);
  apply();
  return {
    standing: () => standing,
    keys,
    dispose() {
      forget();
      release();
    },
  };
}

function troubleOf(standing: 'taken' | 'invalid', keys: string): string {
  const why = standing === 'taken' ? 'another program or the system has it' : 'it is not a combination of keys';
  return `${keys} can't be had: ${why}. Choose another one under Setup.`;
}
