import { join } from 'node:path';
import { assertNever } from '../../shared/assert-never.ts';
import { shellLimits } from '../limits.ts';
import type { Feature, ShellParts } from '../shell-parts.ts';
import { renderTray, type TrayAction, type TrayItem, type TrayView } from './render.ts';

/** The icon in the menu bar or the system's tray. The menu is made anew with each change, as Linux wants it. */
export const tray: Feature = (parts) => {
  const { electron, engine, login, timers, wallMs } = parts;
  const { Tray, Menu } = electron;
  const icon = new Tray(pictureOf(parts, 'no-engine', false));
  icon.setIgnoreDoubleClickEvents(true);
  let shown: string | null = null;
  let cancel: (() => void) | null = null;
  let refreshedMs = Number.NEGATIVE_INFINITY;

  function refresh(): void {
    const view = renderTray({
      state: engine.state(),
      health: engine.health(),
      words: engine.words(),
      login: login.standing(),
      nowMs: wallMs(),
    });
    refreshedMs = timers.nowMs();
    cancel = timers.after(shellLimits.trayRefreshMs, refresh);
    const text = JSON.stringify(view);
    if (text === shown) return;
    shown = text;
    show(view);
  }

  function show({ shape, slashed, title, tooltip, menu }: TrayView): void {
    icon.setImage(pictureOf(parts, shape, slashed));
    icon.setToolTip(tooltip);
    if (parts.platform === 'darwin') icon.setTitle(title, { fontType: 'monospacedDigit' });
    icon.setContextMenu(Menu.buildFromTemplate(menu.map((item) => templateOf(parts, item))));
  }

  /** The first change after a calm is shown at once; those of a burst, together. */
  const soon = (): void => {
    const waitMs = refreshedMs + shellLimits.traySpacingMs - timers.nowMs();
    cancel?.();
    if (waitMs <= 0) refresh();
    else cancel = timers.after(waitMs, refresh);
  };
  const forget = engine.onChange(soon);
  // Linux desktops that draw a menu of their own open it themselves; elsewhere a click opens the window.
  icon.on('click', () => {
    if (parts.platform !== 'darwin') parts.open('now');
  });
  refresh();
  return () => {
    forget();
    cancel?.();
    icon.destroy();
  };
};

/** macOS takes black and alpha and colours it itself; elsewhere the colour says the state too. */
function pictureOf({ electron, platform, picturesDir }: ShellParts, shape: string, slashed: boolean) {
  const isTemplate = platform === 'darwin';
  const name = `${shape}${slashed ? '-slashed' : ''}${isTemplate ? 'Template' : ''}.png`;
  const picture = electron.nativeImage.createFromPath(join(picturesDir, name));
  if (isTemplate) picture.setTemplateImage(true);
  return picture;
}

function templateOf(parts: ShellParts, item: TrayItem): Electron.MenuItemConstructorOptions {
  switch (item.type) {
    case 'separator':
      return { type: 'separator' };
    case 'words':
      return { label: item.label, enabled: false };
    case 'item': {
      const { label, enabled, checked, action } = item;
      const click = (): void => act(parts, action);
      return checked === undefined ? { label, enabled, click } : { label, enabled, click, type: 'checkbox', checked };
    }
    default:
      return assertNever(item);
  }
}

function act({ commands, open, quit, login, notifier }: ShellParts, action: TrayAction): void {
  switch (action.do) {
    case 'kill':
      void commands.askAndKill();
      break;
    case 'check-in':
      void commands.checkIn();
      break;
    case 'preflight':
      open('ready');
      break;
    case 'open':
      open(action.place);
      break;
    case 'quit':
      quit();
      break;
    case 'launch-at-login': {
      const trouble = login.change(action.wanted);
      if (trouble !== null) notifier.show({ title: 'Launch at login', body: trouble, critical: false, place: 'now' });
      break;
    }
    default:
      assertNever(action);
  }
}
