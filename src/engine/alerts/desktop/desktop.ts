import type { Channel, Delivery } from '../channel.ts';
import { type AlertMessage, fitted, titleOf } from '../message.ts';

export interface Notice {
  title: string;
  message: string;
  critical: boolean;
}

export interface DesktopOptions {
  name: string;
  /** Whether the shell shows notifications of its own now; then this channel leaves it to that. */
  shellAttached: () => boolean;
  /** Shows it, or rejects with what the system says. */
  notify: (notice: Notice) => Promise<void>;
}

/** What notification areas show at most; longer texts are cut there without a mark. */
const limits = { titleCharacters: 80, messageCharacters: 240 } as const;

/** What is said, beside what came of it, of a test or a drill while the app is there. */
export const leftToApp = 'kills and faults are left to the desktop app';

/** A notification on this machine's desktop. The notification area's word that it shows it is all there is to know. */
export function desktopChannel({ name, shellAttached, notify }: DesktopOptions): Channel {
  return {
    name,
    kind: 'desktop',
    async send(message, { signal }): Promise<Delivery> {
      const attached = shellAttached();
      // The app tells what it sees of the engine, in which there is no test and no drill: those are shown here all the same.
      if (attached && message.step !== 'note')
        return { kind: 'sent', words: 'left to the desktop app, which is there' };
      const late = new Promise<Delivery>((resolve) => {
        const fail = () => resolve({ kind: 'failed', permanent: false, words: 'the desktop does not answer' });
        signal.addEventListener('abort', fail, { once: true });
      });
      const shown = notify(noticeOf(message)).then(
        (): Delivery => ({ kind: 'sent', words: 'the desktop took it' }),
        (): Delivery => ({ kind: 'failed', permanent: false, words: 'the desktop can show no notification' }),
      );
      const delivery = await Promise.race([shown, late]);
      return attached ? { ...delivery, words: `${delivery.words}; ${leftToApp}` } : delivery;
    },
    check: async () => ({ kind: 'unproven', words: 'whether a desktop is there shows with a message' }),
    dispose: () => undefined,
  };
}

/** On one line each and without control characters: the texts become arguments of a program. */
export function noticeOf(message: AlertMessage): Notice {
  const line = (text: string) => text.replace(/\p{C}+/gu, ' ').trim();
  return {
    title: fitted(line(`Scram: ${titleOf(message)}`), limits.titleCharacters),
    message: fitted(line(`${message.sentence} ${message.nextAction}`), limits.messageCharacters),
    critical: message.severity === 'critical' && !message.drill,
  };
}
