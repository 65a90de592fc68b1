import type { DeadManState, EngineState } from '../../shared/api/state.ts';
import { assertNever } from '../../shared/assert-never.ts';
import { deadManSentence, type Tone, timeLeft } from '../../shared/words.ts';
import { reasonNeeded } from './reason.ts';
import { noEngine, type Precondition } from './reset.ts';

/** The ring of the time that is left. */
export interface RingView {
  /** Of the window, 0 to 1. */
  share: number;
  /** `23` and `hours`. */
  count: string;
  unit: string;
  /** null while all is well: then nothing is coloured. */
  tone: Tone | null;
  sentence: string;
  /** The step alone, without the time that runs: what is read out when it changes. null while all is well. */
  step: string | null;
}

/** `nowMs`: the engine's clock. */
export function ringView({ state, deadline, windowMs }: EngineState['deadMan'], nowMs: number): RingView {
  const leftMs = state === 'triggered' ? 0 : Math.max(0, Date.parse(deadline) - nowMs);
  const [count = '', unit = ''] = timeLeft(leftMs).split(' ');
  const share = Math.min(1, leftMs / windowMs);
  return {
    share,
    count,
    unit,
    tone: ringTone(state),
    sentence: deadManSentence(state, leftMs),
    step: stepWords(state),
  };
}

function stepWords(state: DeadManState): string | null {
  switch (state) {
    case 'ok':
      return null;
    case 'warning':
      return "Dead man's switch warning: check in.";
    case 'critical':
      return "Dead man's switch critical: check in, or all bots will be stopped.";
    case 'triggered':
      return "Dead man's switch triggered.";
    default:
      return assertNever(state);
  }
}

function ringTone(state: DeadManState): Tone | null {
  switch (state) {
    case 'ok':
      return null;
    case 'warning':
      return 'yellow';
    case 'critical':
    case 'triggered':
      return 'red';
    default:
      return assertNever(state);
  }
}

/** Whether a condition is told by the ring or the banner already. */
export function isDeadManCondition(id: string): boolean {
  return id.startsWith('dead_man_');
}

/** All that must be so before asking for the reset makes sense; the engine judges again. */
export function deadManPreconditions(live: EngineState | null, reason: string, confirm: string): Precondition[] {
  if (live === null) return [noEngine];
  return [
    { id: 'triggered', met: live.deadMan.state === 'triggered', sentence: "The dead man's switch has triggered." },
    reasonNeeded(reason),
    { id: 'confirm', met: confirm === 'RESET', sentence: 'The word RESET, typed.' },
  ];
}
