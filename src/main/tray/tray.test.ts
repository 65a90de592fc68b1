import { EventEmitter } from 'node:events';
import { basename } from 'node:path';
import { expect, test } from 'vitest';
import type { EngineState } from '../../shared/api/state.ts';
import { atMs, engineState } from '../fixture.ts';
import type { ShellParts } from '../shell-parts.ts';
import { tray } from './tray.ts';

const deadline = new Date(atMs + 45 * 60_000).toISOString();
const critical = engineState({ deadMan: { state: 'critical', deadline, lastCheckIn: null, windowMs: 86_400_000 } });

/** An engine and a clock by hand, and what a desktop was given to show. */
function scene(platform: NodeJS.Platform, state: EngineState = critical) {
  const shown = { pictures: [] as string[], titles: [] as string[], menus: [] as object[], destroyed: false };
  const opened: string[] = [];
  const listeners = new Set<() => void>();
  const due: { atMs: number; run: () => void }[] = [];
  let nowMs = 0;
  let heard: EngineState = state;
  let icon: EventEmitter | null = null;
  class Tray extends EventEmitter {
    constructor() {
      super();
      icon = this;
    }
    setImage = ({ path, isTemplate }: { path: string; isTemplate: boolean }) =>
      void shown.pictures.push(`${basename(path)}${isTemplate ? ' as a template' : ''}`);
    setTitle = (title: string) => void shown.titles.push(title);
    setToolTip = () => undefined;
    setContextMenu = (menu: object) => void shown.menus.push(menu);
    setIgnoreDoubleClickEvents = () => undefined;
    destroy = () => {
      shown.destroyed = true;
    };
  }
  const createFromPath = (path: string) => {
    const picture = {
      path,
      isTemplate: false,
      setTemplateImage(on: boolean) {
        picture.isTemplate = on;
      },
    };
    return picture;
  };
  const parts = {
    electron: { Tray, Menu: { buildFromTemplate: (items: unknown) => items }, nativeImage: { createFromPath } },
    platform,
    picturesDir: '/pictures',
    engine: {
      state: () => heard,
      health: () => ({ kind: 'attached', sinceMs: 0 }),
      words: () => null,
      onChange(listener: () => void) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
    login: { standing: () => 'off' },
    open: (place: string) => opened.push(place),
    wallMs: () => atMs + nowMs,
    timers: {
      nowMs: () => nowMs,
      after(delayMs: number, run: () => void) {
        const one = { atMs: nowMs + delayMs, run };
        due.push(one);
        return () => void due.splice(due.indexOf(one) >>> 0, 1);
      },
    },
  } as unknown as ShellParts;
  return {
    parts,
    shown,
    opened,
    click: () => icon?.emit('click'),
    becomes(next: EngineState) {
      heard = next;
      for (const listener of listeners) listener();
    },
    pass(ms: number) {
      nowMs += ms;
      for (const one of [...due]) if (one.atMs <= nowMs) due.splice(due.indexOf(one), 1)[0]?.run();
    },
  };
}

test('macOS: black templates that it colours itself, and the time to check in beside them; a click is the menu’s', () => {
  const { parts, shown, opened, click } = scene('darwin');
  tray(parts);
  expect(shown.pictures).toEqual(['check-in-criticalTemplate.png as a template']);
  expect(shown.titles).toEqual(['45 min']);
  click();
  expect(opened).toEqual([]);
});

test('Linux: pictures in the state’s colour, no words beside them, and a click opens the window', () => {
  const { parts, shown, opened, click } = scene('linux');
  tray(parts);
  expect(shown.pictures).toEqual(['check-in-critical.png']);
  expect(shown.titles).toEqual([]);
  click();
  expect(opened).toEqual(['now']);
});

test('a burst of changes is shown once; time left goes on by itself; nothing is shown anew that is the same', () => {
  const { parts, shown, becomes, pass } = scene('darwin');
  const dispose = tray(parts);
  becomes(engineState());
  becomes(critical);
  becomes(engineState());
  expect(shown.menus).toHaveLength(1);
  pass(250);
  expect(shown.pictures.at(-1)).toContain('armedTemplate');
  expect(shown.menus).toHaveLength(2);
  pass(15_000);
  expect(shown.menus).toHaveLength(2);
  becomes(critical);
  pass(120_000);
  expect(shown.titles.at(-1)).toBe('43 min');
  dispose();
  becomes(engineState());
  pass(60_000);
  expect(shown).toMatchObject({ destroyed: true, titles: ['45 min', '', '43 min'] });
});
