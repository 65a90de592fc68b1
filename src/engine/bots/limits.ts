import type { BotConfig } from '../../shared/bots-config.ts';

/** Every limit of the bots' part that is not named in the configuration. */
export const botLimits = {
  /** A bot that is not yet where it was sent is driven again after this, doubled up to the second. */
  driveAgainMinMs: 250,
  driveAgainMaxMs: 5_000,
  /** What the helper's own answer may take on top of a bot's callTimeout before the helper counts as hung. */
  helperGraceMs: 2_000,
  /** A helper that is not ready by then is ended, and started again. */
  helperStartMs: 15_000,
  /** Before a helper that has ended is started again, doubled up to the second while it keeps ending. */
  helperRestartMinMs: 100,
  helperRestartMaxMs: 5_000,
  /** Calls of one bot that may hang at once; with that many, no further one is begun. */
  hangingCalls: 4,
  /** Threads of the helper for files: as many bots may stand on a frozen disk. */
  helperFileThreads: 40,
  wordsCharacters: 200,
  /** How long a resume waits to be recorded before it is refused. */
  resumeRecordWaitMs: 5_000,
  /** Processes that one pattern may match; with more, none is signalled: the pattern is wrong. */
  matches: 16,
  commandLineCharacters: 4_096,
  pidFileBytes: 64,
  /** A process whose start is later than its pid file by more than this is not the one that the file means. */
  pidFileSlackMs: 2_000,
  /** A step that stands before the others of a call gets this part of the call's time at most; a check before an order this at most. */
  firstStepPart: 0.25,
  firstCheckMs: 1_000,
  commandOutputBytes: 64 * 1024,
  /** After the end of a command that was cut off. */
  commandGoneMs: 1_000,
  webhookAnswerBytes: 64 * 1024,
  webhookKeyCharacters: 16,
  /** freqtrade lists every order of every open trade. */
  freqtradeAnswerBytes: 8 * 1024 * 1024,
  /** freqtrade takes five orders of one sort a minute; one that has done nothing is given again after this. */
  freqtradeAgainMs: 15_000,
  sockets: 4,
} as const;

/** How often a bot is looked at: while it is held, so that one that comes back is caught, and while it may run, for the page. */
export const lookEveryMs: Record<BotConfig['kind'], { held: number; free: number }> = {
  'flag-file': { held: 2_000, free: 15_000 },
  process: { held: 1_000, free: 5_000 },
  command: { held: 15_000, free: 30_000 },
  webhook: { held: 15_000, free: 30_000 },
  freqtrade: { held: 5_000, free: 15_000 },
};
