/** The limits of the page Ready, each with its unit in its name. */
export const readyLimits = {
  /** Every broker is read and every channel asked; the slowest has this long. */
  preflightMs: 30_000,
  /** A drill gives up by itself before that. */
  drillMs: 30_000,
  drillPollMs: 200,
  /** The bars begin here: what is shorter looks like it. */
  shortestMs: 0.1,
} as const;
