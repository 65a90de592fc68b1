import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import { runInNewContext } from 'node:vm';
import type * as Electron from 'electron';
import { handlers } from './world.ts';

/** A page's side: what the real built preload bundle exposes to it, and what it may do to the frame that it is in. */
export class WebContents extends EventEmitter {
  url = '';
  opens: ((details: { url: string }) => { action: string }) | null = null;
  /** By the name that it has in the page. */
  exposed: Record<string, unknown> = {};
  private readonly toPage = new EventEmitter();

  setWindowOpenHandler(handler: (details: { url: string }) => { action: string }) {
    this.opens = handler;
  }
  send(channel: string, value: unknown) {
    this.toPage.emit(channel, {}, structuredClone(value));
  }

  /** Runs the preload as a sandbox does: nothing can be required but electron, and values cross by copy. */
  runPreload(file: string) {
    const electron = {
      ipcRenderer: {
        invoke: async (channel: string, value: unknown) => {
          const handler = handlers.get(channel);
          if (!handler) throw new Error(`no handler for ${channel}`);
          return handler({ senderFrame: { url: this.url, parent: null } }, structuredClone(value));
        },
        on: (channel: string, listener: (...args: unknown[]) => void) => this.toPage.on(channel, listener),
      },
      contextBridge: {
        exposeInMainWorld: (name: string, api: unknown) => {
          this.exposed[name] = api;
        },
      },
    };
    const require = (name: string) => {
      if (name !== 'electron') throw new Error(`a sandboxed preload can't require ${name}`);
      return electron;
    };
    runInNewContext(readFileSync(file, 'utf8'), { require, exports: {}, module: { exports: {} } });
  }
}

export class BrowserWindow extends EventEmitter {
  static readonly all: BrowserWindow[] = [];
  static onMade: (contents: WebContents) => void = () => undefined;
  readonly webContents = new WebContents();
  readonly options: Electron.BrowserWindowConstructorOptions;
  visible: boolean;
  private destroyed = false;

  constructor(options: Electron.BrowserWindowConstructorOptions) {
    super();
    this.options = options;
    this.visible = options.show !== false;
    BrowserWindow.all.push(this);
    BrowserWindow.onMade(this.webContents);
  }
  async loadURL(url: string) {
    this.webContents.url = url;
    const { preload } = this.options.webPreferences ?? {};
    if (preload !== undefined) this.webContents.runPreload(preload);
    setImmediate(() => this.emit('ready-to-show'));
  }
  isDestroyed: Electron.BrowserWindow['isDestroyed'] = () => this.destroyed;
  isMinimized: Electron.BrowserWindow['isMinimized'] = () => false;
  restore: Electron.BrowserWindow['restore'] = () => undefined;
  getNormalBounds: Electron.BrowserWindow['getNormalBounds'] = () => ({ x: 10, y: 20, width: 700, height: 600 });
  show: Electron.BrowserWindow['show'] = () => {
    this.visible = true;
  };
  focus: Electron.BrowserWindow['focus'] = () => undefined;
  close: Electron.BrowserWindow['close'] = () => {
    this.emit('close', {});
    this.destroy();
  };
  destroy: Electron.BrowserWindow['destroy'] = () => {
    this.destroyed = true;
    BrowserWindow.all.splice(BrowserWindow.all.indexOf(this), 1);
    this.emit('closed');
  };
}
