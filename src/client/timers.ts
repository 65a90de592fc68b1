/** Time as the client sees it; passed in, so that a test needs no waiting. */
export interface Timers {
  /** Monotonic, milliseconds from an arbitrary start. */
  nowMs(): number;
  /** Calls `run` once after `delayMs`, unless the returned function is called before. */
  after(delayMs: number, run: () => void): () => void;
}

export const systemTimers: Timers = {
  nowMs: () => performance.now(),
  after(delayMs, run) {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
};
