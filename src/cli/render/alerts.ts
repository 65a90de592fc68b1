import type { AlertState } from '../../shared/api/alerts.ts';
import { formatDuration } from '../../shared/duration.ts';
import { plural, table } from './table.ts';
import { localTime } from './time.ts';

/** The latest messages, the newest first: what became of each on its channel, after how many attempts and how long. */
export function toldLines(recent: readonly AlertState[]): string[] {
  return table(
    recent.map((alert) => [localTime(alert.queuedAt), alert.channel, alert.state, howOf(alert), alert.title]),
  );
}

function howOf({ attempts, latencyMs, words }: AlertState): string {
  const took = latencyMs === null ? words : `after ${formatDuration(latencyMs)}`;
  return [attempts > 1 ? plural(attempts, 'attempt') : '', took].filter((part) => part !== '').join(', ');
}
