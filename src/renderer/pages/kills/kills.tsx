import { LiquidationLog } from '../../parts/liquidation-log.tsx';
import type { PageProps } from '../page.ts';

/** Every kill on record. */
export function KillsPage({ live }: PageProps) {
  return <LiquidationLog isLive={live !== null} />;
}
