import type { Clock } from '../clock.ts';
import type { JournalEvent } from '../journal/events.ts';
import { httpLimits } from './limits.ts';

interface Knocker {
  rowAtMs: number;
  attempts: number;
  route: string;
  why: string;
}

/**
 * Rows for those who knock without a key: the first of an address at once, then one every 10 s with the count since. A flood
 * must not fill the disk, and must not stay unseen.
 */
export class Refusals {
  private readonly clock: Clock;
  private readonly record: (event: JournalEvent) => void;
  private readonly knockers = new Map<string, Knocker>();

  constructor(clock: Clock, record: (event: JournalEvent) => void) {
    this.clock = clock;
    this.record = record;
  }

  note(address: string, route: string, why: string): void {
    const nowMs = this.clock.monotonicMs();
    const knocker = this.knockers.get(address) ?? this.admit(address);
    knocker.attempts += 1;
    knocker.route = route;
    knocker.why = why;
    if (nowMs - knocker.rowAtMs < httpLimits.refusalRowMs) return;
    this.write(address, knocker);
    knocker.rowAtMs = nowMs;
    knocker.attempts = 0;
  }

  /** Writes what has been counted and not yet written: at the end, and for an address that must make room. */
  flush(): void {
    for (const [address, knocker] of this.knockers) if (knocker.attempts > 0) this.write(address, knocker);
    this.knockers.clear();
  }

  private admit(address: string): Knocker {
    if (this.knockers.size >= httpLimits.refusalAddresses) this.flush();
    const knocker = { rowAtMs: Number.NEGATIVE_INFINITY, attempts: 0, route: '', why: '' };
    this.knockers.set(address, knocker);
    return knocker;
  }

  private write(address: string, { attempts, route, why }: Knocker): void {
    this.record({ kind: 'ACCESS_REFUSED', source: 'engine', reason: why, data: { address, route, attempts } });
  }
}
