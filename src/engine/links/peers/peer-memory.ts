import { join } from 'node:path';
import * as z from 'zod';
import { KeptJson } from '../../kept-json.ts';
import { PeerStatus } from './message.ts';

const StoredPeers = z.object({ peers: z.record(z.string(), PeerStatus) });

/**
 * What each peer last said of its latch, kept in `DIR/peers.json` over a restart: a peer that was killed stays known to be, also when
 * it can't be reached any more. Written at once whenever one says something else, which is seldom. Without the file (lost, damaged)
 * nothing is known of a peer until it is heard, as at a first start.
 */
export class PeerMemory {
  private readonly kept: KeptJson<z.infer<typeof StoredPeers>>;
  private readonly statuses = new Map<string, PeerStatus>();
  private lastWrite: Promise<boolean> = Promise.resolve(true);

  constructor(dataDir: string, reportTrouble: (error: unknown) => void) {
    const path = join(dataDir, 'peers.json');
    const withoutIt = 'a peer that was killed is not known to be until it is heard';
    this.kept = new KeptJson({ path, schema: StoredPeers, withoutIt, reportTrouble });
  }

  /** Reads the file; what can't be read counts as empty. `names`: the peers of the configuration, the others are forgotten. */
  async load(names: readonly string[]): Promise<void> {
    const stored = await this.kept.read();
    for (const [name, status] of Object.entries(stored?.peers ?? {})) {
      if (names.includes(name)) this.statuses.set(name, status);
    }
  }

  of(name: string): PeerStatus | null {
    return this.statuses.get(name) ?? null;
  }

  /** True when it is on the disk itself; false when the disk refused. */
  keep(name: string, status: PeerStatus): Promise<boolean> {
    this.statuses.set(name, status);
    this.lastWrite = this.kept.write({ peers: Object.fromEntries(this.statuses) });
    return this.lastWrite;
  }

  /** When what was last kept is on the disk, or has been refused. */
  settled(): Promise<unknown> {
    return this.lastWrite;
  }
}
