import type { Address } from './address.ts';
import type { Cache } from './cache.ts';
import { Connection } from './connection.ts';
import { ownReasons } from './decision.ts';
import { gateLimits } from './limits.ts';
import { type Clocks, elapsedMs, momentOf } from './moment.ts';

/** Keeps one connection to the engine for as long as the gate lives. */
export class Link {
  private readonly address: Address;
  private readonly cache: Cache;
  private readonly clocks: Clocks;
  private readonly random: () => number;
  private connection: Connection | null = null;
  private pause: NodeJS.Timeout | undefined;
  private isStopped = false;

  constructor(address: Address, cache: Cache, clocks: Clocks, random: () => number) {
    this.address = address;
    this.cache = cache;
    this.clocks = clocks;
    this.random = random;
  }

  connect(attempt = 0): void {
    const number = this.cache.begin();
    const began = momentOf(this.clocks);
    this.connection = new Connection(this.address, this.clocks, {
      onLife: (status) => this.cache.hear(number, status),
      onEnd: (why) => {
        this.cache.lose(number, why);
        if (this.isStopped) return;
        const next = elapsedMs(this.clocks, began) >= gateLimits.steadyMs ? 0 : attempt + 1;
        this.pause = setTimeout(() => this.connect(next), reconnectDelayMs(next, this.random())).unref();
      },
    });
  }

  stop(): void {
    this.isStopped = true;
    clearTimeout(this.pause);
    this.connection?.end(ownReasons.lost);
  }
}

/** Doubling and capped, jittered over its upper half so that many bots don't come back as one. `chance` in [0, 1). */
export function reconnectDelayMs(attempt: number, chance: number): number {
  const fullMs = Math.min(gateLimits.reconnectMaxMs, gateLimits.reconnectFirstMs * 2 ** attempt);
  return fullMs * (0.5 + chance / 2);
}
