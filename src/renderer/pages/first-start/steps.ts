import type { DrillReport, DrillState } from '../../../shared/api/commands.ts';
import type { EngineState } from '../../../shared/api/state.ts';
import { formatDuration } from '../../../shared/duration.ts';

/** What the engine has seen of somebody who begins; nothing of it is the page's own memory. */
export interface Seen {
  /** The latest drill. */
  drill: DrillReport | null;
  /** A kill was fired. */
  killed: boolean;
  /** And trading was allowed again. */
  reset: boolean;
}

export function seenBy(state: EngineState, drills: DrillState | null): Seen {
  const reset = state.lastReset !== null;
  return { drill: drills?.recent[0]?.report ?? null, killed: state.kill !== null || reset, reset };
}

/** What comes next: the first step that is not done. Connecting is last, and is done when a configuration file is in force. */
export type Step = 'drill' | 'kill' | 'reset' | 'connect';

export function nextStep({ drill, killed, reset }: Seen): Step {
  if (drill === null) return 'drill';
  if (!killed) return 'kill';
  return reset ? 'connect' : 'reset';
}

/** The times of a drill in one sentence, from the press on. */
export function drillSentence({ flat, latchedMs, firstRequestMs, flatMs }: DrillReport): string {
  const times = [
    ...(latchedMs === null ? [] : [`latched after ${formatDuration(latchedMs)}`]),
    ...(firstRequestMs === null ? [] : [`first order to the broker after ${formatDuration(firstRequestMs)}`]),
    ...(flatMs === null ? [] : [`confirmed flat after ${formatDuration(flatMs)}`]),
  ];
  const said = times.join(', ');
  if (!flat) return `It did not become flat${said === '' ? '' : `: ${said}`}. Ready says what is wrong.`;
  return `${said.charAt(0).toUpperCase()}${said.slice(1)}.`;
}
