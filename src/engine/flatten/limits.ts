/** The flatten's patience, in one place. The configuration sets the deadline alone; tests pass their own. */
export interface FlattenLimits {
  /** After this, what is left is named and the broker counts as settled; the work goes on. */
  deadlineMs: number;
  /** Between the two clean readings that make a broker flat. */
  quietWindowMs: number;
  /** How long a close waits for the orders on its instrument to go, before it is tried all the same. */
  heldPatienceMs: number;
  /** How long an accepted cancel may take before it is sent again. */
  cancelPatienceMs: number;
  /** How long an accepted market close may rest before it is cancelled and placed anew. */
  closePatienceMs: number;
  /** First and greatest pause before what was refused is tried again. */
  retryMinMs: number;
  retryMaxMs: number;
  /** Between tries of a close that waits for a market to open, or that is too small to trade. */
  hopelessRetryMs: number;
  /**
   * How far beyond the last price a limit order goes where market orders are refused, as a fraction of that price: the first one,
   * the least (the venue's band is narrow) and the most (the market runs away).
   */
  limitReachFirst: number;
  limitReachMin: number;
  limitReachMax: number;
  /** While something is still open, so many fills are asked for with each reading: prices must not use up what closes need. */
  fillsPerReading: number;
  /** A fill that was asked for so often in vain is left without a price. */
  fillTries: number;
  /** Of orders that were seen in a kill and are gone. Past it the oldest are only counted. */
  ordersRemembered: number;
  /** The loop looks again after this while something is under way. */
  pollMs: number;
  /** As many requests go out before the event loop may put them on the wire; then every `dispatchChunk`. */
  dispatchFirst: number;
  dispatchChunk: number;
}

export const defaultFlattenLimits: FlattenLimits = {
  deadlineMs: 60_000,
  quietWindowMs: 2_000,
  heldPatienceMs: 1_000,
  cancelPatienceMs: 1_500,
  closePatienceMs: 5_000,
  retryMinMs: 250,
  retryMaxMs: 5_000,
  hopelessRetryMs: 15_000,
  limitReachFirst: 0.01,
  limitReachMin: 0.001,
  limitReachMax: 0.1,
  fillsPerReading: 4,
  fillTries: 5,
  ordersRemembered: 10_000,
  pollMs: 100,
  dispatchFirst: 4,
  dispatchChunk: 16,
};

/** Pause before try number `tries + 1`: doubled each time, with a ceiling. */
export function retryDelayMs(tries: number, limits: FlattenLimits): number {
  return Math.min(limits.retryMaxMs, limits.retryMinMs * 2 ** Math.max(0, tries - 1));
}
