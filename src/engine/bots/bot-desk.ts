import type { BotHold, BotState } from '../../shared/api/bots.ts';
import type { BotConfig } from '../../shared/bots-config.ts';
import { parseDurationMs } from '../../shared/duration.ts';
import { type Clock, isoTime } from '../clock.ts';
import type { BotEvent } from '../journal/bot-events.ts';
import { type BotCheck, type Order, oneLine, type Seen } from './adapter.ts';
import type { BotHelper, Call } from './helper/helper.ts';
import { type BotNews, judge, type Moment, type Phase, sent, type Track, unseen } from './judge.ts';
import { botLimits, lookEveryMs } from './limits.ts';

export interface BotDeskOptions {
  name: string;
  config: BotConfig;
  helper: Pick<BotHelper, 'ask' | 'preflight'>;
  clock: Clock;
  /** What its adapter is told beside the level, at this moment. */
  order: () => Order;
  record: (event: BotEvent) => void;
  onChange: () => void;
}

/**
 * One bot: a loop of its own that looks at it, or drives it to where it is held, for as long as the engine lives. It waits for nothing
 * of any other bot. A hold that is set cuts off whatever call is on its way, so that no slow look stands before a halt.
 */
export class BotDesk {
  private readonly options: BotDeskOptions;
  private readonly callTimeoutMs: number;
  private readonly deadlineMs: number;
  private held: BotHold | null = null;
  private track: Track = unseen;
  private words = 'not looked at yet';
  private since: string;
  private call: Call<Seen> | null = null;
  /** Calls off the next step; null when none is planned. */
  private callOff: (() => void) | null = null;
  private drivenTimes = 0;
  private returns = 0;
  /** The last order was given while its broker was still at work. */
  private waitsForBroker = false;
  private stopped = false;

  constructor(options: BotDeskOptions) {
    this.options = options;
    this.callTimeoutMs = parseDurationMs(options.config.callTimeout) ?? 0;
    this.deadlineMs = parseDurationMs(options.config.deadline) ?? 0;
    this.since = isoTime(options.clock.wallMs());
  }

  start(): void {
    this.next(0);
  }

  hold(): BotHold | null {
    return this.held;
  }

  /**
   * Holds it, also when it is held already: the first order leaves in this turn of the event loop, after what the kill's own
   * requests have written.
   */
  holdAt(held: BotHold): void {
    this.held = held;
    this.drivenTimes = 0;
    this.returns = 0;
    this.become(sent(held.to, this.moment()), 'is told now');
    this.next(0);
  }

  /** Lets it go and tells it so. The words of what came of it, and whether it was told at all. */
  async release(): Promise<Seen> {
    this.held = null;
    this.returns = 0;
    this.track = { ...unseen, phase: this.track.phase };
    this.cutOff();
    const call = this.options.helper.ask(this.options.name, { verb: 'resume' }, this.callTimeoutMs);
    // A hold that comes meanwhile cuts it off, like any other.
    this.call = call;
    const seen = await call.answer;
    // Held again meanwhile: then that counts, and the loop is at it already.
    if (this.call !== call) return seen;
    this.call = null;
    if (seen.is === 'unreadable') this.become({ ...this.track, phase: { state: 'failed', wanted: 'run' } }, seen.words);
    else this.take(seen);
    this.next(lookEveryMs[this.options.config.kind].free);
    return seen;
  }

  /** Looks whether what the bot has waited for has come. */
  review(): void {
    if (this.waitsForBroker && this.options.order().brokerSettled) this.next(0);
  }

  state(): BotState {
    const { name, config } = this.options;
    const { held, returns, since, words } = this;
    return { name, kind: config.kind, held, returns, since, words, ...this.track.phase };
  }

  preflight(): Promise<BotCheck> {
    return this.options.helper.preflight(this.options.name, this.callTimeoutMs);
  }

  stop(): void {
    this.stopped = true;
    this.cutOff();
  }

