import type { AlertState } from '../../shared/api/alerts.ts';
import { type Clock, isoTime } from '../clock.ts';
import type { Journal } from '../journal/journal.ts';
import { within } from '../within.ts';
import type { Delivery } from './channel.ts';
import type { ChannelDesk } from './channel-desk.ts';
import { Entry, givenUp, newEntry, withNewer } from './entry.ts';
import { alertLimits } from './limits.ts';
import { type AlertMessage, type AlertSlot, type AlertStep, titleOf, wellFormed } from './message.ts';

export interface OutboxOptions {
  journal: Pick<Journal, 'alerts' | 'append' | 'health' | 'onHealth' | 'onReplaced'>;
  clock: Clock;
  onChange: () => void;
}

/** Rows handed to the journal at once. */
const rowsAtOnce = 100;
/** Entries remembered after their end; the journal's file keeps as many. */
const doneRemembered = 1_000;

/**
 * Every message and what has become of it on each channel. Sending waits for no disk: an entry is handed to its channel at once and
 * written beside it, so that alerts go out while the journal can't be written. What a crash leaves waiting is sent by the next
 * start: at least once, and twice where the crash came between a service's word and ours.
 */
export class AlertOutbox {
  private readonly options: OutboxOptions;
  private readonly desks = new Map<string, ChannelDesk>();
  private readonly entries = new Map<string, Entry>();
  private readonly unwritten = new Set<string>();
  private loaded = false;
  private writing: Promise<void> | null = null;
  private again: NodeJS.Timeout | undefined;
  private stopped = false;

  constructor(options: OutboxOptions) {
    this.options = options;
    options.journal.onHealth((health) => {
      if (health.ok) void this.load().then(() => this.write());
    });
    options.journal.onReplaced(() => {
      for (const id of this.entries.keys()) this.unwritten.add(id);
      this.write();
    });
  }

  /** Opens the way for a channel. Its desk must report to `tried`. */
  serve(desk: ChannelDesk): void {
    this.desks.set(desk.channel.name, desk);
  }

  /** Takes up what an earlier life left waiting; what is here already counts as newer. */
  async load(): Promise<void> {
    if (this.loaded) return;
    const kept = await this.options.journal.alerts.kept();
    if (!kept.ok || this.loaded) return;
    this.loaded = true;
    for (const { entry: text } of kept.value) {
      const entry = entryIn(text);
      if (entry === null || this.entries.has(entry.id)) continue;
      this.entries.set(entry.id, entry);
      if (entry.state !== 'waiting') continue;
      const desk = this.desks.get(entry.channel);
      const over = whyOver(entry, desk);
      if (desk && over === null) desk.add(entry);
      else this.tried(givenUp(entry, isoTime(this.options.clock.wallMs()), over ?? ''), null);
    }
  }

  /**
   * Puts a message on its way to these channels, once each: one that was put before is left alone. Where an older one of its slot
   * waits untried, it takes that one's place.
   */
  put(given: AlertMessage, channels: readonly string[]): void {
    const message = wellFormed(given);
    const queuedAt = isoTime(this.options.clock.wallMs());
    for (const channel of channels) {
      const added = newEntry(message, channel, queuedAt);
      const desk = this.desks.get(channel);
      if (desk === undefined || this.entries.has(added.id)) continue;
      const older = desk.untried(message);
      const entry = older === null ? added : withNewer(older, message, queuedAt);
      this.entries.set(entry.id, entry);
      this.unwritten.add(entry.id);
      desk.add(entry);
    }
    this.write();
    this.options.onChange();
  }

  /** Gives up on every channel what waits untried in this slot of a matter. */
  withdraw(thread: string, slot: AlertSlot, words: string): void {
    for (const desk of this.desks.values()) desk.withdraw(thread, slot, words);
  }

  /** An attempt at an entry has ended, or it was given up: into the file, and what matters of it into the journal. */
  tried(entry: Entry, delivery: Delivery | null): void {
    this.entries.set(entry.id, entry);
    this.unwritten.add(entry.id);
    this.forget();
    this.record(entry, delivery);
    this.write();
    this.options.onChange();
  }

  /** The channels on which anything of a thread has been told, or is about to be. */
  channelsOf(thread: string): string[] {
    const told = [...this.entries.values()].filter((entry) => entry.message.thread === thread);
    return [...new Set(told.map(({ channel }) => channel))];
  }

