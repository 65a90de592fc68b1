import type { Clock } from '../clock.ts';
import { linkLimits } from './limits.ts';

/** Counts frames that are too old and says when a row is due: the first at once, then one every 10 s with the count since. */
export class StaleRows {
  private readonly clock: Clock;
  private readonly counts = new Map<string, { rowAtMs: number; frames: number }>();

  constructor(clock: Clock) {
    this.clock = clock;
  }

  /** Counts one; the number to record now, or null while it is too soon for another row. */
  count(sender: string): number | null {
    const nowMs = this.clock.monotonicMs();
    const entry = this.counts.get(sender) ?? { rowAtMs: Number.NEGATIVE_INFINITY, frames: 0 };
    this.counts.set(sender, entry);
    entry.frames += 1;
    if (nowMs - entry.rowAtMs < linkLimits.staleRowMs) return null;
    const { frames } = entry;
    entry.rowAtMs = nowMs;
    entry.frames = 0;
    return frames;
  }
}
