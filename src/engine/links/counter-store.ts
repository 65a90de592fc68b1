import { join } from 'node:path';
import * as z from 'zod';
import { KeptJson } from '../kept-json.ts';
import { hex64 } from './frame.ts';
import { type Counters, freshCounters, raised } from './judge.ts';
import { linkLimits } from './limits.ts';

const Hex64 = z.string().regex(/^[0-9a-f]{16}$/);
const StoredCounters = z.object({
  senders: z.record(
    z.string(),
    z.object({ highWater: Hex64, seen: z.array(Hex64).max(linkLimits.countersRemembered) }),
  ),
});

/**
 * The counters of devices and peers, kept in `DIR/counters.json` over a restart.
 *
 * Written every 10 s while they move, and at a stop, not with each heartbeat: a crash loses up to 10 s of them. That is safe in
 * both directions. A recorded K of that time kills nobody twice, because its press is in the journal before the K is answered,
 * and a known press is a receipt whatever its counter. A true press is never refused for it, because the mark only comes back
 * lower than it was; it is not raised by guess, since a frame that is judged stale has to be asked for again. What a recording
 * from those seconds can still do is pass for a heartbeat until the device's next one, which opens nothing. A peer's word can open
 * something, and so its counter is written with every change of its latch.
 * Without the file (lost, damaged) the marks start from the presses that the journal knows.
 */
export class CounterStore {
  private readonly kept: KeptJson<z.infer<typeof StoredCounters>>;
  private readonly counters = new Map<string, Counters>();
  private timer: NodeJS.Timeout | null = null;
  private changed = false;
  private lastWrite: Promise<boolean> = Promise.resolve(true);

  constructor(dataDir: string, reportTrouble: (error: unknown) => void) {
    const path = join(dataDir, 'counters.json');
    const withoutIt = 'counters start from the journal';
    this.kept = new KeptJson({ path, schema: StoredCounters, withoutIt, reportTrouble });
  }

  /** Reads the file; what can't be read counts as empty. */
  async load(): Promise<void> {
    const stored = await this.kept.read();
    for (const [sender, { highWater, seen }] of Object.entries(stored?.senders ?? {})) {
      this.counters.set(sender, { highWater: numberOf(highWater), seen: seen.map(numberOf) });
    }
  }

  of(sender: string): Counters {
    return this.counters.get(sender) ?? freshCounters;
  }

  /** Makes sure that a sender's mark is at least this: a press that the journal knows has been heard. */
  raise(sender: string, highWater: bigint): void {
    this.counters.set(sender, raised(this.of(sender), highWater));
  }

  take(sender: string, counters: Counters): void {
    this.counters.set(sender, counters);
    this.changed = true;
    this.timer ??= setTimeout(() => {
      this.timer = null;
      void this.store();
    }, linkLimits.countersStoredEveryMs).unref();
  }

  /** Writes what has changed; resolves when that is done (true) or has failed. */
  store(): Promise<boolean> {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    if (!this.changed) return this.lastWrite;
    this.changed = false;
    const senders = Object.fromEntries(
      [...this.counters].map(([sender, { highWater, seen }]) => [
        sender,
        { highWater: hex64(highWater), seen: seen.map(hex64) },
      ]),
    );
    this.lastWrite = this.kept.write({ senders }).then((isWritten) => {
      // The next attempt, by the next frame or at the stop, has it all to write again.
      if (!isWritten) this.changed = true;
      return isWritten;
    });
    return this.lastWrite;
  }
}

function numberOf(hex: string): bigint {
  return BigInt(`0x${hex}`);
}
