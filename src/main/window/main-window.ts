import * as z from 'zod';
import type { Place } from '../../shared/desktop.ts';
import { desktopChannels } from '../../shared/desktop-channels.ts';
import type { ElectronApi } from '../electron-api.ts';
import { appUrl } from '../security/app-origin.ts';
import type { Store } from '../settings.ts';
import { isOnScreen } from './on-screen.ts';

/** The one window. It is closed and made anew at will: nothing that guards lives in it. */
export interface MainWindow {
  open(place: Place): void;
  /** The page listens now: it is told where to go. */
  ready(): void;
  close(): void;
}

export interface MainWindowOptions {
  electron: Pick<ElectronApi, 'BrowserWindow' | 'screen'>;
  store: Store;
  preloadFile: string;
}

const Bounds = z.object({ x: z.int(), y: z.int(), width: z.int().min(480), height: z.int().min(560) });

export function mainWindow({ electron, store, preloadFile }: MainWindowOptions): MainWindow {
  let window: Electron.BrowserWindow | null = null;
  /** Asked for, and not yet told to a page that listens. */
  let place: Place | null = null;
  let isListening = false;

  /** Where it was, or as large as it was where that place is on no screen any more. */
  function keptBounds(): Partial<Electron.Rectangle> {
    const kept = Bounds.safeParse(store.get('window'));
    if (!kept.success) return {};
    const areas = electron.screen.getAllDisplays().map(({ workArea }) => workArea);
    const { width, height } = kept.data;
    return isOnScreen(kept.data, areas) ? kept.data : { width, height };
  }

  function make(): Electron.BrowserWindow {
    const made = new electron.BrowserWindow({
      width: 960,
      height: 640,
      minWidth: 480,
      minHeight: 560,
      ...keptBounds(),
      show: false,
      title: 'Scram',
      autoHideMenuBar: true,
      webPreferences: {
        preload: preloadFile,
        contextIsolation: true,
        sandbox: true,
        nodeIntegration: false,
        nodeIntegrationInWorker: false,
        nodeIntegrationInSubFrames: false,
        webSecurity: true,
        allowRunningInsecureContent: false,
        webviewTag: false,
        navigateOnDragDrop: false,
        spellcheck: false,
        // The window shows a running kill also while it lies behind others.
        backgroundThrottling: false,
      },
    });
    made.once('ready-to-show', () => made.show());
    made.on('close', () => store.set('window', made.getNormalBounds()));
    made.on('closed', () => {
      if (window === made) window = null;
    });
    // A page that is gone is worth less than none: the next one is fresh.
    made.webContents.on('render-process-gone', () => made.destroy());
    void made.loadURL(appUrl);
    return made;
  }

  function tell(): void {
    if (place === null || !isListening) return;
    window?.webContents.send(desktopChannels.place, place);
    place = null;
  }
  return {
    open(next) {
      place = next;
      if (window === null || window.isDestroyed()) {
        isListening = false;
        window = make();
        return;
      }
      if (window.isMinimized()) window.restore();
      window.show();
      window.focus();
      tell();
    },
    ready() {
      isListening = true;
      tell();
    },
    close: () => window?.destroy(),
  };
}
