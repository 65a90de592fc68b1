/** Every limit of the gate, in one place with its unit in its name. The Python client has the same ones. */
export const gateLimits = {
  /** The engine sends a sign of life every second; after so long without one the gate is closed. */
  silenceMs: 3_000,
  /** A connection that has not brought a snapshot within this time is given up. */
  firstWordMs: 5_000,
  reconnectFirstMs: 100,
  reconnectMaxMs: 3_000,
  /** A connection that held so long was a good one: the next reconnect begins with the shortest delay again. */
  steadyMs: 5_000,
  /** For one call of `trigger` or `reset`, to its whole answer. */
  callMs: 10_000,
  /** One line of the stream; a status is under 1 kB. */
  lineBytes: 64 * 1024,
  /** One event of the stream, over all its lines. */
  eventBytes: 64 * 1024,
  answerBytes: 64 * 1024,
  tokenCharacters: 512,
} as const;
