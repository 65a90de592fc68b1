import { formatDuration } from '../../shared/duration.ts';
import { feedLimits } from './limits.ts';
import { judgeTick, type SoundTick, type Tick, type TickRules } from './tick.ts';
import { clear, holds, unknown, type Verdict } from './verdict.ts';

/** One instrument of one source. */
interface Followed {
  sound: SoundTick | null;
  badRunning: number;
  why: string;
  /** Monotonic: when its last tick came. */
  heardMs: number;
  open: boolean;
  /** Its silence was a fault when it was last judged: from then on a tick alone ends it. */
  overdue: boolean;
}

/** `owesTicks`: silence is a fault of its own. That of a broker is not: a broker that can't be read is reported as that. */
interface Source {
  owesTicks: boolean;
  instruments: Map<string, Followed>;
  /** Why its prices can't be read now; null while they can. */
  trouble: string | null;
}

/** The name under which ticks that a bot posts are followed; no broker's, because a broker is named `broker NAME` here. */
const botSource = 'bot';

/**
 * Follows every price that comes in, and remembers of each instrument no more than its last sound tick and how many bad ones have
 * come since. Has no clock: each call carries the time. A bad tick never becomes what the next is compared with, so that prices
 * which jump and stay there are bad until they come back, or until a reset begins anew.
 */
export class FeedWatch {
  private readonly rules: TickRules;
  private readonly sources = new Map<string, Source>();
  /** Why bots post nothing by our own doing; null when nothing of ours keeps them from it. */
  private heldBack: string | null = null;

  constructor(rules: TickRules) {
    this.rules = rules;
  }

  /** Ticks that a bot posts. Returns the first instrument that found no room; null when all did. */
  takePosted(ticks: readonly Tick[], wallMs: number, monotonicMs: number): string | null {
    const source = this.source(botSource, true);
    for (const tick of ticks) {
      if (!this.take(source, tick, wallMs, monotonicMs)) return tick.symbol;
    }
    return null;
  }

  /** All prices that a broker quotes. What it no longer quotes is no longer followed. `venueMs`: the broker's own time. */
  takeQuotes(broker: string, ticks: readonly Tick[], venueMs: number, monotonicMs: number): void {
    const source = this.source(`broker ${broker}`, false);
    source.trouble = null;
    const quoted = new Set(ticks.map(({ symbol }) => symbol));
    for (const symbol of source.instruments.keys()) if (!quoted.has(symbol)) source.instruments.delete(symbol);
    for (const tick of ticks) this.take(source, tick, venueMs, monotonicMs);
  }

  noteUnreadable(broker: string, words: string): void {
    this.source(`broker ${broker}`, false).trouble = `the prices of ${broker} can't be read (${words})`;
  }

  /** The engine itself was away for so long (a laptop asleep): nobody's silence in that time counts. */
  excuse(awayMs: number, monotonicMs: number): void {
    for (const { instruments } of this.sources.values()) {
      for (const followed of instruments.values()) {
        followed.heardMs = Math.min(monotonicMs, followed.heardMs + awayMs);
      }
    }
  }

  /**
   * To be called before every verdict. While bots are held, or may not trade, it is our doing that they post nothing: their silence
   * counts only from when that has ended, or a pause, which leaves positions alone, would sell them `maxAge` later. A silence that was a
   * fault before stays one: the kill that it has fired holds the bots back too, and must not end what it was fired for.
   */
  holdBack(cause: string | null, monotonicMs: number): void {
    const isOurDoing = cause !== null || this.heldBack !== null;
    this.heldBack = cause;
    if (!isOurDoing) return;
    for (const followed of this.sources.get(botSource)?.instruments.values() ?? []) {
      if (!followed.overdue) followed.heardMs = monotonicMs;
    }
  }

  /** The engine's wall clock was set: times of posted ticks from before and after can't be compared, and that is no fault of theirs. */
  clockWasSet(): void {
    for (const followed of this.sources.get(botSource)?.instruments.values() ?? []) {
      followed.badRunning = 0;
      if (followed.sound) followed.sound = { ...followed.sound, atMs: Number.NEGATIVE_INFINITY };
    }
  }

  /** Begins anew: the next tick of each instrument is compared with nothing. */
  forget(): void {
    this.sources.clear();
  }

  verdict(monotonicMs: number): Verdict {
    let followed = 0;
    let bad = 0;
    let worst = '';
    let oldestMs = 0;
    const owed = [...this.sources.values()].some(({ owesTicks, instruments }) => owesTicks && instruments.size > 0);
    for (const [name, { owesTicks, instruments }] of this.sources) {
      for (const [symbol, instrument] of instruments) {
        followed += 1;
        const silentMs = owesTicks && instrument.open ? monotonicMs - instrument.heardMs : 0;
        oldestMs = Math.max(oldestMs, silentMs);
        instrument.overdue = silentMs > this.rules.maxAgeMs;
        const why = this.faultOf(instrument, silentMs);
        if (why === null) continue;
        bad += 1;
        worst ||= `${symbol} of ${name}: ${why}`;
      }
    }
    if (bad > 0) return holds(bad === 1 ? worst : `${worst}; and ${bad - 1} more`);
    const trouble = [...this.sources.values()].find((source) => source.trouble !== null)?.trouble;
    if (typeof trouble === 'string') return unknown(trouble);
    if (followed === 0) return unknown('no price has been seen yet');
    return clear(
      `${followed} ${followed === 1 ? 'instrument' : 'instruments'} sound${owed ? this.silence(oldestMs) : ''}`,
    );
  }

  private silence(oldestMs: number): string {
    if (this.heldBack !== null) return `, silence does not count (${this.heldBack})`;
    return `, longest silence ${formatDuration(oldestMs)} of ${formatDuration(this.rules.maxAgeMs)}`;
  }

  private faultOf({ badRunning, why }: Followed, silentMs: number): string | null {
    if (badRunning >= feedLimits.badTicksRunning) return `${badRunning} ticks running, the last ${why}`;
    return silentMs > this.rules.maxAgeMs ? `no tick for ${formatDuration(silentMs)}` : null;
  }

  private source(name: string, owesTicks: boolean): Source {
    const known = this.sources.get(name);
    if (known) return known;
    const fresh: Source = { owesTicks, instruments: new Map(), trouble: null };
    this.sources.set(name, fresh);
    return fresh;
  }

  private take({ instruments }: Source, tick: Tick, nowMs: number, monotonicMs: number): boolean {
    const known = instruments.get(tick.symbol);
    if (!known && instruments.size >= feedLimits.symbols) return false;
    const followed = known ?? { sound: null, badRunning: 0, why: '', heardMs: 0, open: true, overdue: false };
    if (!known) instruments.set(tick.symbol, followed);
    const judged = judgeTick(tick, followed.sound, this.rules, nowMs);
    followed.heardMs = monotonicMs;
    followed.overdue = false;
    followed.open = tick.open;
    followed.badRunning = judged.ok ? 0 : followed.badRunning + 1;
    followed.why = judged.ok ? '' : judged.why;
    if (judged.ok) followed.sound = judged.sound;
    return true;
  }
}
