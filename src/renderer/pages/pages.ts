import { KillsPage } from './kills/kills.tsx';
import { NowPage } from './now/now.tsx';
import type { PageEntry } from './page.ts';

/** The window's pages, in the order of the navigation. The first is where the window opens. */
export const pages = [
  { place: 'now', title: 'Now', Page: NowPage },
  { place: 'kills', title: 'Kills', Page: KillsPage },
] as const satisfies readonly PageEntry[];
