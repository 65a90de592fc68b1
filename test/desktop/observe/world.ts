import type * as Electron from 'electron';

export interface TrayFace {
  image: Electron.NativeImage | null;
  title: string;
  toolTip: string;
  menu: Electron.Menu | null;
}

type Handler = (request: Request) => Promise<Response>;
export type Invoked = (event: Electron.IpcMainInvokeEvent, argument: unknown) => unknown;

/** What the app has asked of Electron so far, and what the specs want Electron to answer. */
export interface World {
  trays: Map<Electron.Tray, TrayFace>;
  /** By the picture made of it: a picture does not know where it came from. */
  pictures: WeakMap<Electron.NativeImage, string>;
  notices: { title: string; body: string; urgency: string; shown: Electron.Notification }[];
  dialogs: { message: string; detail: string; buttons: string[] }[];
  /** Answers to the next dialogs; one without an answer waits for ever, as a person may. */
  answers: number[];
  shortcuts: Map<string, () => void>;
  /** Combinations that another program has: registering them fails without a word. */
  taken: Set<string>;
  blockers: Map<number, string>;
  privileged: string[];
  schemes: Map<string, Handler>;
  handlers: Map<string, Invoked>;
  /** Of the last page that was made. */
  opens: ((details: Electron.HandlerDetails) => Electron.WindowOpenHandlerResponse) | null;
  permissions: {
    request: ((contents: null, name: 'notifications', answer: (granted: boolean) => void) => void) | null;
    check: (() => boolean) | null;
    device: (() => boolean) | null;
  };
  /** Every way to quit ends here: the app has undone what it set up. Its process stays, to be asked. */
  hasQuit: boolean;
}

export function newWorld(): World {
  return {
    trays: new Map(),
    pictures: new WeakMap(),
    notices: [],
    dialogs: [],
    answers: [],
    shortcuts: new Map(),
    taken: new Set(),
    blockers: new Map(),
    privileged: [],
    schemes: new Map(),
    handlers: new Map(),
    opens: null,
    permissions: { request: null, check: null, device: null },
    hasQuit: false,
  };
}
