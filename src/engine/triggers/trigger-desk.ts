import type { TriggerState } from '../../shared/api/triggers.ts';
import type { AutoTrigger } from '../../shared/auto-triggers.ts';
import { messageOf } from '../../shared/errors.ts';
import { type Clock, isoTime } from '../clock.ts';
import type { BrokerDesk } from '../flatten/broker-desk.ts';
import type { JournalEvent } from '../journal/events.ts';
import type { HeldTrigger } from '../switch/reset.ts';
import type { KillSignal } from '../switch/signal.ts';
import { evaluate } from './evaluate.ts';
import type { BrokerFacts, CompliancePaused, TriggerFacts } from './facts.ts';
import { freshMsOf } from './limits.ts';
import { type HeldCondition, step } from './memory.ts';
import type { PeakKeeper } from './peak-keeper.ts';
import { unknown, type Verdict } from './verdict.ts';

/** What the triggers need of a broker's desk. */
export type ReadDesk = Pick<BrokerDesk, 'broker' | 'latest'>;

/** What the triggers may do to the engine. */
export interface TriggerHost {
  isEngaged(): boolean;
  /** Engaged when this returns; then whether the journal or the flag file has it, so that it outlasts a crash. */
  kill(signal: KillSignal): Promise<boolean>;
  record(event: JournalEvent): void;
  onChange(): void;
  reportBug(error: unknown): void;
}

/** What outlasts a restart beside the peak. */
export interface TriggerMemory {
  held: Record<string, HeldCondition>;
  compliance: CompliancePaused | null;
}

export interface TriggerDeskOptions {
  triggers: readonly AutoTrigger[];
  /** By the configuration: a kill that a trigger fires may clear itself. */
  killsClearThemselves: boolean;
  desks: readonly ReadDesk[];
  clock: Clock;
  peak: PeakKeeper;
  /** What the watch over the prices has come to; null where nothing asked for it. */
  feedVerdict: () => Verdict | null;
  remembered: TriggerMemory | null;
  keep: (memory: TriggerMemory) => void;
  host: TriggerHost;
}

/** The last word on one trigger, and since when it has been of that kind. */
export interface LastVerdict {
  verdict: Verdict;
  since: string;
  sinceMs: number;
}

/**
 * Judges every trigger on the readings there are and fires what has risen. Has no timer: whoever owns it says when to look.
 * One trigger that can't be judged, for whatever reason, takes none of the others with it.
 */
export class TriggerDesk {
  private readonly options: TriggerDeskOptions;
  private readonly verdicts = new Map<string, LastVerdict>();
  private readonly held: Map<string, HeldCondition>;
  /** Those that have fired, and whose kill is not known to be on the disk. */
  private readonly unkept = new Set<string>();
  private compliance: CompliancePaused | null;

  constructor(options: TriggerDeskOptions) {
    this.options = options;
    const names = new Set<string>(options.triggers.map(({ event }) => event));
    const remembered = Object.entries(options.remembered?.held ?? {});
    this.held = new Map(remembered.filter(([name]) => names.has(name)));
    this.compliance = options.remembered?.compliance ?? null;
  }

  /** Judges all of them, at one moment, in the order of the configuration. */
  look(): void {
    const { triggers, host } = this.options;
    const facts = this.facts();
    for (const trigger of triggers) this.judge(trigger, facts);
    host.onChange();
  }

  /** The conditions that stand against a reset, as this moment's readings show them; what can't be judged now stands as it was. */
  holding(): HeldTrigger[] {
    this.look();
    return [...this.held].map(([name, { words }]) => ({ name, words: this.wordsOf(name, words) }));
  }

  /** A kill has been reset: what was acknowledged may hold on without firing, and gains are counted from here. */
  afterReset(acknowledged: readonly string[]): void {
    for (const name of acknowledged) {
      const condition = this.held.get(name);
      if (condition) this.held.set(name, { ...condition, spent: true });
      this.unkept.delete(name);
    }
    this.options.peak.rebase(this.brokers(), 'the kill switch was reset');
    this.keep();
  }

  setCompliance(paused: CompliancePaused | null): void {
    this.compliance = paused;
    this.keep();
    this.look();
  }

  lastVerdict(name: string): LastVerdict | null {
    return this.verdicts.get(name) ?? null;
  }

  anyHolds(): boolean {
    return this.held.size > 0;
  }

