import type { Timers } from '../client/timers.ts';
import type { Place } from '../shared/desktop.ts';
import type { Commands } from './commands.ts';
import type { Dispose, ElectronApi } from './electron-api.ts';
import type { EngineLink } from './engine/engine-link.ts';
import type { EngineRestart } from './engine/restart.ts';
import type { HotkeyDesk } from './hotkey/hotkey.ts';
import type { LoginItem } from './login-item.ts';
import type { Notifier } from './notices/notifier.ts';
import type { Settings } from './settings.ts';
import type { MainWindow } from './window/main-window.ts';

/** What the shell's features are made with. */
export interface ShellParts {
  electron: ElectronApi;
  platform: NodeJS.Platform;
  /** Folder of the tray's pictures. */
  picturesDir: string;
  /** Folder of the built page. */
  pageDir: string;
  dataDir: string;
  engine: EngineLink;
  commands: Commands;
  settings: Settings;
  notifier: Notifier;
  hotkey: HotkeyDesk;
  login: LoginItem;
  restart: EngineRestart;
  window: MainWindow;
  fetch: typeof globalThis.fetch;
  /** Shows the window at a place; makes it where there is none. */
  open: (place: Place) => void;
  quit: () => void;
  timers: Timers;
  /** Milliseconds since 1970. */
  wallMs: () => number;
}

/** One small thing that the shell does, set up by a call and undone by what that returns. */
export type Feature = (parts: ShellParts) => Dispose;
