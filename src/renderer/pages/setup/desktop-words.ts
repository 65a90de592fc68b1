import { assertNever } from '../../../shared/assert-never.ts';
import type { DesktopState, LoginStanding } from '../../../shared/desktop.ts';

type Hotkey = Pick<DesktopState, 'hotkey' | 'keys' | 'settings'>;

/** How the hotkey stands, and what to do about it. */
export function hotkeySentence({ hotkey, keys, settings }: Hotkey): string {
  switch (hotkey) {
    case 'active':
      return `${keys} is listened for, also while this window is closed.`;
    case 'unproven':
      return `${keys} is asked for, but this desktop (Wayland) may keep it to itself. ${
        settings.hotkey.presses === 2
          ? 'Press it once, which kills nothing: it works if a notification says that it was heard.'
          : 'Choose two presses to try it without a kill.'
      }`;
    case 'off':
      return 'It is off: no key kills.';
    case 'taken':
      return `${keys} is taken: another program has it, or the system did not give it. Choose another one.`;
    case 'invalid':
      return `${keys} is not a combination of keys. Write it like CommandOrControl+Alt+Shift+K.`;
    default:
      return assertNever(hotkey);
  }
}

/** The same in a line. */
export function hotkeyLine({ hotkey, keys }: Hotkey): string {
  switch (hotkey) {
    case 'active':
      return `${keys} kills`;
    case 'unproven':
      return `${keys} has yet to be tried`;
    case 'off':
      return 'no hotkey';
    case 'taken':
    case 'invalid':
      return `${keys} does not work`;
    default:
      return assertNever(hotkey);
  }
}

export function loginSentence(standing: LoginStanding): string {
  switch (standing) {
    case 'on':
      return 'The app starts when you log in.';
    case 'off':
      return 'After a restart of this machine the app, and an engine that it starts, wait for you to open it.';
    case 'requires-approval':
      return 'The system wants your consent: allow Scram among the login items in its settings.';
    case 'unsupported':
      return 'This system offers no such thing to the app. “scram service install” starts the engine all the same.';
    default:
      return assertNever(standing);
  }
}

/** `null`: none has been tried since the app started. */
export function notificationsSentence(works: boolean | null): string {
  if (works === null) return 'None has been shown yet since the app started.';
  return works ? 'The system shows them.' : 'The system shows none of them: allow Scram in its settings.';
}
