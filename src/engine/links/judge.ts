import { linkLimits } from './limits.ts';

/** What is remembered of a sender's counters. The high-water mark never falls. */
export interface Counters {
  highWater: bigint;
  /** The last counters taken, on any path and in the order of their arrival. */
  seen: readonly bigint[];
}

/**
 * What a counter makes of a correctly signed frame: `duplicate`, seen before; `accepted`, newer than all; `late`, from a slower
 * path; `stale`, too old to be told from a recording.
 */
export type Verdict = 'duplicate' | 'accepted' | 'late' | 'stale';

export const freshCounters: Counters = { highWater: 0n, seen: [] };

/** Judges a counter and answers what is remembered from then on. */
export function judge(counters: Counters, counter: bigint): { verdict: Verdict; counters: Counters } {
  const { highWater, seen } = counters;
  if (seen.includes(counter)) return { verdict: 'duplicate', counters };
  const remembered = [...seen, counter].slice(-linkLimits.countersRemembered);
  if (counter > highWater) return { verdict: 'accepted', counters: { highWater: counter, seen: remembered } };
  if (highWater - counter > BigInt(linkLimits.countersRemembered)) return { verdict: 'stale', counters };
  return { verdict: 'late', counters: { highWater, seen: remembered } };
}

/** The same counters with a mark of at least `highWater`. */
export function raised(counters: Counters, highWater: bigint): Counters {
  return highWater > counters.highWater ? { ...counters, highWater } : counters;
}
