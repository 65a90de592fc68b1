import { noticeBody } from '../../../shared/notice-text.ts';
import type { Notice } from './desktop.ts';

/** node-notifier, loaded when the first notification is shown: notify-send, terminal-notifier or a toast. */
export async function notifyDesktop({ title, message, critical }: Notice): Promise<void> {
  const { default: notifier } = await import('node-notifier');
  const options = {
    title,
    message: noticeBody(message, process.platform),
    sound: critical,
    // Of notify-send; the others leave them out. One that is critical stays until it is seen to.
    urgency: critical ? 'critical' : 'normal',
    'app-name': 'Scram',
    ...(critical && { timeout: 0 as const }),
  };
  return new Promise((resolve, reject) => {
    // A text is what the program complained about while it did what it was asked: a warning of its libraries must not make it show twice.
    notifier.notify(options, (error: unknown) => (error instanceof Error ? reject(error) : resolve()));
  });
}
