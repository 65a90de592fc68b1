import { KillsPage } from './kills/kills.tsx';
import { NowPage } from './now/now.tsx';
import type { PageEntry } from './page.ts';
import { ReadyPage } from './ready/ready.tsx';
import { RiskPage } from './risk/risk.tsx';
import { SetupPage } from './setup/setup.tsx';

/**
 * The window's pages, in the order of the navigation. The first is where the window opens. All come with the first script: one that were
 * fetched when somebody goes there could not be had from an engine that is gone.
 */
export const pages = [
  { place: 'now', title: 'Now', Page: NowPage },
  { place: 'kills', title: 'Kills', Page: KillsPage },
  { place: 'risk', title: 'Risk', Page: RiskPage },
  { place: 'ready', title: 'Ready', Page: ReadyPage },
  { place: 'setup', title: 'Setup', Page: SetupPage },
] as const satisfies readonly PageEntry[];
