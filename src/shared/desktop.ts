import * as z from 'zod';
import { limits } from './limits.ts';

/** Where the window can be asked to open: its pages, and the sheet of a reset. */
export const Place = z.enum(['now', 'kills', 'risk', 'ready', 'setup', 'reset', 'dead-man-reset']);
export type Place = z.infer<typeof Place>;

export const HotkeySettings = z.strictObject({
  enabled: z.boolean(),
  /** As Electron writes key combinations: `CommandOrControl+Alt+Shift+K`. */
  accelerator: z.string().min(1).max(64, { error: 'must be at most 64 characters' }),
  /** 2: the second press within `withinMs` kills. 1: the first does. */
  presses: z.union([z.literal(1), z.literal(2)], { error: 'must be 1 or 2' }),
  withinMs: z.int().min(300, { error: 'must be from 300 to 5000 ms' }).max(5_000, {
    error: 'must be from 300 to 5000 ms',
  }),
});
export type HotkeySettings = z.infer<typeof HotkeySettings>;

/** What belongs to this desktop and not to the engine. */
export const DesktopSettings = z.strictObject({
  hotkey: HotkeySettings,
  /** Keeps this machine from sleeping while armed, at the cost of its battery; its screen may still go dark. */
  keepAwake: z.boolean(),
});
export type DesktopSettings = z.infer<typeof DesktopSettings>;

/** Settings as they are wanted, with why where that takes away a way to kill. */
export const DesktopChange = DesktopSettings.extend({
  reason: z
    .string()
    .max(limits.reasonCharacters, { error: `must be at most ${limits.reasonCharacters} characters` })
    .optional(),
});
export type DesktopChange = z.infer<typeof DesktopChange>;

/** Whether a change takes away a way to kill, and so wants a reason, as it does in the configuration. */
export function loosensDesktop(before: DesktopSettings, after: DesktopSettings): boolean {
  return before.hotkey.enabled && !after.hotkey.enabled;
}

/**
 * `unproven`: the system has taken it, on a desktop (Wayland) that may keep the keys to itself all the same, and it has not been pressed
 * yet. `taken`: another program has the combination, or the system did not give it. `invalid`: it is not a combination.
 */
export type HotkeyStanding = 'active' | 'unproven' | 'off' | 'taken' | 'invalid';

/** What the system says of the wish to start at login; `requires-approval`: its user must allow it in the system's settings. */
export type LoginStanding = 'on' | 'off' | 'requires-approval' | 'unsupported';

export interface DesktopState {
  settings: DesktopSettings;
  hotkey: HotkeyStanding;
  /** Its combination as it stands on the keys: `Ctrl+Alt+Shift+K`. */
  keys: string;
  login: LoginStanding;
  /** Whether the system shows our notifications; null while none has been tried. */
  notifications: boolean | null;
  /** Whether the app may be asked to restart the engine: it started that engine, and no kill is at work. */
  canRestart: boolean;
}

/** A change that was refused names the setting and the remedy. */
export type DesktopChanged = { ok: true; state: DesktopState } | { ok: false; message: string };

/** What only a desktop can do, as the preload gives it to the page: `window.scramDesktop`. Absent in a browser. */
export interface DesktopApi {
  state(): Promise<DesktopState>;
  changeSettings(wanted: DesktopChange): Promise<DesktopChanged>;
  launchAtLogin(wanted: boolean): Promise<DesktopChanged>;
  /** Answers when the engine is up again, or with why it is not. */
  restartEngine(): Promise<DesktopChanged>;
  /** The shell asks for a place: from the tray, or by a click on a notification. Returns a way to stop listening. */
  onPlace(listener: (place: Place) => void): () => void;
}
