import type * as Electron from 'electron';
import type { TrayFace, World } from './world.ts';

type Real = typeof Electron;
/** Any function; what it takes and gives is that of the method in whose place it is put. */
type Method = (...args: never[]) => unknown;

/** Listens at the calls that the app makes, of the real Electron or of its double, before the app is loaded. */
export function watch(electron: Real, world: World): void {
  watchTray(electron, world);
  watchNotices(electron, world);
  answerDialogs(electron, world);
  watchShortcuts(electron, world);
  watchPower(electron, world);
  watchPage(electron, world);
  electron.app.on('will-quit', (event) => {
    world.hasQuit = true;
    event.preventDefault();
  });
}

/** Sees each call of a method, which does what it always did. */
function tap<On extends object, Name extends keyof On>(
  on: On,
  name: Name,
  see: (self: On, args: On[Name] extends (...args: infer Args) => unknown ? Args : never, answer: unknown) => void,
): void {
  const real = on[name] as (...args: unknown[]) => unknown;
  const tapped = function (this: On, ...args: unknown[]): unknown {
    const answer = real.apply(this, args);
    see(this, args as never, answer);
    return answer;
  };
  Reflect.set(on, name, tapped);
}

/** Takes a method's place, where the real one would wait for a person or touch the machine. */
function replace<On extends object, Name extends keyof On>(on: On, name: Name, by: On[Name] & Method): void {
  Reflect.set(on, name, by);
}

function watchTray({ Tray, nativeImage }: Real, { trays, pictures }: World): void {
  tap(nativeImage, 'createFromPath', (_, [path], image) => void pictures.set(image as Electron.NativeImage, path));
  const face = (tray: Electron.Tray): TrayFace => {
    const known = trays.get(tray) ?? { image: null, title: '', toolTip: '', menu: null };
    trays.set(tray, known);
    return known;
  };
  tap(Tray.prototype, 'setImage', (tray, [image]) => {
    face(tray).image = typeof image === 'string' ? null : image;
  });
  tap(Tray.prototype, 'setTitle', (tray, [title]) => {
    face(tray).title = title;
  });
  tap(Tray.prototype, 'setToolTip', (tray, [toolTip]) => {
    face(tray).toolTip = toolTip;
  });
  tap(Tray.prototype, 'setContextMenu', (tray, [menu]) => {
    face(tray).menu = menu;
  });
  tap(Tray.prototype, 'destroy', (tray) => void trays.delete(tray));
}

function watchNotices({ Notification }: Real, { notices }: World): void {
  tap(Notification.prototype, 'show', (shown) => {
    const { title, body, urgency } = shown;
    notices.push({ title, body, urgency, shown });
  });
}

function answerDialogs({ dialog }: Real, { dialogs, answers }: World): void {
  const ask = ({ message, detail = '', buttons = [] }: Electron.MessageBoxOptions) => {
    dialogs.push({ message, detail, buttons });
    return new Promise<Electron.MessageBoxReturnValue>((resolve) => {
      const look = setInterval(() => {
        const response = answers.shift();
        if (response === undefined) return;
        clearInterval(look);
        resolve({ response, checkboxChecked: false });
      }, 10);
    });
  };
  Reflect.set(dialog, 'showMessageBox', ask);
}

/** The machine's own shortcuts are left alone: a press is the call that the system would make. */
function watchShortcuts({ globalShortcut }: Real, { shortcuts, taken }: World): void {
  replace(globalShortcut, 'register', (accelerator, callback) => {
    if (!/^([A-Za-z]+\+)*[A-Z0-9]$/.test(accelerator)) throw new TypeError('conversion failure');
    if (taken.has(accelerator)) return false;
    shortcuts.set(accelerator, callback);
    return true;
  });
  replace(globalShortcut, 'unregister', (accelerator) => void shortcuts.delete(accelerator));
  replace(globalShortcut, 'isRegistered', (accelerator) => shortcuts.has(accelerator));
}

function watchPower({ powerSaveBlocker }: Real, { blockers }: World): void {
  tap(powerSaveBlocker, 'start', (_, [type], id) => void blockers.set(id as number, type));
  tap(powerSaveBlocker, 'stop', (_, [id]) => void blockers.delete(id));
}

function watchPage({ app, protocol, ipcMain, session }: Real, world: World): void {
  const { schemes, handlers, privileged, permissions } = world;
  tap(protocol, 'registerSchemesAsPrivileged', (_, [all]) => void privileged.push(...all.map(({ scheme }) => scheme)));
  tap(protocol, 'handle', (_, [scheme, handler]) => {
    schemes.set(scheme, async (request) => handler(request));
  });
  tap(ipcMain, 'handle', (_, [channel, handler]) => void handlers.set(channel, handler));
  app.on('web-contents-created', (_event, contents) => {
    tap(contents, 'setWindowOpenHandler', (_, [handler]) => {
      world.opens = handler;
    });
  });
  void app.whenReady().then(() => {
    tap(session.defaultSession, 'setPermissionRequestHandler', (_, [handler]) => {
      permissions.request = handler as World['permissions']['request'];
    });
    tap(session.defaultSession, 'setPermissionCheckHandler', (_, [handler]) => {
      permissions.check = handler as World['permissions']['check'];
    });
    tap(session.defaultSession, 'setDevicePermissionHandler', (_, [handler]) => {
      permissions.device = handler as World['permissions']['device'];
    });
  });
}
