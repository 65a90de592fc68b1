import type { Dispose, ElectronApi } from '../electron-api.ts';
import { isAppUrl } from './app-origin.ts';

export type IpcHandlers = Readonly<Record<string, (argument: unknown) => unknown>>;

/**
 * The one gate for questions of the page: each is answered for the top frame of our own page alone, and handed on as a value of
 * unknown shape, which its handler checks.
 */
export function openIpcGate({ ipcMain }: Pick<ElectronApi, 'ipcMain'>, handlers: IpcHandlers): Dispose {
  for (const [channel, handler] of Object.entries(handlers)) {
    ipcMain.handle(channel, (event, argument: unknown) => {
      if (!isOwnFrame(event.senderFrame)) throw new Error('refused: not the app’s own page');
      return handler(argument);
    });
  }
  return () => {
    for (const channel of Object.keys(handlers)) ipcMain.removeHandler(channel);
  };
}

/** null: the frame is gone, or has gone elsewhere since it asked. */
function isOwnFrame(frame: Pick<Electron.WebFrameMain, 'url' | 'parent'> | null): boolean {
  return frame !== null && frame.parent === null && isAppUrl(frame.url);
}
