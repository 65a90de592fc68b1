/** Every limit of the links to devices and peers. */
export const linkLimits = {
  /** A line or a body that is longer is none of ours (docs/protocol.md). */
  lineCharacters: 160,
  /** Counters remembered of each device, and how far below the high-water mark a frame may still come from a slower path. */
  countersRemembered: 64,
  /** Presses whose receipts are remembered by path, so that a repeat writes no second row. */
  receiptsRemembered: 64,
  /** How long the answer to a new press waits for the kill to be recorded; after that it goes out anyway. */
  recordWaitMs: 200,
  /** How long a signed request may take to send its few bytes. */
  frameBodyMs: 2_000,
  /** Silence that makes a link fault (docs/protocol.md); the device's heartbeats are 1 s and 5 s. */
  usbSilentMs: 3_000,
  httpSilentMs: 12_000,
  /** How often silence is looked for. */
  silenceCheckMs: 500,
  /** One journal row for stale frames of a device in this time; the rest are counted in the next. */
  staleRowMs: 10_000,
  /** How old the stored counters may be after a crash. */
  countersStoredEveryMs: 10_000,
  /** A serial port: pause before it is opened again, doubled from the first to the last. */
  reopenMinMs: 250,
  reopenMaxMs: 5_000,
  /** After opening, a board that restarts because of it may be silent for so long. */
  bootGraceMs: 5_000,
  /** A port found by its chip that says nothing of ours is some other board: it is left alone for this long. */
  foreignPortMs: 60_000,
  /** Between two looks for boards that were plugged in. */
  discoverEveryMs: 2_000,
  /** Ports opened at once by discovery. */
  discoveredPorts: 8,
  /** What a serial port may hold unsent before it counts as dead. */
  usbBacklogBytes: 4_096,
  /** How long a pairing over the cable waits for a board that says it is there, and for its answer. */
  pairingWaitMs: 10_000,
  pairingRepeatMs: 1_000,
} as const;
