import type { Pace } from './limits.ts';

/** How many messages a channel may send now: `burst` at most, one more each `refillMs`. */
export interface Bucket {
  tokens: number;
  /** When the last whole token came in; monotonic. */
  filledMs: number;
}

export function fullBucket({ burst }: Pace, nowMs: number): Bucket {
  return { tokens: burst, filledMs: nowMs };
}

export function refilled(bucket: Bucket, { burst, refillMs }: Pace, nowMs: number): Bucket {
  const more = Math.floor((nowMs - bucket.filledMs) / refillMs);
  if (bucket.tokens + more >= burst) return { tokens: burst, filledMs: nowMs };
  return { tokens: bucket.tokens + more, filledMs: bucket.filledMs + more * refillMs };
}

/** One message less; what went past the pace leaves an empty bucket empty. */
export function taken(bucket: Bucket): Bucket {
  return { ...bucket, tokens: Math.max(0, bucket.tokens - 1) };
}
