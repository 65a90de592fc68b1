import { useSyncExternalStore } from 'react';
import { newListeners } from '../../engine/listeners.ts';
import type { Edit } from './edits.ts';

/** Outside of React and for as long as the page is open: a kill takes its reader elsewhere, and what was typed must still be there after it. */
let edits: readonly Edit[] = [];
const listeners = newListeners<undefined>();

function setEdits(next: readonly Edit[]): void {
  if (next === edits) return;
  edits = next;
  listeners.tell(undefined);
}

/** What has been typed and not saved. */
export function useEdits(): [readonly Edit[], (next: readonly Edit[]) => void] {
  return [useSyncExternalStore(listeners.add, () => edits), setEdits];
}
