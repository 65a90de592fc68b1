import { EventEmitter } from 'node:events';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import type * as Electron from 'electron';
import { openBridge } from './bridge.ts';
import { showOnDesktop } from './libnotify.ts';
import { BrowserWindow } from './window.ts';

/**
 * A double of the few calls of Electron that the shell makes. Each member is typed by Electron's own declarations, so that it can't
 * drift; a call that is not here is a TypeError, and fails the spec that made it. What the specs see of it is not its own affair: the
 * observer that listens at it listens at the real one in the same way.
 */
type Like<Real, Names extends keyof Real> = Pick<Real, Names>;

class App extends EventEmitter {
  commandLine: Like<Electron.CommandLine, 'appendSwitch'> = { appendSwitch: () => undefined };
  isPackaged: Electron.App['isPackaged'] = false;
  getVersion: Electron.App['getVersion'] = () => '0';
  getPath: Electron.App['getPath'] = (name) =>
    name === 'exe' ? process.execPath : (process.env.DOUBLE_USER_DATA ?? tmpdir());
  requestSingleInstanceLock: Electron.App['requestSingleInstanceLock'] = () => process.env.DOUBLE_SECOND !== '1';
  whenReady: Electron.App['whenReady'] = () => new Promise((resolve) => setImmediate(resolve));
  getLoginItemSettings: Electron.App['getLoginItemSettings'] = () => ({
    openAtLogin: false,
    wasOpenedAtLogin: false,
    openAsHidden: false,
    wasOpenedAsHidden: false,
    restoreState: false,
    status: 'not-registered',
    executableWillLaunchAtLogin: false,
    launchItems: [],
  });
  quit: Electron.App['quit'] = () => {
    let isPrevented = false;
    const preventDefault = () => {
      isPrevented = true;
    };
    this.emit('before-quit', { preventDefault });
    if (!isPrevented) this.emit('will-quit', { preventDefault });
  };
}

export const app = new App();

class NativeImage {
  private isTemplate = false;
  isTemplateImage: Electron.NativeImage['isTemplateImage'] = () => this.isTemplate;
  setTemplateImage: Electron.NativeImage['setTemplateImage'] = (on) => {
    this.isTemplate = on;
  };
}
export const nativeImage = {
  createFromPath(path: string): NativeImage {
    // The real one makes an empty picture of a file that is not there, which nobody sees in a test.
    if (!existsSync(path)) throw new Error(`there is no picture ${path}`);
    return new NativeImage();
  },
};

export const Menu = {
  buildFromTemplate: (template: Electron.MenuItemConstructorOptions[]) => ({
    items: template.map((item) => ({ type: 'normal', label: '', enabled: true, ...item })),
  }),
  setApplicationMenu: () => undefined,
};

export class Tray extends EventEmitter {
  setImage(_image: NativeImage): void {}
  setTitle(..._: Parameters<Electron.Tray['setTitle']>): void {}
  setToolTip(..._: Parameters<Electron.Tray['setToolTip']>): void {}
  setContextMenu(_menu: ReturnType<typeof Menu.buildFromTemplate>): void {}
  setIgnoreDoubleClickEvents(..._: Parameters<Electron.Tray['setIgnoreDoubleClickEvents']>): void {}
  destroy(): void {}
}

export class Notification extends EventEmitter {
  static isSupported: typeof Electron.Notification.isSupported = () => process.env.DOUBLE_MUTE !== '1';
  readonly title: string;
  readonly body: string;
  readonly urgency: NonNullable<Electron.NotificationConstructorOptions['urgency']>;
  constructor({ title = '', body = '', urgency = 'normal' }: Electron.NotificationConstructorOptions) {
    super();
    this.title = title;
    this.body = body;
    this.urgency = urgency;
  }
  show(): void {
    if (process.env.DOUBLE_DESKTOP === '1') showOnDesktop(this);
    setImmediate(() => this.emit('show', {}));
  }
}

/** The observer takes the place of these, as it does of the real ones. */
const left = () => {
  throw new Error('the observer is not there');
};
export const globalShortcut: Like<Electron.GlobalShortcut, 'register' | 'unregister' | 'isRegistered'> = {
  register: left,
  unregister: left,
  isRegistered: left,
};
export const dialog: Like<Electron.Dialog, 'showMessageBox'> = { showMessageBox: left };

export const ipcMain = {
  handle: () => undefined,
  removeHandler: () => undefined,
  // electron-store offers its data to pages by this channel; ours never asks.
  on: () => undefined,
};

export const protocol = {
  registerSchemesAsPrivileged: (_schemes: Electron.CustomScheme[]) => undefined,
  handle: (_scheme: string, handler: (request: Request) => Promise<Response>) => openBridge(handler),
  unhandle: () => undefined,
};

export const session = {
  defaultSession: {
    setPermissionRequestHandler: () => undefined,
    setPermissionCheckHandler: () => undefined,
    setDevicePermissionHandler: () => undefined,
  },
};

const display = { workArea: { x: 0, y: 0, width: 1_920, height: 1_080 } } as Electron.Display;
export const screen: Like<Electron.Screen, 'getAllDisplays'> = { getAllDisplays: () => [display] };

export const powerMonitor = new EventEmitter();
let blockers = 0;
export const powerSaveBlocker: Like<Electron.PowerSaveBlocker, 'start' | 'stop'> = {
  start: () => ++blockers,
  stop: () => true,
};

/** Used by electron-store alone. */
export const shell = {};

BrowserWindow.onMade = (contents) => app.emit('web-contents-created', {}, contents);

export { BrowserWindow };

// Without the spec that started it there is nobody to show anything to.
process.once('disconnect', () => process.exit());
