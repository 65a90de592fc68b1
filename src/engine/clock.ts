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
  return new Date(wallMs).toISOString();
}
