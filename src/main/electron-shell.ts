import { homedir } from 'node:os';
import { join } from 'node:path';
import * as electron from 'electron';
import ElectronStore from 'electron-store';
import { systemTimers } from '../client/timers.ts';
import { type EngineCommand, launchEngine } from './engine/launch.ts';
import { isWayland } from './hotkey/wayland.ts';
import { parseShellArgs } from './options.ts';
import { appScheme } from './security/app-origin.ts';
import { openShell } from './shell.ts';

/** Beside this bundle, also inside a packaged archive. */
const builtDir = join(__dirname, '..');

/** Runs the shell: one to a user, ready when Electron is. */
export function runShell(): void {
  const { app, protocol, Menu } = electron;
  // Without it no key reaches a program that is not in front there; elsewhere it would put a portal before keys that work.
  if (isWayland(process.platform, process.env))
    app.commandLine.appendSwitch('enable-features', 'GlobalShortcutsPortal');
  // A second start is a wish to see the window of the first.
  if (!app.requestSingleInstanceLock()) {
    app.quit();
    return;
  }
  // Must be said before Electron is ready. `standard` and `secure` make it an origin like https; `stream` lets events through.
  protocol.registerSchemesAsPrivileged([
    { scheme: appScheme, privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true } },
  ]);
  // The tray stays when the window is closed.
  app.on('window-all-closed', () => undefined);
  void app.whenReady().then(() => {
    // Without a menu macOS knows neither copy nor paste; elsewhere the window needs none.
    const menu = [{ role: 'appMenu' }, { role: 'editMenu' }, { role: 'windowMenu' }] as const;
    Menu.setApplicationMenu(process.platform === 'darwin' ? Menu.buildFromTemplate([...menu]) : null);
    const machine = { platform: process.platform, env: process.env, homeDir: homedir() };
    const { dataDir, engineFlags } = parseShellArgs(process.argv.slice(app.isPackaged ? 1 : 2), machine);
    const kept = new ElectronStore<Record<string, unknown>>({ name: 'desktop', clearInvalidConfig: true });
    const shell = openShell({
      ...machine,
      electron,
      dataDir,
      picturesDir: join(builtDir, '..', 'assets', 'tray'),
      pageDir: join(builtDir, 'renderer'),
      preloadFile: join(builtDir, 'preload', 'index.cjs'),
      store: { get: (key) => kept.get(key), set: (key, value) => kept.set(key, value) },
      launch: () => launchEngine(engineCommand(app.isPackaged), dataDir, engineFlags),
      end: (pid) => process.kill(pid, 'SIGTERM'),
      fetch: globalThis.fetch,
      timers: systemTimers,
      wallMs: Date.now,
      random: Math.random,
    });
    app.on('second-instance', () => shell.open('now'));
    app.on('activate', () => shell.open('now'));
    app.on('will-quit', shell.dispose);
    // At login the tray is enough.
    const isLogin = process.argv.includes('--hidden') || app.getLoginItemSettings().wasOpenedAtLogin;
    if (!isLogin) shell.open('now');
  });
}

/**
 * Packaged, the engine is this very binary: its fuses keep it from being Node. On Linux it then needs no display, and does not end
 * with one. From the sources it is Node with the built engine.
 */
function engineCommand(isPackaged: boolean): EngineCommand {
  if (!isPackaged) return { program: 'node', args: [join(__dirname, 'engine.cjs')] };
  const flags = process.platform === 'linux' ? ['--ozone-platform=headless', '--engine'] : ['--engine'];
  return { program: process.execPath, args: flags };
}
