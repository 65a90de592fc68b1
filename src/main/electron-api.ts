import type * as Electron from 'electron';

/**
 * The part of Electron that the shell uses. It is passed in everywhere, so that every feature runs in a test against a double typed
 * by Electron's own declarations; only `index.ts` imports the real one.
 */
export type ElectronApi = Pick<
  typeof Electron,
  | 'app'
  | 'BrowserWindow'
  | 'dialog'
  | 'globalShortcut'
  | 'ipcMain'
  | 'Menu'
  | 'nativeImage'
  | 'Notification'
  | 'powerMonitor'
  | 'powerSaveBlocker'
  | 'protocol'
  | 'screen'
  | 'session'
  | 'Tray'
>;

/** Undoes what a feature has set up. */
export type Dispose = () => void;
