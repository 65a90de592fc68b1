import type { ComponentType } from 'react';
import type { EngineState } from '../../shared/api/state.ts';
import type { Place } from '../../shared/desktop.ts';

/** A place that is a page of its own; the other places are sheets over one. */
export type PagePlace = Exclude<Place, 'reset' | 'dead-man-reset'>;

/** What every page is given. */
export interface PageProps {
  /** The engine's word as it stands now; null while nobody can vouch for it. Only this may be shown as true, or acted on. */
  live: EngineState | null;
  /** What the engine said last, to be shown as that while `live` is null; null when it was never heard. */
  known: KnownState | null;
  /** What the address has after the page's name, such as a kill's id; empty when it names the page alone. */
  rest: string;
}

export interface KnownState {
  state: EngineState;
  /** When the engine fell silent, in milliseconds since 1970; null while it is heard. */
  stoppedAtMs: number | null;
}

export interface PageEntry {
  place: PagePlace;
  /** One word: it stands in the navigation, and names the page to a screen reader. */
  title: string;
  Page: ComponentType<PageProps>;
}
