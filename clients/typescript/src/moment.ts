import { uptime } from 'node:os';

/** The three clocks of a machine at one instant, milliseconds each from a start of its own. */
export interface Moment {
  /** Stands still on Linux while the machine sleeps. */
  monotonicMs: number;
  /** Moves whenever somebody sets it. */
  wallMs: number;
  /** Since boot, sleep included; costs a few microseconds to read. */
  uptimeMs: number;
}

export interface Clocks {
  monotonicMs(): number;
  wallMs(): number;
  uptimeMs(): number;
}

export const systemClocks: Clocks = {
  monotonicMs: () => performance.now(),
  wallMs: () => Date.now(),
  uptimeMs: () => uptime() * 1_000,
};

/** Beyond this, wall clock and monotonic clock don't just tick apart. */
const disagreementMs = 500;

export function momentOf(clocks: Clocks): Moment {
  return { monotonicMs: clocks.monotonicMs(), wallMs: clocks.wallMs(), uptimeMs: clocks.uptimeMs() };
}

/**
 * Milliseconds since an instant, a sleep of the machine included, untouched by whoever sets the clock. The dear third clock is
 * read only where the first two disagree: otherwise a gate that was open at night would be open in the morning until the first
 * byte came.
 */
export function elapsedMs(clocks: Clocks, since: Moment): number {
  const awakeMs = clocks.monotonicMs() - since.monotonicMs;
  const shownMs = clocks.wallMs() - since.wallMs;
  return shownMs - awakeMs < disagreementMs ? awakeMs : Math.max(awakeMs, clocks.uptimeMs() - since.uptimeMs);
}
