import type { Notice } from './desktop.ts';

/** node-notifier, loaded when the first notification is shown: notify-send, terminal-notifier or a toast. */
export async function notifyDesktop({ title, message, critical }: Notice): Promise<void> {
  const { default: notifier } = await import('node-notifier');
  return new Promise((resolve, reject) => {
    // `urgency` is notify-send's; the others leave it out.
    const options = { title, message, sound: critical, urgency: critical ? 'critical' : 'normal', 'app-name': 'Scram' };
    notifier.notify(options, (error) => (error ? reject(error) : resolve()));
  });
}
