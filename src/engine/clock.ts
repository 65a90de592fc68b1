/** Time as the engine sees it; passed in everywhere, so that a test can hold it still. */
export interface Clock {
  /** Wall clock, milliseconds since 1970. May jump. */
  wallMs(): number;
  /** Monotonic, milliseconds from an arbitrary start. Never jumps; durations are taken from this one. */
  monotonicMs(): number;
}

export const systemClock: Clock = {
  wallMs: () => Date.now(),
  monotonicMs: () => performance.now(),
};

/** ISO 8601 in UTC with milliseconds, as everything outside the engine sees time. */
export function isoTime(wallMs: number): string {
  // The rows of a kill come many to a millisecond, and making this text is a good part of what one costs.
  if (wallMs !== latest.wallMs) latest = { wallMs, text: new Date(wallMs).toISOString() };
  return latest.text;
}

let latest = { wallMs: 0, text: new Date(0).toISOString() };
