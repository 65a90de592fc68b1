import type { Dispose, ElectronApi } from '../electron-api.ts';
import { isAppUrl } from './app-origin.ts';

/**
 * Electron's security checklist as far as it is not settings of a window: pages go nowhere, open nothing, embed nothing and are
 * granted nothing. Electron's own default for permissions is to grant.
 */
export function lockDown({ app, session }: Pick<ElectronApi, 'app' | 'session'>): Dispose {
  const { defaultSession } = session;
  defaultSession.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  defaultSession.setPermissionCheckHandler(() => false);
  defaultSession.setDevicePermissionHandler(() => false);
  const guard = (_event: Electron.Event, contents: Electron.WebContents): void => {
    contents.setWindowOpenHandler(() => ({ action: 'deny' }));
    contents.on('will-navigate', (event) => stayHere(event));
    contents.on('will-frame-navigate', (event) => stayHere(event));
    contents.on('will-redirect', (event) => stayHere(event));
    contents.on('will-attach-webview', (event) => event.preventDefault());
  };
  app.on('web-contents-created', guard);
  return () => void app.off('web-contents-created', guard);
}

/** The page has one address and only its fragment changes, which is no navigation; a reload of itself may pass. */
function stayHere(event: { url: string; preventDefault(): void }): void {
  if (!isAppUrl(event.url)) event.preventDefault();
}
