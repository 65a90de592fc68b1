import { Place } from '../../shared/desktop.ts';

/** Where in the window somebody is: `#/kills/1a2b` is the place `kills` with the rest `1a2b`. */
export interface Address {
  place: Place;
  rest: string;
}

/**
 * Reads the address's fragment, with its `#`. What names no place is Now, so that neither an old bookmark nor the fragment of a sign-in
 * leads nowhere.
 */
export function readAddress(hash: string): Address {
  const [name = '', ...rest] = hash.startsWith('#/') ? hash.slice(2).split('/') : [];
  const place = Place.safeParse(name);
  if (!place.success) return { place: 'now', rest: '' };
  return { place: place.data, rest: decoded(rest.join('/')) };
}

export function writeAddress(place: Place, rest = ''): string {
  return rest === '' ? `#/${place}` : `#/${place}/${encodeURIComponent(rest)}`;
}

/** As it stands where somebody has typed something that is no encoding. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
