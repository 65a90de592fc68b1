import { EventEmitter } from 'node:events';
import type * as Electron from 'electron';
import { say } from './wire.ts';

type Options = Electron.BrowserWindowConstructorOptions;

/** The app's side of a page. The page itself is opened in a browser where a spec wants to see it (`chromium-window.ts`). */
export class WebContents extends EventEmitter {
  private url = '';
  private readonly preferences: Electron.WebPreferences;
  constructor(preferences: Electron.WebPreferences = {}) {
    super();
    this.preferences = preferences;
  }
  getURL: Electron.WebContents['getURL'] = () => this.url;
  getLastWebPreferences = () => this.preferences;
  setWindowOpenHandler(..._: Parameters<Electron.WebContents['setWindowOpenHandler']>): void {}
  send: Electron.WebContents['send'] = (channel, value) => say({ says: 'to-page', channel, value });
  load(url: string): void {
    this.url = url;
  }
}

export class BrowserWindow extends EventEmitter {
  private static readonly all: BrowserWindow[] = [];
  static onMade: (contents: WebContents) => void = () => undefined;
  static getAllWindows = () => [...BrowserWindow.all];
  readonly webContents: WebContents;
  private bounds: Electron.Rectangle;
  private visible: boolean;
  private destroyed = false;

  constructor({ x = 10, y = 20, width = 800, height = 600, show = true, webPreferences }: Options) {
    super();
    this.webContents = new WebContents(webPreferences);
    this.bounds = { x, y, width, height };
    this.visible = show;
    BrowserWindow.all.push(this);
    BrowserWindow.onMade(this.webContents);
  }
  loadURL: Electron.BrowserWindow['loadURL'] = async (url) => {
    this.webContents.load(url);
    setImmediate(() => this.emit('ready-to-show'));
  };
  isDestroyed: Electron.BrowserWindow['isDestroyed'] = () => this.destroyed;
  isMinimized: Electron.BrowserWindow['isMinimized'] = () => false;
  isVisible: Electron.BrowserWindow['isVisible'] = () => this.visible;
  restore: Electron.BrowserWindow['restore'] = () => undefined;
  getNormalBounds: Electron.BrowserWindow['getNormalBounds'] = () => this.bounds;
  setBounds: Electron.BrowserWindow['setBounds'] = (bounds) => {
    this.bounds = { ...this.bounds, ...bounds };
  };
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
    say({ says: 'window-closed' });
    this.emit('closed');
  };
}
