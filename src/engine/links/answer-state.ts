import type { LatchName } from '../../shared/api/state.ts';
import type { AnswerState } from './frame.ts';

export interface AnswerFacts {
  state: LatchName;
  flat: boolean | null;
  degraded: boolean;
  deadManTriggered: boolean;
}

/** The engine in one letter, as a device shows it. The kill comes first: its progress is what the person at the button waits for. */
export function answerState({ state, flat, degraded, deadManTriggered }: AnswerFacts): AnswerState {
  if (state !== 'armed') return state === 'killed' && flat === true ? 'D' : 'P';
  if (degraded) return 'X';
  return deadManTriggered ? 'U' : 'A';
}