  /** The channels on which a thread has come to this step since it was last closed. */
  toldOn(thread: string, step: AlertStep): string[] {
    const told = new Set<string>();
    for (const { channel, message } of this.entries.values()) {
      if (message.thread !== thread) continue;
      if (message.step === 'closed') told.delete(channel);
      if (message.step === step) told.add(channel);
    }
    return [...told];
  }

  /** How many urgent changes of a thread there have been for a channel, where most were, since it was last closed. */
  urgentChanges(thread: string): number {
    const counts = new Map<string, number>();
    for (const { channel, message } of this.entries.values()) {
      if (message.thread !== thread) continue;
      if (message.step === 'closed') counts.delete(channel);
      if (message.slot === 'change' && message.urgent) counts.set(channel, (counts.get(channel) ?? 0) + 1);
    }
    return Math.max(0, ...counts.values());
  }

  /** The last message of each thread, the oldest first. */
  lastOfThreads(): AlertMessage[] {
    const last = new Map<string, AlertMessage>();
    for (const { message } of this.entries.values()) {
      last.delete(message.thread);
      last.set(message.thread, message);
    }
    return [...last.values()];
  }

  recent(): AlertState[] {
    const latest = [...this.entries.values()].slice(-alertLimits.recentShown).reverse();
    return latest.map(({ id, channel, message, state, queuedAt, attempts, latencyMs, words }) => {
      const { severity, killId } = message;
      return { id, channel, title: titleOf(message), severity, killId, state, queuedAt, attempts, latencyMs, words };
    });
  }

  /** Writes what it knows; bounded in time. */
  async stop(): Promise<void> {
    await within(this.writing ?? Promise.resolve(), alertLimits.stopMs);
    this.stopped = true;
    clearTimeout(this.again);
  }

  private record(entry: Entry, delivery: Delivery | null): void {
    const { id, channel, message, state, attempts, latencyMs, words } = entry;
    const { journal } = this.options;
    const of = { source: 'engine', ...(message.killId !== null && { killId: message.killId }) } as const;
    if (state === 'sent') {
      void journal.append({
        ...of,
        kind: 'ALERT_SENT',
        data: { alert: id, channel, attempts, latencyMs: latencyMs ?? 0 },
      });
      return;
    }
    // The first failure and the end: what lies between is the same again.
    if (state === 'waiting' && attempts > 1) return;
    const permanent = delivery?.kind === 'failed' && delivery.permanent;
    const data = { alert: id, channel, attempts, permanent, givenUp: state === 'failed' };
    void journal.append({ ...of, kind: 'ALERT_FAILED', reason: words, data });
  }

  private forget(): void {
    let over = this.entries.size - doneRemembered;
    if (over <= 0) return;
    for (const [id, { state }] of this.entries) {
      if (over <= 0) return;
      if (state === 'waiting' || this.unwritten.has(id)) continue;
      this.entries.delete(id);
      over -= 1;
    }
  }

  /** Begins to write what is unwritten, unless that is at work or can't be now. */
  private write(): void {
    if (this.writing !== null || this.stopped || this.unwritten.size === 0) return;
    if (!this.options.journal.health().ok) return;
    clearTimeout(this.again);
    this.again = undefined;
    this.writing = this.writeAll().finally(() => {
      this.writing = null;
      // What came between the last look and this.
      if (this.again === undefined) this.write();
    });
  }

  private async writeAll(): Promise<void> {
    while (this.unwritten.size > 0) {
      const ids = [...this.unwritten].slice(0, rowsAtOnce);
      const entries = ids.flatMap((id) => this.entries.get(id) ?? []);
      for (const id of ids) this.unwritten.delete(id);
      const rows = entries.map((entry) => {
        return { id: entry.id, pending: entry.state === 'waiting', entry: JSON.stringify(entry) };
      });
      const answer = await this.options.journal.alerts.keep(rows);
      if (answer.ok) continue;
      for (const id of ids) this.unwritten.add(id);
      if (!this.stopped) this.again = setTimeout(() => this.write(), alertLimits.keepAgainMs);
      return;
    }
  }
}

/** An entry of an earlier life; null for one whose form is no longer ours. */
function entryIn(text: string): Entry | null {
  try {
    return Entry.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

/** Why what an earlier life left is not sent any more; null when it is. */
function whyOver({ attempts, message }: Entry, desk: ChannelDesk | undefined): string | null {
  if (desk === undefined) return 'its channel is no longer configured';
  // Of this life: the journal could not be read before.
  return attempts === 0 && desk.untried(message) !== null ? 'a newer message has taken its place' : null;
}
