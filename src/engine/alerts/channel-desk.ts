import type { AlertChannelState } from '../../shared/api/alerts.ts';
import { type Clock, isoTime } from '../clock.ts';
import { type Bucket, fullBucket, refilled, taken } from './bucket.ts';
import type { Attempt, Channel, Delivery } from './channel.ts';
import { choose } from './choose.ts';
import { digestOf } from './digest.ts';
import { afterAttempt, type Entry, givenUp, obeyedMs, retryDelayMs } from './entry.ts';
import { freshHealth, type Health, healthAfter, isFailing } from './health.ts';
import { alertLimits, paceOf } from './limits.ts';
import type { AlertMessage, AlertSlot } from './message.ts';

export interface ChannelDeskOptions {
  channel: Channel;
  clock: Clock;
  /** 0 to 1, for the spread of attempts. */
  chance: () => number;
  /** An attempt at the entry has come to an end, or it was given up without one (`delivery` is null). */
  onTried: (entry: Entry, delivery: Delivery | null) => void;
  reportBug: (error: unknown) => void;
}

interface Tracked {
  entry: Entry;
  /** Monotonic; of an entry from an earlier life by the wall clock's account of its age. */
  queuedMs: number;
  notBeforeMs: number;
  inFlight: boolean;
}

/** Everything that waits for one channel, sent as `choose` says. What a server does to it stays with this channel. */
export class ChannelDesk {
  readonly channel: Channel;
  private readonly options: ChannelDeskOptions;
  private readonly attempts = new Set<AbortController>();
  private waiting: Tracked[] = [];
  private bucket: Bucket;
  private quietUntilMs = 0;
  private health: Health = freshHealth;
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;

  constructor(options: ChannelDeskOptions) {
    this.options = options;
    this.channel = options.channel;
    this.bucket = fullBucket(paceOf[options.channel.kind], options.clock.monotonicMs());
  }

  /** Takes an entry in, or what it has become since, and begins at once with whatever may go now. */
  add(entry: Entry): void {
    const { clock } = this.options;
    const ageMs = Math.max(0, clock.wallMs() - Date.parse(entry.queuedAt));
    const tracked = { entry, queuedMs: clock.monotonicMs() - ageMs, notBeforeMs: 0, inFlight: false };
    const place = this.waiting.findIndex((each) => each.entry.id === entry.id);
    if (place < 0) this.waiting.push(tracked);
    else this.waiting[place] = tracked;
    if (this.waiting.length > alertLimits.waitingPerChannel) this.dropNewest();
    this.run();
  }

  /** The entry whose place a newer message of its matter and slot takes; null when none waits, or it has been tried. */
  untried({ thread, slot }: Pick<AlertMessage, 'thread' | 'slot'>): Entry | null {
    if (slot === null) return null;
    const ofThread = this.waiting.filter(({ entry }) => entry.message.thread === thread);
    // What stands before the matter was closed belongs to an earlier one of the same name.
    const since = ofThread.slice(ofThread.findLastIndex(({ entry }) => entry.message.step === 'closed') + 1);
    return since.find((each) => each.entry.message.slot === slot && isUntried(each))?.entry ?? null;
  }

  /** Gives up what waits untried in this slot of a matter: it is no longer true. */
  withdraw(thread: string, slot: AlertSlot, words: string): void {
    const over = this.waiting.filter((each) => {
      const { message } = each.entry;
      return message.thread === thread && message.slot === slot && isUntried(each);
    });
    for (const tracked of over) this.drop(tracked, words);
    if (over.length > 0) this.run();
  }

  /** One attempt at a message that is not kept, past every limit; its outcome counts for the channel's health. */
  async tell(message: AlertMessage, id: string): Promise<Delivery> {
    const delivery = await this.attempt(message, { id, number: 1 });
    this.note(delivery);
    return delivery;
  }

  isFailing(): boolean {
    return isFailing(this.health, this.options.clock.monotonicMs());
  }

  state(): AlertChannelState {
    const { name, kind } = this.channel;
    const { lastSentAt, trouble } = this.health;
    const state = this.isFailing() ? 'failing' : lastSentAt === null ? 'unproven' : 'working';
    const words = trouble?.words ?? '';
    return { name, kind, state, words, since: trouble?.since ?? null, lastSentAt, waiting: this.waiting.length };
  }

