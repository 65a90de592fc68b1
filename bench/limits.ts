/** How long and how often everything is measured. `quick` proves that every part runs, and its numbers mean nothing. */
export interface Pace {
  counts: readonly number[];
  latenciesMs: readonly number[];
  /** Rounds thrown away before those of each combination that are kept. */
  warmUpRounds: number;
  rounds: number;
  /** Of the sequential peer where one kill of it takes longer than `slowKillMs` by calculation. */
  slowRounds: number;
  slowKillMs: number;
  /** Kills of processes that have never carried one out. */
  firstKillRounds: number;
  floodSeconds: number;
  floodPerSecond: number;
  /** Between two valid kills during a flood. */
  validEveryMs: number;
  journalRows: number;
  startRounds: number;
  settleMs: number;
  idleMs: number;
  gateRounds: number;
  /** Of each round: checks at the gate, and calls of the engine in their place. */
  gateChecks: number;
  gateCalls: number;
  /** Of everything that is done once a second. */
  tickRounds: number;
  /** Kills that are told on every channel. */
  alertKills: number;
  /** Starts that find alerts of an outage waiting, and how many each. */
  outageRounds: number;
  outageAlerts: number;
  /** Of each adapter beside the others; reading within a venue's budget takes most of the time of each. */
  adapterRounds: number;
  /** Sizes of accounts for the growth of an adapter, and kills of each. */
  growthCounts: readonly number[];
  growthRounds: number;
  /** The same where the venue's limit of requests is kept. */
  limitedCounts: readonly number[];
  /** Changes of the engine's state that are waited for in a page. */
  changesSeen: number;
  /** No part takes half of it: one that does is stuck. */
  partMs: number;
}

export const fullPace: Pace = {
  counts: [1, 10, 100, 500],
  latenciesMs: [0, 20],
  warmUpRounds: 1,
  rounds: 7,
  slowRounds: 3,
  slowKillMs: 5_000,
  firstKillRounds: 9,
  floodSeconds: 10,
  floodPerSecond: 2_000,
  validEveryMs: 100,
  journalRows: 1_000_000,
  startRounds: 9,
  settleMs: 30_000,
  idleMs: 60_000,
  gateRounds: 9,
  gateChecks: 20_000,
  gateCalls: 500,
  tickRounds: 5_000,
  alertKills: 50,
  outageRounds: 5,
  outageAlerts: 1_000,
  adapterRounds: 5,
  growthCounts: [1, 10, 100, 1_000, 10_000],
  growthRounds: 3,
  limitedCounts: [100, 500, 10_000],
  changesSeen: 300,
  partMs: 3_600_000,
};

export const quickPace: Pace = {
  counts: [1, 10],
  latenciesMs: [0, 20],
  warmUpRounds: 0,
  rounds: 1,
  slowRounds: 1,
  slowKillMs: 5_000,
  firstKillRounds: 1,
  floodSeconds: 2,
  floodPerSecond: 2_000,
  validEveryMs: 200,
  journalRows: 20_000,
  startRounds: 1,
  settleMs: 500,
  idleMs: 2_000,
  gateRounds: 1,
  gateChecks: 1_000,
  gateCalls: 50,
  tickRounds: 50,
  alertKills: 1,
  outageRounds: 1,
  outageAlerts: 100,
  adapterRounds: 1,
  growthCounts: [10],
  growthRounds: 1,
  limitedCounts: [10],
  changesSeen: 10,
  partMs: 600_000,
};

/** Bounds on waiting: a process that does not do what it should ends the run with a sentence. */
export const patience = {
  startMs: 20_000,
  stopMs: 5_000,
  killMs: 60_000,
  /** Kills of a measurement follow each other as no account's do, and readings keep to the venue's budget. */
  settleMs: 120_000,
  verifyMs: 120_000,
  validKillMs: 10_000,
  gateRoundMs: 30_000,
  alertMs: 10_000,
  outageMs: 60_000,
  pageMs: 20_000,
  buttonMs: 10_000,
} as const;

/** The flood ends by itself at whichever comes first, its time or its count, and opens no more connections than this. */
export const floodConnections = 200;
