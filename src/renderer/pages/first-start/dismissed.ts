import { useSyncExternalStore } from 'react';
import { newListeners } from '../../engine/listeners.ts';

const key = 'scram.first-steps-dismissed';
const listeners = newListeners<undefined>();

/** Whether somebody has sent the first steps away, in this browser. */
export function useDismissed(): boolean {
  return useSyncExternalStore(listeners.add, () => localStorage.getItem(key) !== null);
}

export function setDismissed(isDismissed: boolean): void {
  if (isDismissed) localStorage.setItem(key, 'yes');
  else localStorage.removeItem(key);
  listeners.tell(undefined);
}
