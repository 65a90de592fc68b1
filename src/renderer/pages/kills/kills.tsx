import type { PageProps } from '../page.ts';
import { KillDetail } from './kill-detail.tsx';
import { KillList } from './kill-list.tsx';

/** Every kill on record; the address names the one that is open. */
export function KillsPage({ live, rest }: PageProps) {
  const isLive = live !== null;
  return rest === '' ? <KillList isLive={isLive} /> : <KillDetail key={rest} killId={rest} isLive={isLive} />;
}
