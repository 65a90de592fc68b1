import type { Settings } from './types.ts';

type Limits = Readonly<Record<string, { perWindow: number; windowMs: number }>>;

/** `retryAfterMs`: null when the call may pass. */
export interface Counted {
  used: number;
  retryAfterMs: number | null;
  isBanned: boolean;
}

/** Counts calls in windows that begin with each full one of the clock; whoever goes on after being refused is banned for a while. */
export class RateLimits {
  tooMany = 0;
  banned = 0;
  private readonly limits: Limits;
  private readonly settings: Settings;
  private readonly windows = new Map<string, { endsMs: number; used: number }>();
  private refusedUntilMs = 0;
  private bannedUntilMs = 0;

  constructor(limits: Limits, settings: Settings) {
    this.limits = limits;
    this.settings = settings;
  }

  count(name: string, weight: number): Counted {
    const nowMs = Date.now();
    const limit = this.limits[name];
    if (!limit) throw new Error(`the face has no limit "${name}"`);
    const window = this.windowOf(name, limit.windowMs, nowMs);
    window.used += weight;
    const { used } = window;
    if (nowMs < this.bannedUntilMs) return this.refuse(used, this.bannedUntilMs - nowMs, true);
    if (used <= (this.settings.limits[name] ?? limit.perWindow)) return { used, retryAfterMs: null, isBanned: false };
    if (nowMs < this.refusedUntilMs && this.settings.banMs > 0) {
      this.bannedUntilMs = nowMs + this.settings.banMs;
      return this.refuse(used, this.settings.banMs, true);
    }
    this.refusedUntilMs = window.endsMs;
    return this.refuse(used, window.endsMs - nowMs, false);
  }

  private windowOf(name: string, windowMs: number, nowMs: number) {
    const known = this.windows.get(name);
    if (known && nowMs < known.endsMs) return known;
    const window = { endsMs: nowMs - (nowMs % windowMs) + windowMs, used: 0 };
    this.windows.set(name, window);
    return window;
  }

  private refuse(used: number, retryAfterMs: number, isBanned: boolean): Counted {
    if (isBanned) this.banned += 1;
    this.tooMany += 1;
    return { used, retryAfterMs, isBanned };
  }
}
