import type { Place } from '../../shared/desktop.ts';
import { noticeBody } from '../../shared/notice-text.ts';
import type { ElectronApi } from '../electron-api.ts';
import { shellLimits } from '../limits.ts';
import type { Notice } from './notices.ts';

/** Native notifications. */
export interface Notifier {
  show(notice: Notice): void;
  /** Whether the system has shown the last one; null while none has been tried. Where it has not, the engine is left to show them. */
  works(): boolean | null;
}

export interface NotifierOptions {
  electron: Pick<ElectronApi, 'Notification'>;
  platform: NodeJS.Platform;
  open: (place: Place) => void;
}

export function openNotifier({ electron: { Notification }, platform, open }: NotifierOptions): Notifier {
  // One that nobody holds is collected, and its click is lost with it.
  const held = new Set<Electron.Notification>();
  let verdict: boolean | null = Notification.isSupported() ? null : false;
  return {
    works: () => verdict,
    show({ title, body, critical, place }) {
      if (!Notification.isSupported()) return;
      const shown = new Notification({
        title,
        body: noticeBody(body, platform),
        urgency: critical ? 'critical' : 'normal',
        // A critical one stays until it is seen to, where the system allows that.
        timeoutType: critical ? 'never' : 'default',
      });
      held.add(shown);
      for (const oldest of held) {
        if (held.size <= shellLimits.noticesHeld) break;
        held.delete(oldest);
      }
      shown.on('show', () => {
        verdict = true;
      });
      shown.on('failed', () => {
        verdict = false;
      });
      shown.on('click', () => {
        held.delete(shown);
        open(place);
      });
      shown.on('close', () => held.delete(shown));
      shown.show();
    },
  };
}
