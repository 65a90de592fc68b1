import { useSyncExternalStore } from 'react';
import { riskLimits } from './limits.ts';

const narrow = window.matchMedia(riskLimits.narrowQuery);

/** Whether there is room for a row's words only below the rest of it. */
export function useNarrow(): boolean {
  return useSyncExternalStore(listen, () => narrow.matches);
}

function listen(onChange: () => void): () => void {
  narrow.addEventListener('change', onChange);
  return () => narrow.removeEventListener('change', onChange);
}
