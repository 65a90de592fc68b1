import { useSyncExternalStore } from 'react';
import type { Place } from '../../shared/desktop.ts';
import { type Address, readAddress, writeAddress } from '../view/address.ts';

/** The address's fragment is the one record of where the window is, so that a reload stays and the way back works. */
export function useAddress(): Address {
  return readAddress(useSyncExternalStore(listen, () => window.location.hash));
}

export function goTo(place: Place, rest?: string): void {
  window.location.hash = writeAddress(place, rest);
}

function listen(onChange: () => void): () => void {
  window.addEventListener('hashchange', onChange);
  return () => window.removeEventListener('hashchange', onChange);
}
