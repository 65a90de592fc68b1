import { spawn } from 'node:child_process';
import type * as Electron from 'electron';

/** As Electron does it on Linux: to the notification daemon of the session's bus, under the app's name. */
export function showOnDesktop({
  title,
  body,
  urgency,
}: Pick<Electron.Notification, 'title' | 'body' | 'urgency'>): void {
  spawn('notify-send', ['--app-name', 'Scram app', '--urgency', urgency, '--', title, body], { stdio: 'ignore' });
}
