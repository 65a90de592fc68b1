/** Every limit of the two listeners. */
export const httpLimits = {
  /** Sockets at once on a listener; past it the oldest that has shown no token makes room for the newest. */
  sockets: 1_024,
  /** The same for one address, so that one host can't push out all others. */
  socketsPerAddress: 256,
  streamsPerAddress: 8,
  /** From this machine itself, where a trader's bots run: each of them keeps a gate open. */
  streamsPerLoopback: 192,
  streams: 256,
  headerBytes: 8 * 1024,
  headersCount: 64,
  headersMs: 5_000,
  requestMs: 10_000,
  /** Must outlast the devices' heartbeat of 5 s by far: a warm socket is what makes a press fast. */
  keepAliveMs: 75_000,
  /** How long an authenticated kill waits for the rest of its body before it goes ahead without a reason. */
  killBodyMs: 250,
  /** How long any other body may take to arrive. */
  bodyMs: 5_000,
  /** A stream with so much unread has nobody reading it. */
  streamBacklogBytes: 4 * 1024 * 1024,
  keepAliveCommentMs: 1_000,
  sessionCodeMs: 60_000,
  sessionMs: 7 * 86_400_000,
  pendingSessionCodes: 16,
  /** One journal row for refused access per address in this time; the rest are counted in the next. */
  refusalRowMs: 10_000,
  refusalAddresses: 256,
  stopMs: 2_000,
} as const;
