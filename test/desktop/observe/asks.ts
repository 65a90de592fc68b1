import type * as Electron from 'electron';
import type { World } from './world.ts';

export type Asks = ReturnType<typeof asksOf>;
export type AskName = keyof Asks;
export type AskArgument<Name extends AskName> = Parameters<Asks[Name]>[0];
export type Answer<Name extends AskName> = Awaited<ReturnType<Asks[Name]>>;

/** What a spec may ask of the app's process, each a function of one value that can be sent, as its answer can. */
export function asksOf(electron: typeof Electron, world: World) {
  return { ...desktopAsks(electron, world), ...pageAsks(electron, world) };
}

/** Over the time in which a key that bounces counts once, and far below that in which the second press must follow. */
const betweenPressesMs = 300;

function pressOf({ shortcuts, notices }: World, accelerator: string) {
  const callback = shortcuts.get(accelerator);
  if (!callback) throw new Error(`${accelerator} is not registered`);
  const before = notices.length;
  callback();
  return notices.slice(before).map(({ title }) => title);
}

function desktopAsks({ app, powerMonitor }: typeof Electron, world: World) {
  const faceOf = () => [...world.trays.values()][0] ?? null;
  return {
    world: () => ({
      notices: world.notices.map(({ title, body, urgency }) => ({ title, body, urgency })),
      dialogs: world.dialogs,
      answers: world.answers,
      blockers: [...world.blockers.values()],
      privileged: world.privileged,
      shortcuts: [...world.shortcuts.keys()],
      hasQuit: world.hasQuit,
    }),
    tray() {
      const face = faceOf();
      if (face === null) return null;
      const { image, title, toolTip } = face;
      const picture = (image && world.pictures.get(image)) ?? '';
      const menu = (face.menu?.items ?? []).map(({ type, label, enabled }) => ({ type, label, enabled }));
      return {
        picture: picture.replace(/^.*[/\\]/, ''),
        isTemplate: image?.isTemplateImage() ?? false,
        title,
        toolTip,
        menu,
      };
    },
    clickMenu(label: string) {
      const item = faceOf()?.menu?.items.find((each) => each.label === label);
      if (!item?.enabled) throw new Error(`the menu has no ${label} that can be chosen`);
      item.click();
    },
    clickTray: () => void [...world.trays.keys()][0]?.emit('click', {}),
    answerDialogs: (answers: number[]) => void world.answers.push(...answers),
    /** A press of the combination: the titles of what was told before it returned. */
    press: (accelerator: string) => pressOf(world, accelerator),
    /** Two presses, by the clock of the process that counts the time between them; what was told by the second. */
    async pressTwice(accelerator: string) {
      pressOf(world, accelerator);
      await new Promise((resolve) => setTimeout(resolve, betweenPressesMs));
      return pressOf(world, accelerator);
    },
    take: (accelerator: string) => void world.taken.add(accelerator),
    clickNotice(title: string) {
      const notice = world.notices.findLast((each) => each.title === title);
      if (!notice) throw new Error(`there was no notification ${title}`);
      notice.shown.emit('click', {});
    },
    power: (event: 'suspend' | 'resume' | 'shutdown') => void powerMonitor.emit(event),
    quit: () => app.quit(),
    /** Its user starts the app a second time, or clicks what macOS has of it in the Dock. */
    wish: (event: 'second-instance' | 'activate') => void app.emit(event, {}, [], ''),
  };
}

/** Declared nowhere and there since the first versions; Electron's own tests read it. */
interface WithPreferences {
  getLastWebPreferences(): Electron.WebPreferences;
}

function pageAsks({ BrowserWindow }: typeof Electron, world: World) {
  const windows = () => BrowserWindow.getAllWindows();
  const window = () => {
    const [first] = windows();
    if (!first) throw new Error('there is no window');
    return first;
  };
  const answerOf = async (request: Request): Promise<Response> => {
    const handler = world.schemes.get('scram');
    if (!handler) throw new Error('nobody handles scram://');
    return handler(request);
  };
  return {
    windows: () =>
      windows().map((each) => ({
        url: each.webContents.getURL(),
        visible: each.isVisible(),
        webPreferences: (each.webContents as unknown as WithPreferences).getLastWebPreferences(),
        ...each.getNormalBounds(),
      })),
    closeWindow: () => window().close(),
    resize: (bounds: Partial<Electron.Rectangle>) => window().setBounds(bounds),
    /** What a window that lost its page is told. */
    losePage: () => void window().webContents.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 1 }),
    /** A question of a page to the shell, from a frame at that address. */
    async invoke({ channel, url, isTop, value }: { channel: string; url: string; isTop: boolean; value?: unknown }) {
      const handler = world.handlers.get(channel);
      if (!handler) throw new Error(`nobody answers ${channel}`);
      const event = { senderFrame: { url, parent: isTop ? null : {} } } as Electron.IpcMainInvokeEvent;
      try {
        return { ok: true as const, answer: await handler(event, value) };
      } catch (error) {
        return { ok: false as const, message: error instanceof Error ? error.message : String(error) };
      }
    },
    async fetch({
      url,
      init,
    }: {
      url: string;
      init?: { method: string; headers: Record<string, string>; body: string };
    }) {
      const answer = await answerOf(new Request(url, init));
      if (answer.type === 'error') return { status: 0, headers: {} as Record<string, string>, text: '' };
      return { status: answer.status, headers: Object.fromEntries(answer.headers), text: await answer.text() };
    },
    /** The first bytes of a stream, which is then cancelled. */
    async firstEvent(url: string) {
      const reader = (await answerOf(new Request(url))).body?.getReader();
      const { value } = (await reader?.read()) ?? {};
      await reader?.cancel();
      return new TextDecoder().decode(value);
    },
    /** Whether each way out of the page is refused. */
    leave(url: string) {
      const { webContents } = window();
      const refused = (event: string) => {
        let prevented = false;
        const preventDefault = () => {
          prevented = true;
        };
        webContents.emit(event as 'will-navigate', { url, preventDefault });
        return prevented;
      };
      return {
        navigate: refused('will-navigate'),
        frame: refused('will-frame-navigate'),
        redirect: refused('will-redirect'),
        webview: refused('will-attach-webview'),
        open: world.opens?.({ url } as Electron.HandlerDetails).action === 'deny',
      };
    },
    permissions() {
      const { request, check, device } = world.permissions;
      let requested: boolean | null = null;
      request?.(null, 'notifications', (granted) => {
        requested = granted;
      });
      return { requested: requested as boolean | null, checked: check?.() ?? null, device: device?.() ?? null };
    },
  };
}
