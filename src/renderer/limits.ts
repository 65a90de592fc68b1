/** The page's limits, each with its unit in its name. */
export const pageLimits = {
  /** How long the kill must be held; long enough that no slip fires it, short enough for somebody in a hurry. */
  holdMs: 1_200,
  /** How long a hold that was let go too early is said to be one. */
  letGoMs: 2_000,
  /** Two activations without a hold must follow one another within this: a screen reader has to read out what the first has said. */
  askedMs: 8_000,
  /** One attempt to send a kill; after this it is sent again, because nobody knows what became of it. */
  killAttemptMs: 3_000,
  killRetryFirstMs: 250,
  killRetryMaxMs: 2_000,
  /** After this an unanswered kill is no longer sent again: whoever held the button has gone elsewhere. */
  killGiveUpMs: 600_000,
  /** A gap between two ticks of the page's own clock that means that the computer slept. */
  sleepGapMs: 3_000,
  sleepCheckMs: 500,
  /** Rows of a table before "show all". */
  rowsAtFirst: 20,
  /** The liquidation log is read again at most so often while rows keep arriving. */
  reloadMs: 500,
  /** A board may need seconds to speak, and seconds more to restart with its secret. */
  pairMs: 30_000,
  /** A drill closes, and then waits for two confirmations that are a quiet window apart. */
  drillMs: 60_000,
  /** How often a running time is painted. */
  tickMs: 100,
  /** How often a time is painted that is shown in seconds or less finely. */
  secondMs: 1_000,
} as const;
