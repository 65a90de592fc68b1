import { useEffect, useRef } from 'react';
import type { DesktopApi, Place } from '../../shared/desktop.ts';

declare global {
  interface Window {
    /** In the desktop app alone (src/preload). */
    scramDesktop?: DesktopApi;
  }
}

/** Acts whenever the desktop app asks for a place, also for the one that this window was opened for. In a browser nobody asks. */
export function usePlace(act: (place: Place) => void): void {
  const latest = useRef(act);
  latest.current = act;
  useEffect(() => window.scramDesktop?.onPlace((place) => latest.current(place)), []);
}
