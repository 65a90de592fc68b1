import type { EventEmitter } from 'node:events';
import type * as Electron from 'electron';
import { openBridge } from './bridge.ts';
import type { BrowserWindow } from './window.ts';
import { world } from './world.ts';

interface Parts {
  app: { quit(): void };
  trays: {
    image: { path: string; isTemplate: boolean };
    title: string;
    toolTip: string;
    menu: Electron.MenuItemConstructorOptions[];
  }[];
  shown: (EventEmitter & { options: Electron.NotificationConstructorOptions })[];
  shortcuts: Map<string, () => void>;
  handlers: Map<string, (event: { senderFrame: unknown }, argument: unknown) => unknown>;
  schemes: Map<string, (request: Request) => Promise<Response>>;
  granted: { request: unknown; check: unknown; device: unknown };
  powerMonitor: EventEmitter;
  windows: BrowserWindow[];
}

type Asks = ReturnType<typeof asksOf>;
export type AskName = keyof Asks;
export type AskArgument<Name extends AskName> = Parameters<Asks[Name]>[0];
export type Answer<Name extends AskName> = Awaited<ReturnType<Asks[Name]>>;

/** What a spec may ask of the process, each as one function of one value. */
function asksOf(parts: Parts) {
  const window = () => {
    const [first] = parts.windows;
    if (!first) throw new Error('there is no window');
    return first;
  };
  return {
    world: () => ({
      ...world,
      answers: [...world.answers],
      taken: [...world.taken],
      blockers: [...world.blockers.values()],
    }),
    tray() {
      const [tray] = parts.trays;
      if (!tray) return null;
      const menu = tray.menu.map(({ label = '-', enabled = true }) => ({ label, enabled }));
      const picture = tray.image.path.replace(/^.*[/\\]/, '');
      return { picture, isTemplate: tray.image.isTemplate, title: tray.title, toolTip: tray.toolTip, menu };
    },
    clickMenu(label: string) {
      const item = parts.trays[0]?.menu.find((each) => each.label === label);
      if (!item || item.enabled === false) throw new Error(`the menu has no ${label} that can be chosen`);
      (item.click as (() => void) | undefined)?.();
    },
    answerDialogs: (answers: number[]) => void world.answers.push(...answers),
    press(accelerator: string) {
      const callback = parts.shortcuts.get(accelerator);
      if (!callback) throw new Error(`${accelerator} is not registered`);
      const startedMs = performance.now();
      const before = world.notices.length;
      callback();
      const told = world.notices[before];
      return { toldAfterMs: told === undefined ? null : told.atMs - startedMs, told: told?.title ?? null };
    },
    shortcuts: () => [...parts.shortcuts.keys()],
    take: (accelerator: string) => void world.taken.add(accelerator),
    clickNotice(title: string) {
      parts.shown.findLast(({ options }) => options.title === title)?.emit('click', {});
    },
    windows: () =>
      parts.windows.map(({ options, visible, webContents }) => {
        const { preload: _, ...webPreferences } = options.webPreferences ?? {};
        return {
          url: webContents.url,
          visible,
          webPreferences,
          exposed: Object.keys(webContents.exposed),
          width: options.width,
        };
      }),
    closeWindow: () => window().close(),
    /** A call of the page to what the preload gave it. */
    async page({ method, args }: { method: string; args: unknown[] }): Promise<unknown> {
      const api = window().webContents.exposed.scramDesktop as Record<string, (...args: unknown[]) => Promise<unknown>>;
      return api[method]?.(...args);
    },
    listenForPlaces() {
      const api = window().webContents.exposed.scramDesktop as { onPlace(listener: (place: string) => void): void };
      api.onPlace((place) => places.push(place));
    },
    places: () => places,
    async invoke({ channel, url, isTop }: { channel: string; url: string; isTop: boolean }) {
      const handler = parts.handlers.get(channel);
      try {
        await handler?.({ senderFrame: { url, parent: isTop ? null : {} } }, undefined);
        return 'answered';
      } catch (error) {
        return error instanceof Error ? error.message : 'failed';
      }
    },
    async fetch({ url, init }: { url: string; init?: RequestInit }) {
      const request = new Request(url, {
        ...init,
        ...(init?.body === undefined ? {} : { duplex: 'half' }),
      } as RequestInit);
      const answer = await parts.schemes.get('scram')?.(request);
      if (!answer) throw new Error('nobody handles scram://');
      if (answer.type === 'error') return { status: 0, headers: {}, text: '' };
      return { status: answer.status, headers: Object.fromEntries(answer.headers), text: await answer.text() };
    },
    /** The page for a browser; answers with the port. */
    serve() {
      const handle = parts.schemes.get('scram');
      if (!handle) throw new Error('nobody handles scram://');
      return openBridge(handle);
    },
    /** The first bytes of a stream, which is then cancelled. */
    async firstEvent(url: string) {
      const answer = await parts.schemes.get('scram')?.(new Request(url));
      const reader = answer?.body?.getReader();
      const { value } = (await reader?.read()) ?? {};
      await reader?.cancel();
      return new TextDecoder().decode(value);
    },
    /** Whether each way out of the page is refused. */
    leave(url: string) {
      const { webContents } = window();
      const refused = (event: string) => {
        let prevented = false;
        webContents.emit(event, { url, preventDefault: () => (prevented = true) });
        return prevented;
      };
      return {
        navigate: refused('will-navigate'),
        frame: refused('will-frame-navigate'),
        redirect: refused('will-redirect'),
        webview: refused('will-attach-webview'),
        open: webContents.opens?.({ url }).action === 'deny',
      };
    },
    permissions() {
      let requested: boolean | null = null;
      (parts.granted.request as (contents: unknown, name: string, answer: (is: boolean) => void) => void)(
        {},
        'notifications',
        (is) => (requested = is),
      );
      const { check, device } = parts.granted as { check: () => boolean; device: () => boolean };
      return { requested, checked: check(), device: device() };
    },
    power: (event: string) => void parts.powerMonitor.emit(event),
    quit: () => parts.app.quit(),
  };
}

const places: string[] = [];

/** Answers the spec that started this process. */
export function listen(parts: Parts): void {
  const asks = asksOf(parts) as unknown as Record<string, (argument: unknown) => unknown>;
  process.on('message', async ({ id, ask, argument }: { id: number; ask: string; argument: unknown }) => {
    try {
      process.send?.({ id, value: await asks[ask]?.(argument) });
    } catch (error) {
      process.send?.({ id, error: error instanceof Error ? error.message : String(error) });
    }
  });
}
