import { contextBridge, ipcRenderer } from 'electron';
import type { DesktopApi, Place } from '../shared/desktop.ts';
import { desktopChannels } from '../shared/desktop-channels.ts';

const waiting: ((place: Place) => void)[] = [];
ipcRenderer.on(desktopChannels.place, (_event, place: Place) => {
  for (const listener of [...waiting]) listener(place);
});

/** All that the page is given of the desktop: no channel that it could name itself, no event, no object of Electron's. */
const api: DesktopApi = {
  state: () => ipcRenderer.invoke(desktopChannels.state),
  changeSettings: (wanted) => ipcRenderer.invoke(desktopChannels.changeSettings, wanted),
  launchAtLogin: (wanted) => ipcRenderer.invoke(desktopChannels.launchAtLogin, wanted),
  restartEngine: () => ipcRenderer.invoke(desktopChannels.restartEngine),
  onPlace(listener) {
    waiting.push(listener);
    void ipcRenderer.invoke(desktopChannels.ready);
    return () => {
      const index = waiting.indexOf(listener);
      if (index >= 0) waiting.splice(index, 1);
    };
  },
};

contextBridge.exposeInMainWorld('scramDesktop', api);
