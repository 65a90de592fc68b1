/** The command line's limits, each with its unit in its name. */
export const cliLimits = {
  /** How long an unanswered kill is sent again; a service manager brings a dead engine back well within it. */
  killTryMs: 10_000,
  /** An attempt still open after this long stays open, and another is sent beside it. */
  killHedgeMs: 1_000,
  /** After this without an answer the terminal says that the kill is being sent again. */
  killUnansweredMs: 300,
  killRetryFirstMs: 50,
  killRetryMaxMs: 1_000,
  killAnswerBytes: 64 * 1024,
  /** A journal of millions of rows is read and hashed whole. */
  verifyMs: 600_000,
  drillMs: 120_000,
  logRowsDefault: 50,
  logRowsMax: 100_000,
  /** The journal could not be read though there is something new in it. */
  logRetryMs: 1_000,
  repaintMs: 100,
  serviceToolMs: 20_000,
  configFileBytes: 1024 * 1024,
  paper: { portMax: 65_535, latencyMs: 60_000, seedMax: 2 ** 32 - 1, positionsMax: 5_000, ordersMax: 5_000 },
} as const;
