import type { Clock } from '../clock.ts';
import type { JournalHealth } from './journal.ts';
import { Listeners } from './listeners.ts';

interface Trouble {
  why: string;
  sinceWallMs: number;
  sinceMonotonicMs: number;
}

/** Whether the journal can record, and since when and why it can't. */
export class Outage {
  readonly listeners = new Listeners<JournalHealth>();
  readonly #clock: Clock;
  #trouble: Trouble | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get lasts(): boolean {
    return this.#trouble !== null;
  }

  get why(): string {
    return this.#trouble?.why ?? '';
  }

  health(): JournalHealth {
    if (this.#trouble === null) return { ok: true };
    return { ok: false, why: this.#trouble.why, sinceMs: this.#trouble.sinceWallMs };
  }

  /** How long it has lasted so far. */
  elapsedMs(): number {
    return this.#trouble === null ? 0 : Math.round(this.#clock.monotonicMs() - this.#trouble.sinceMonotonicMs);
  }

  /** Begins it, or gives the one that lasts its latest reason. */
  begin(why: string): void {
    if (this.#trouble?.why === why) return;
    const since = this.#trouble ?? {
      sinceWallMs: this.#clock.wallMs(),
      sinceMonotonicMs: this.#clock.monotonicMs(),
    };
    this.#trouble = { ...since, why };
    this.listeners.tell(this.health());
  }

  end(): void {
    if (this.#trouble === null) return;
    this.#trouble = null;
    this.listeners.tell({ ok: true });
  }
}
