/** The shell's limits, each with its unit in its name. */
export const shellLimits = {
  /** How often the engine's two facts (it lives, it answers) are looked at. */
  lookMs: 1_000,
  /** One question whether it answers. */
  healthMs: 2_000,
  /** An engine that was started must answer within this, or it is said that it does not. */
  startMs: 15_000,
  /** An engine that vanished may be started again by a service manager; the shell waits this long before it does so itself. */
  restartFirstMs: 1_500,
  restartMaxMs: 60_000,
  /** One that has answered for so long was good: the next wait is the shortest again. */
  steadyMs: 60_000,
  /** A refused token is tried again after this: the data folder may have been made anew. */
  refusedRetryMs: 5_000,
  /** What an engine said last on stderr, for the words on its end. */
  lastWordsBytes: 2_000,
  logBytes: 5 * 1024 * 1024,
  /** To end when it is told to. */
  disarmMs: 10_000,
  /** How often a process that was told something is looked at. */
  withinLookMs: 100,
  /** Back again after it was told to end: found gone, started, answering. */
  restartedMs: 30_000,
  /** A service manager that keeps the engine alive has started it again by then. */
  serviceRestartMs: 2_000,
  /** One attempt at a kill; pauses between attempts double from the first to the last, until it is given up, which is later than the latest start of an engine that vanished. */
  killAttemptMs: 2_000,
  killRetryFirstMs: 250,
  killRetryMaxMs: 2_000,
  killGiveUpMs: 90_000,
  /** Two presses nearer than this are one: a key that bounces, or repeats while it is held. */
  hotkeyBounceMs: 60,
  /** Reminders of a kill are further apart than this. */
  reminderLeastMs: 10_000,
  /** Notifications that are still held, so that a click on them is heard. */
  noticesHeld: 50,
  /** A change of the tray, at most one in this time: menus that are open are replaced by it. */
  traySpacingMs: 250,
  /** Time left and ages in the tray are brought up to date so often. */
  trayRefreshMs: 15_000,
  /** Of a request of the page; the engine takes no longer ones. */
  bodyBytes: 64 * 1024,
  /** Words to the engine that nobody waits for. */
  tellMs: 2_000,
} as const;
