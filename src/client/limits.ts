/** The client's limits, each with its unit in its name. */
export const clientLimits = {
  /** For one call whose answer is at hand. */
  callMs: 10_000,
  /** A reset reads every broker first, which may wait for its turn within the venue's limit, and is recorded before it is granted. */
  resetMs: 30_000,
  /** A little more than the engine gives one attempt at a message. */
  alertTestMs: 15_000,
  /** The engine sends at least a keep-alive every second: after this long without a byte, what is shown may be wrong. */
  silenceMs: 3_000,
  reconnectFirstMs: 100,
  reconnectMaxMs: 3_000,
  /** A connection that held this long was a good one: the next reconnect starts from the shortest delay again. */
  steadyMs: 5_000,
  /** One event of the stream; a snapshot of thousands of positions is about 1 MB. */
  eventCharacters: 16 * 1024 * 1024,
} as const;