  states(): TriggerState[] {
    return this.options.triggers.map(({ event: name }) => {
      const last = this.verdicts.get(name);
      const condition = this.held.get(name);
      if (condition) {
        const { since, spent } = condition;
        return { name, state: 'holds', words: this.wordsOf(name, condition.words), since, spent };
      }
      const { verdict, since } = last ?? { verdict: notYet, since: isoTime(this.options.clock.wallMs()) };
      return { name, state: verdict.state, words: verdict.words, since, spent: false };
    });
  }

  /** The triggers that could not be judged for so long, with the reason. */
  blindFor(leastMs: number): { name: string; why: string }[] {
    const nowMs = this.options.clock.monotonicMs();
    return [...this.verdicts]
      .filter(([, { verdict, sinceMs }]) => verdict.state === 'unknown' && nowMs - sinceMs >= leastMs)
      .map(([name, { verdict }]) => ({ name, why: verdict.words }));
  }

  private judge(trigger: AutoTrigger, facts: TriggerFacts): void {
    const { host, clock, killsClearThemselves } = this.options;
    const name = trigger.event;
    const verdict = this.verdictOf(trigger, facts);
    const now = isoTime(clock.wallMs());
    this.note(name, verdict, now);
    const before = this.held.get(name) ?? null;
    const { held, news, fires } = step(before, verdict, host.isEngaged(), now);
    if (held) this.held.set(name, held);
    else this.held.delete(name);
    const clearsItself = killsClearThemselves ? ({ clearsItself: true } as const) : {};
    const source = `trigger:${name}` as const;
    if (fires) this.fire(name, { source, reason: verdict.words, from: 'trigger', ...clearsItself });
    if (news === 'risen') {
      host.record({ kind: 'TRIGGER_HELD', source, reason: verdict.words, data: { trigger: name } });
    }
    if (news === 'cleared' && before) {
      const data = { trigger: name, heldSince: before.since };
      host.record({ kind: 'TRIGGER_CLEARED', source, reason: verdict.words, data });
    }
    if (!fires && (news !== null || held?.spent !== before?.spent)) this.keep();
  }

  /** What has fired is kept as spent only when its kill is kept too: a crash in between would leave neither the one nor the other. */
  private fire(name: string, signal: KillSignal): void {
    this.unkept.add(name);
    void this.options.host.kill(signal).then((isKept) => {
      if (!isKept) return;
      this.unkept.delete(name);
      this.keep();
    });
  }

  private verdictOf(trigger: AutoTrigger, facts: TriggerFacts): Verdict {
    try {
      return evaluate(trigger, facts);
    } catch (error) {
      this.options.host.reportBug(error);
      return unknown(`it can't be evaluated (${messageOf(error)})`);
    }
  }

  private note(name: string, verdict: Verdict, now: string): void {
    const last = this.verdicts.get(name);
    const begins = last?.verdict.state !== verdict.state;
    const since = begins || !last ? { since: now, sinceMs: this.options.clock.monotonicMs() } : last;
    this.verdicts.set(name, { ...since, verdict });
  }

  /** A condition that can't be judged now is told as it was, and why it can't. */
  private wordsOf(name: string, heldWords: string): string {
    const verdict = this.verdicts.get(name)?.verdict ?? notYet;
    return verdict.state === 'unknown' ? `${heldWords} when last judged; now ${verdict.words}` : heldWords;
  }

  private facts(): TriggerFacts {
    const { peak, host } = this.options;
    const brokers = this.brokers();
    try {
      peak.look(brokers);
    } catch (error) {
      host.reportBug(error);
    }
    return {
      brokers,
      peak: peak.current(),
      feed: this.options.feedVerdict(),
      compliance: this.compliance,
    };
  }

  private brokers(): BrokerFacts[] {
    const nowMs = this.options.clock.monotonicMs();
    return this.options.desks.map((desk) => {
      const { broker } = desk;
      const { reading, trouble } = desk.latest();
      return {
        name: broker.name,
        book: reading?.book ?? null,
        ageMs: reading ? nowMs - reading.startedMs : 0,
        freshMs: freshMsOf(broker.readIntervalMs),
        trouble,
      };
    });
  }

  private keep(): void {
    const held = [...this.held].map(([name, condition]): [string, HeldCondition] => {
      return [name, this.unkept.has(name) ? { ...condition, spent: false } : condition];
    });
    this.options.keep({ held: Object.fromEntries(held), compliance: this.compliance });
  }
}

const notYet = unknown('it has not been judged yet');
