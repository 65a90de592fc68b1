import type { FeedTick } from '../../shared/api/triggers.ts';
import type { Tick } from './tick.ts';

/** A tick as a bot posts it. What is no number becomes NaN, which is a bad price and not a missing one. */
export function postedTick({ symbol, bid, ask, last, at, open = true }: FeedTick, wallMs: number): Tick {
  return { symbol, bid: priceOf(bid), ask: priceOf(ask), last: priceOf(last), atMs: timeOf(at, wallMs), open };
}

function priceOf(value: FeedTick['bid']): number | undefined {
  if (value === undefined) return undefined;
  return value === null || value === '' ? Number.NaN : Number(value);
}

function timeOf(at: FeedTick['at'], wallMs: number): number {
  if (at === undefined) return wallMs;
  if (at === null) return Number.NaN;
  return typeof at === 'number' ? at : Date.parse(at);
}
