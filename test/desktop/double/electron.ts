import { EventEmitter } from 'node:events';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import type * as Electron from 'electron';
import { listen } from './remote.ts';
import { BrowserWindow } from './window.ts';
import { handlers, type Invoked, world } from './world.ts';

/**
 * A double of the few calls of Electron that the shell makes. Each member is typed by Electron's own declarations, so that it can't drift;
 * a call that is not here is a TypeError, and fails the spec that made it.
 */
type Like<Real, Names extends keyof Real> = Pick<Real, Names>;

class App extends EventEmitter {
  isPackaged: Electron.App['isPackaged'] = process.env.DOUBLE_PACKAGED === '1';
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
    let prevented = false;
    this.emit('before-quit', { preventDefault: () => (prevented = true) });
    if (prevented) return;
    world.hasQuit = true;
    this.emit('will-quit', { preventDefault: () => undefined });
  };
}

export const app = new App();

class NativeImage {
  path: string;
  isTemplate = false;
  constructor(path: string) {
    // The real one makes an empty picture of a file that is not there, which nobody sees in a test.
    if (!existsSync(path)) throw new Error(`there is no picture ${path}`);
    this.path = path;
  }
  setTemplateImage: Electron.NativeImage['setTemplateImage'] = (on) => {
    this.isTemplate = on;
  };
}
export const nativeImage = { createFromPath: (path: string) => new NativeImage(path) };

export const Menu = {
  buildFromTemplate: (template: Electron.MenuItemConstructorOptions[]) => template,
  setApplicationMenu: () => undefined,
};

export const trays: Tray[] = [];
export class Tray extends EventEmitter {
  image: NativeImage;
  title = '';
  toolTip = '';
  menu: Electron.MenuItemConstructorOptions[] = [];
  constructor(image: NativeImage) {
    super();
    this.image = image;
    trays.push(this);
  }
  setImage(image: NativeImage) {
    this.image = image;
  }
  setTitle: Electron.Tray['setTitle'] = (title) => {
    this.title = title;
  };
  setToolTip: Electron.Tray['setToolTip'] = (toolTip) => {
    this.toolTip = toolTip;
  };
  setContextMenu(menu: Electron.MenuItemConstructorOptions[]) {
    this.menu = menu;
  }
  setIgnoreDoubleClickEvents: Electron.Tray['setIgnoreDoubleClickEvents'] = () => undefined;
  destroy: Electron.Tray['destroy'] = () => void trays.splice(trays.indexOf(this), 1);
}

export const shown: Notification[] = [];
export class Notification extends EventEmitter {
  static isSupported: typeof Electron.Notification.isSupported = () => process.env.DOUBLE_MUTE !== '1';
  options: Electron.NotificationConstructorOptions;
  constructor(options: Electron.NotificationConstructorOptions) {
    super();
    this.options = options;
  }
  show: Electron.Notification['show'] = () => {
    const { title = '', body = '', urgency = 'normal' } = this.options;
    world.notices.push({ title, body, urgency, atMs: performance.now() });
    shown.push(this);
    setImmediate(() => this.emit('show', {}));
  };
}

export const shortcuts = new Map<string, () => void>();
export const globalShortcut: Like<Electron.GlobalShortcut, 'register' | 'unregister' | 'isRegistered'> = {
  register(accelerator, callback) {
    if (!/^([A-Za-z]+\+)*[A-Z0-9]$/.test(accelerator)) throw new TypeError('conversion failure');
    if (world.taken.has(accelerator)) return false;
    shortcuts.set(accelerator, callback);
    return true;
  },
  unregister: (accelerator) => void shortcuts.delete(accelerator),
  isRegistered: (accelerator) => shortcuts.has(accelerator),
};

export const dialog = {
  showMessageBox(options: Electron.MessageBoxOptions): Promise<{ response: number }> {
    world.dialogs.push({ message: options.message, detail: options.detail ?? '', buttons: options.buttons ?? [] });
    return new Promise((resolve) => {
      const look = setInterval(() => {
        const response = world.answers.shift();
        if (response === undefined) return;
        clearInterval(look);
        resolve({ response });
      }, 10);
    });
  },
};

export const ipcMain = {
  handle: (channel: string, handler: Invoked) => void handlers.set(channel, handler),
  removeHandler: (channel: string) => void handlers.delete(channel),
  // electron-store offers its data to pages by this channel; ours never asks.
  on: () => undefined,
};

export const schemes = new Map<string, (request: Request) => Promise<Response>>();
export const protocol = {
  registerSchemesAsPrivileged(all: Electron.CustomScheme[]) {
    world.privileged.push(...all.map(({ scheme }) => scheme));
  },
  handle: (scheme: string, handler: (request: Request) => Promise<Response>) => void schemes.set(scheme, handler),
  unhandle: (scheme: string) => void schemes.delete(scheme),
};

export const granted = { request: null as unknown, check: null as unknown, device: null as unknown };
export const session = {
  defaultSession: {
    setPermissionRequestHandler: (handler: unknown) => (granted.request = handler),
    setPermissionCheckHandler: (handler: unknown) => (granted.check = handler),
    setDevicePermissionHandler: (handler: unknown) => (granted.device = handler),
  },
};

export const powerMonitor = new EventEmitter();
export const powerSaveBlocker: Like<Electron.PowerSaveBlocker, 'start' | 'stop'> = {
  start(type) {
    const id = world.blockers.size + 1;
    world.blockers.set(id, type);
    return id;
  },
  stop: (id) => world.blockers.delete(id),
};

/** Used by electron-store alone. */
export const shell = {};

BrowserWindow.onMade = (contents) => app.emit('web-contents-created', {}, contents);

export { BrowserWindow };

listen({ app, trays, shown, shortcuts, handlers, schemes, granted, powerMonitor, windows: BrowserWindow.all });
