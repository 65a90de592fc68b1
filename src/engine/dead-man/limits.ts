/** Every limit of the dead man's switch but the shares of its window, which are its rule (`switch/dead-man.ts`). */
export const deadManLimits = {
  /** Between two looks at the clocks; a change of state that is due earlier is met exactly. */
  tickMs: 1_000,
  /** How old the kept file may be after a crash: of a short window a share, so that it matters as little there. */
  keptEveryMs: 10_000,
  keptShareOfWindow: 0.05,
  /** The wall clock against the monotonic one between two looks: what is more than this is a jump. */
  clockJumpMs: 2_000,
  /** One row for the jumps in this time; the rest are added up in the next. */
  jumpRowMs: 10_000,
  /** How long an answer waits for the journal before it says `journaled: false`. */
  recordWaitMs: 1_000,
  /** How long a reset waits to be recorded before it is refused. */
  resetWaitMs: 5_000,
  /** Rows that a start reads of the timer: its last run and some more. */
  rowsRead: 50,
} as const;