  /** Ends what is on its way; what it was stays waiting in the outbox. */
  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
    for (const attempt of this.attempts) attempt.abort();
    this.channel.dispose();
  }

  private run(): void {
    if (this.stopped) return;
    const nowMs = this.options.clock.monotonicMs();
    const pace = paceOf[this.channel.kind];
    this.giveUpOld(nowMs);
    this.bucket = refilled(this.bucket, pace, nowMs);
    const { tokens, filledMs } = this.bucket;
    const { batches, wakeAtMs } = choose(
      this.waiting.map(({ entry: { id, message, attempts }, notBeforeMs, inFlight }) => {
        const { thread, urgent } = message;
        return { id, thread, urgent, tried: attempts > 0, notBeforeMs, inFlight };
      }),
      { nowMs, quietUntilMs: this.quietUntilMs, tokens, nextTokenMs: filledMs + pace.refillMs, pace },
    );
    for (const batch of batches) void this.send(this.waiting.filter(({ entry }) => batch.includes(entry.id)));
    clearTimeout(this.timer);
    if (wakeAtMs !== null) this.timer = setTimeout(() => this.run(), Math.max(1, wakeAtMs - nowMs));
  }

  private async send(batch: Tracked[]): Promise<void> {
    const [first, ...rest] = batch;
    if (first === undefined) return;
    for (const tracked of batch) tracked.inFlight = true;
    if (!first.entry.message.urgent) this.bucket = taken(this.bucket);
    const message = digestOf([first.entry.message, ...rest.map(({ entry }) => entry.message)]);
    const id = rest.length === 0 ? first.entry.id : `${message.id}@${this.channel.name}`;
    const delivery = await this.attempt(message, { id, number: first.entry.attempts + 1 });
    if (this.stopped) return;
    this.note(delivery);
    for (const tracked of batch) this.settle(tracked, delivery);
    this.run();
  }

  private settle(tracked: Tracked, delivery: Delivery): void {
    const { clock, chance, onTried } = this.options;
    const nowMs = clock.monotonicMs();
    tracked.inFlight = false;
    tracked.entry = afterAttempt(tracked.entry, delivery, isoTime(clock.wallMs()), nowMs - tracked.queuedMs);
    if (tracked.entry.state !== 'waiting') this.waiting = this.waiting.filter((each) => each !== tracked);
    const retryAfterMs = delivery.kind === 'failed' ? delivery.retryAfterMs : undefined;
    tracked.notBeforeMs = nowMs + retryDelayMs(tracked.entry.attempts, retryAfterMs, chance());
    onTried(tracked.entry, delivery);
  }

  private note(delivery: Delivery): void {
    const { clock } = this.options;
    const nowMs = clock.monotonicMs();
    this.health = healthAfter(this.health, delivery, isoTime(clock.wallMs()), nowMs);
    if (delivery.kind === 'failed' && delivery.retryAfterMs !== undefined) {
      this.quietUntilMs = nowMs + obeyedMs(delivery.retryAfterMs);
    }
  }

  /** The channel's answer, or ours when it has none in time. */
  private async attempt(message: AlertMessage, { id, number }: Omit<Attempt, 'signal'>): Promise<Delivery> {
    const controller = new AbortController();
    this.attempts.add(controller);
    const late = setTimeout(() => controller.abort(), alertLimits.attemptMs);
    let hung: NodeJS.Timeout | undefined;
    const noAnswer = new Promise<Delivery>((resolve) => {
      const give = () => resolve({ kind: 'failed', permanent: false, words: 'no answer in time' });
      hung = setTimeout(give, alertLimits.attemptMs + alertLimits.hungAfterMs);
    });
    try {
      return await Promise.race([this.channel.send(message, { id, number, signal: controller.signal }), noAnswer]);
    } catch (error) {
      this.options.reportBug(error);
      return { kind: 'failed', permanent: false, words: 'a fault of Scram itself' };
    } finally {
      clearTimeout(late);
      clearTimeout(hung);
      this.attempts.delete(controller);
    }
  }

  private giveUpOld(nowMs: number): void {
    const old = this.waiting.filter(({ queuedMs, inFlight }) => !inFlight && nowMs - queuedMs > alertLimits.ageMs);
    for (const tracked of old) {
      this.drop(tracked, `given up: not delivered in ${alertLimits.ageMs / 86_400_000} days (${tracked.entry.words})`);
    }
  }

  private dropNewest(): void {
    const newest = this.waiting.findLast(({ entry, inFlight }) => !inFlight && !entry.message.urgent);
    if (newest) this.drop(newest, 'given up: too many messages wait for this channel');
  }

  private drop(tracked: Tracked, words: string): void {
    this.waiting = this.waiting.filter((each) => each !== tracked);
    this.options.onTried(givenUp(tracked.entry, isoTime(this.options.clock.wallMs()), words), null);
  }
}

function isUntried({ entry, inFlight }: Tracked): boolean {
  return entry.attempts === 0 && !inFlight;
}
