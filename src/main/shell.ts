import type { Timers } from '../client/timers.ts';
import { openCommands } from './commands.ts';
import { desktopHandlers } from './desktop-desk.ts';
import type { Dispose, ElectronApi } from './electron-api.ts';
import { endpointOf } from './engine/data-files.ts';
import { linkEngine } from './engine/engine-link.ts';
import type { LaunchedEngine } from './engine/launch.ts';
import { openRestart } from './engine/restart.ts';
import { openHotkey } from './hotkey/hotkey.ts';
import { isWayland } from './hotkey/wayland.ts';
import { openLoginItem } from './login-item.ts';
import { announce, claimNotices } from './notices/announce.ts';
import { openNotifier } from './notices/notifier.ts';
import { keepAwake, tellPower } from './power.ts';
import { guardQuit } from './quit.ts';
import { appHandler } from './security/app-handler.ts';
import { appScheme } from './security/app-origin.ts';
import { openIpcGate } from './security/ipc-gate.ts';
import { lockDown } from './security/lock-down.ts';
import { openSettings, type Store } from './settings.ts';
import type { Feature, ShellParts } from './shell-parts.ts';
import { tray } from './tray/tray.ts';
import { mainWindow } from './window/main-window.ts';

export interface ShellOptions {
  electron: ElectronApi;
  platform: NodeJS.Platform;
  env: Readonly<Record<string, string | undefined>>;
  homeDir: string;
  dataDir: string;
  /** Folder of the tray's pictures. */
  picturesDir: string;
  /** Folder of the built page. */
  pageDir: string;
  preloadFile: string;
  store: Store;
  launch: () => LaunchedEngine;
  /** Asks a process to end (SIGTERM). */
  end: (pid: number) => void;
  fetch: typeof globalThis.fetch;
  timers: Timers;
  wallMs: () => number;
  random: () => number;
}

/** What the shell does, in the order in which it begins; it ends in the other one. */
const features: readonly Feature[] = [
  ({ electron }) => lockDown(electron),
  servePage,
  answerPage,
  tray,
  claimNotices,
  announce,
  tellPower,
  keepAwake,
];

/** Sets the shell up, once Electron is ready; undone by the function that it returns. The engine is not touched by either. */
export function openShell(options: ShellOptions): { open: ShellParts['open']; dispose: Dispose } {
  const { electron, dataDir, timers, store } = options;
  const engine = linkEngine(options);
  const window = mainWindow(options);
  const settings = openSettings(store);
  const notifier = openNotifier({ electron, platform: options.platform, open: window.open });
  const commands = openCommands({ electron, engine, notifier, timers });
  const login = openLoginItem({ ...options, program: options.env.APPIMAGE ?? electron.app.getPath('exe') });
  const hotkey = openHotkey({
    electron,
    settings,
    commands,
    notifier,
    timers,
    platform: options.platform,
    mayKeepKeys: isWayland(options.platform, options.env),
  });
  const parts: ShellParts = {
    ...options,
    engine,
    commands,
    settings,
    notifier,
    hotkey,
    login,
    restart: openRestart({ dataDir, engine, timers, end: options.end }),
    window,
    open: window.open,
    quit: () => electron.app.quit(),
  };
  const stopGuarding = guardQuit({ electron, dataDir, engine, commands, timers, end: options.end });
  const disposers = features.map((feature) => feature(parts));
  return {
    open: window.open,
    dispose() {
      for (const each of disposers.reverse()) each();
      hotkey.dispose();
      stopGuarding();
      window.close();
      engine.stop();
    },
  };
}

function servePage({ electron: { protocol }, pageDir, dataDir, fetch }: ShellParts): Dispose {
  protocol.handle(appScheme, appHandler({ pageDir, endpoint: () => endpointOf(dataDir), fetch }));
  return () => protocol.unhandle(appScheme);
}

function answerPage(parts: ShellParts): Dispose {
  return openIpcGate(parts.electron, desktopHandlers({ ...parts, onReady: parts.window.ready }));
}
