/** The triggers' patience, in one place. Tests pass their own. */
export interface TriggerLimits {
  /** Between two evaluations. */
  evaluateMs: number;
  /** A kill that may clear itself does so when its condition has been false for so long. */
  clearAfterMs: number;
  /** Between two tries to clear it, when the first was refused. */
  clearRetryMs: number;
  /** A trigger that can't be judged for so long is worth a person's attention. */
  blindMs: number;
  /** A peak that rises is written at most so often: a crash costs it what it rose in this time. */
  keepMs: number;
}

export const defaultTriggerLimits: TriggerLimits = {
  evaluateMs: 1_000,
  clearAfterMs: 60_000,
  clearRetryMs: 60_000,
  blindMs: 10_000,
  keepMs: 5_000,
};

/** A reading speaks for now while it is younger than this, or than three of its broker's intervals, whichever is more. */
const freshMsMin = 5_000;
const freshIntervals = 3;

export function freshMsOf(readIntervalMs: number): number {
  return Math.max(freshMsMin, freshIntervals * readIntervalMs);
}

export const feedLimits = {
  /** So many ticks of an instrument must be bad one after the other. A single one happens on healthy venues. */
  badTicksRunning: 3,
  /** A wall clock that moves so much more, or less, than time has passed was set by somebody. */
  clockStepMs: 1_000,
  /** Instruments of one source; a tick of one more is refused. */
  symbols: 5_000,
} as const;