  private next(afterMs: number): void {
    this.cutOff();
    if (this.stopped) return;
    // A halt is wanted in this very turn, but the requests that close positions are not yet written: they go first.
    if (afterMs === 0) {
      const turn = setImmediate(() => void this.step());
      this.callOff = () => clearImmediate(turn);
    } else {
      const timer = setTimeout(() => void this.step(), afterMs);
      this.callOff = () => clearTimeout(timer);
    }
  }

  /** Whatever is on its way or planned is no longer waited for. */
  private cutOff(): void {
    this.call?.cancel();
    this.call = null;
    this.callOff?.();
    this.callOff = null;
  }

  private async step(): Promise<void> {
    const { name, helper, order } = this.options;
    const { target, phase } = this.track;
    const isOnTheWay = phase.state === 'pausing' || phase.state === 'halting' || phase.state === 'failed';
    const drives = target !== null && isOnTheWay;
    if (drives) this.drivenTimes += 1;
    const given = order();
    this.waitsForBroker = drives && !given.brokerSettled;
    const call = helper.ask(
      name,
      drives ? { verb: 'drive', to: target, order: given } : { verb: 'look' },
      this.callTimeoutMs,
    );
    this.call = call;
    const seen = await call.answer;
    // Overtaken by a hold, a release or the end: its answer is to a question that is no longer asked.
    if (this.call !== call) return;
    this.call = null;
    this.take(seen);
    this.next(this.waitMs());
  }

  private waitMs(): number {
    const { state } = this.track.phase;
    const every = lookEveryMs[this.options.config.kind];
    if (this.track.target === null) return every.free;
    if (state === 'paused' || state === 'halted' || state === 'unknown') return every.held;
    // It has come back just now.
    if (this.drivenTimes === 0) return 0;
    return Math.min(botLimits.driveAgainMaxMs, botLimits.driveAgainMinMs * 2 ** Math.min(10, this.drivenTimes - 1));
  }

  private take(seen: Seen): void {
    const { track, news } = judge(this.track, seen, this.moment());
    // That nothing can be seen is no better word than what it said when it was told.
    const keepsWords = seen.is === 'unchecked' && this.track.target !== null;
    if (news?.news === 'returned') {
      this.drivenTimes = 0;
      this.returns += 1;
    }
    this.become(track, keepsWords ? this.words : oneLine(seen.words, botLimits.wordsCharacters));
    if (news) this.options.record(this.rowOf(news));
  }

  private become(track: Track, words: string): void {
    const before = this.track.phase;
    this.track = track;
    if (track.phase.state !== before.state) this.since = isoTime(this.options.clock.wallMs());
    if (samePhase(before, track.phase) && words === this.words) return;
    this.words = words;
    this.options.onChange();
  }

  private moment(): Moment {
    const { clock } = this.options;
    const [nowMs, wallMs] = [clock.monotonicMs(), clock.wallMs()];
    const { deadlineMs } = this;
    return { nowMs, deadlineMs, deadlineAt: (sentMs) => isoTime(wallMs + sentMs + deadlineMs - nowMs) };
  }

  private rowOf(news: BotNews): BotEvent {
    const { name: bot } = this.options;
    const { killId = null } = this.held ?? {};
    const common = { source: 'engine', reason: this.words, ...(killId !== null && { killId }) } as const;
    switch (news.news) {
      case 'reached': {
        const kind = news.is === 'halted' ? 'BOT_HALTED' : 'BOT_PAUSED';
        return { ...common, kind, data: { bot, elapsedMs: news.elapsedMs } };
      }
      case 'told':
        return { ...common, kind: 'BOT_TOLD', data: { bot, to: news.to } };
      case 'failed':
        return { ...common, kind: 'BOT_HALT_FAILED', data: { bot, to: news.to, elapsedMs: news.elapsedMs } };
      case 'returned':
        return { ...common, kind: 'BOT_RETURNED', data: { bot } };
    }
  }
}

function samePhase(a: Phase, b: Phase): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
