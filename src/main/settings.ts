import type * as z from 'zod';
import { DesktopChange, DesktopSettings } from '../shared/desktop.ts';

/** What is kept of the desktop between two starts, behind electron-store or a test's map. */
export interface Store {
  get(key: string): unknown;
  set(key: string, value: unknown): void;
}

export const defaultSettings: DesktopSettings = {
  hotkey: { enabled: true, accelerator: 'CommandOrControl+Alt+Shift+K', presses: 2, withinMs: 1_500 },
  keepAwake: false,
};

export interface Settings {
  now(): DesktopSettings;
  /** Kept, and told to whoever listens; the values have been checked. */
  change(settings: DesktopSettings): void;
  onChange(listener: () => void): () => void;
}

/** Settings by their schema. What is kept may be of an older version or edited by hand: what does not fit is the default. */
export function openSettings(store: Store): Settings {
  const listeners = new Set<() => void>();
  let settings = readOr(DesktopSettings, store.get('desktop'), defaultSettings);
  return {
    now: () => settings,
    change(next) {
      settings = next;
      store.set('desktop', next);
      for (const listener of [...listeners]) listener();
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function readOr<T>(schema: z.ZodType<T>, value: unknown, otherwise: T): T {
  const parsed = schema.safeParse(value);
  return parsed.success ? parsed.data : otherwise;
}

/** Words for the first thing that is wrong with settings from the page. */
export function parseChange(value: unknown): { ok: true; value: DesktopChange } | { ok: false; message: string } {
  const parsed = DesktopChange.safeParse(value);
  if (parsed.success) return { ok: true, value: parsed.data };
  const issue = parsed.error.issues[0];
  return {
    ok: false,
    message: `${issue?.path.join('.') || 'settings'}: ${issue?.message ?? 'not of the agreed shape'}`,
  };
}
