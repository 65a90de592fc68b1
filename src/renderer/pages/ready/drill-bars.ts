import { scaleLog } from 'd3-scale';
import type { DrillProgress, DrillReport } from '../../../shared/api/commands.ts';
import { assertNever } from '../../../shared/assert-never.ts';
import { readyLimits } from './limits.ts';

/** One thing that a drill has measured, from the press. */
export interface DrillBar {
  name: string;
  ms: number | null;
  /** The drill before; null where there was none, or it did not come so far. */
  beforeMs: number | null;
  /** Of the whole width, 0 to 1: on a logarithmic scale, since the first is a thousandth of the last. */
  share: number;
  beforeShare: number;
}

const measured = [
  ['latched', ({ latchedMs }: DrillReport) => latchedMs],
  ['first request', ({ firstRequestMs }: DrillReport) => firstRequestMs],
  ['button answered', ({ answeredMs }: DrillReport) => answeredMs],
  ['flat', ({ flatMs }: DrillReport) => flatMs],
] as const;

/** The bars of a drill beside those of the one before, all on one scale. */
export function drillBars(report: DrillReport, before: DrillReport | null): DrillBar[] {
  const times = measured.map(([name, timeOf]) => ({
    name,
    ms: timeOf(report),
    beforeMs: before === null ? null : timeOf(before),
  }));
  const longestMs = Math.max(1, ...times.flatMap(({ ms, beforeMs }) => [ms ?? 0, beforeMs ?? 0]));
  const scale = scaleLog([readyLimits.shortestMs, longestMs], [0.02, 1]).clamp(true);
  const shareOf = (ms: number | null): number => (ms === null ? 0 : scale(Math.max(ms, readyLimits.shortestMs)));
  return times.map((time) => ({ ...time, share: shareOf(time.ms), beforeShare: shareOf(time.beforeMs) }));
}

/** A measured time; below ten milliseconds the tenths are what differs. */
export function fineDuration(ms: number | null): string {
  if (ms === null) return 'never';
  if (ms < 10) return `${ms.toFixed(1)} ms`;
  return ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(2)} s`;
}

/** What a drill is at. */
export function drillSentence({ phase, cancelled, cancelTotal, closed, closeTotal }: DrillProgress): string {
  switch (phase) {
    case 'preparing':
      return 'Setting up a button and an account of its own…';
    case 'pressed':
      return 'The button is pressed.';
    case 'closing':
      return `Cancelled ${cancelled} of ${cancelTotal}, closed ${closed} of ${closeTotal}.`;
    case 'confirming':
      return `Cancelled ${cancelled}, closed ${closed}. Reading the account again, to be sure that it is flat.`;
    default:
      return assertNever(phase);
  }
}

/** How far the drill is, 0 to 1, for a bar: reading again after the quiet window is most of its time. */
export function drillShare({ phase, cancelled, cancelTotal, closed, closeTotal }: DrillProgress): number {
  const done = cancelled + closed;
  const total = Math.max(1, cancelTotal + closeTotal);
  switch (phase) {
    case 'preparing':
      return 0;
    case 'pressed':
      return 0.1;
    case 'closing':
      return 0.1 + 0.4 * (done / total);
    case 'confirming':
      return 0.5;
    default:
      return assertNever(phase);
  }
}
