import { join } from 'node:path';
import * as z from 'zod';
import type { ComplianceRequest, FeedTick, TriggerState } from '../../shared/api/triggers.ts';
import type { AutoTrigger } from '../../shared/auto-triggers.ts';
import type { Config } from '../../shared/config.ts';
import { parseDurationMs } from '../../shared/duration.ts';
import { ok, type Result, refuse } from '../../shared/result.ts';
import type { Source } from '../../shared/source.ts';
import { type Clock, isoTime } from '../clock.ts';
import { KeptJson } from '../kept-json.ts';
import type { SwitchState } from '../switch/latch.ts';
import type { HeldTrigger } from '../switch/reset.ts';
import { FeedWatch } from './data-feed-corruption.ts';
import { feedLimits, type TriggerLimits } from './limits.ts';
import { HeldCondition } from './memory.ts';
import { KeptPeak, PeakKeeper } from './peak-keeper.ts';
import { postedTick } from './posted-tick.ts';
import { QuoteReader } from './quote-reader.ts';
import { SelfClearing } from './self-clearing.ts';
import { type ReadDesk, TriggerDesk, type TriggerHost, type TriggerMemory } from './trigger-desk.ts';

const KeptMemory: z.ZodType<TriggerMemory> = z.object({
  held: z.record(z.string(), HeldCondition),
  compliance: z.object({ reason: z.string(), at: z.string() }).nullable(),
});

export interface TriggersOptions {
  config: Config['killSwitch'];
  dataDir: string;
  clock: Clock;
  limits: TriggerLimits;
  desks: readonly ReadDesk[];
  host: TriggerHost & {
    switchState(): SwitchState;
    switchesObject(): boolean;
    /** Why bots are held, or may not trade, now: then it is no fault of theirs that they post no prices. null when nothing keeps them. */
    heldBack(): string | null;
    /** A reset as everybody's, by the engine itself. */
    reset(reason: string): Promise<unknown>;
  };
}

/** The automatic triggers as the rest of the engine knows them. Without any configured they do nothing and cost nothing. */
export interface Triggers {
  /** Begins to look, once everything that a trigger may pull is there. */
  start(): void;
  states(): TriggerState[];
  /** Those that can't be judged, and have not been for long enough to tell a person. */
  blind(): { name: string; why: string }[];
  /** What stands against a reset now. */
  holding(): HeldTrigger[];
  afterReset(acknowledged: readonly string[]): void;
  /** Judges now, for whoever wants to know how things stand at this moment. */
  look(): void;
  /** Prices that a bot posts. Where nothing watches them they are thrown away. */
  feed(ticks: readonly FeedTick[]): Result<undefined>;
  compliance(call: ComplianceRequest, source: Source, from: string): Result<undefined>;
  stop(): Promise<void>;
}

/** Opens the triggers with what the last life kept of them. */
export async function openTriggers(options: TriggersOptions): Promise<Triggers> {
  const { config, dataDir, clock, limits, desks, host } = options;
  const { autoTriggerOn: triggers, requireManualReset } = config;
  const { reportBug: reportTrouble } = host;
  const memoryFile = new KeptJson({
    path: join(dataDir, 'triggers.json'),
    schema: KeptMemory,
    withoutIt: 'a condition that was acknowledged may fire again',
    reportTrouble,
  });
  const peakFile = new KeptJson({
    path: join(dataDir, 'peak.json'),
    schema: KeptPeak,
    withoutIt: 'the drawdown is measured from the equity of now',
    reportTrouble,
  });
  const isUsed = triggers.length > 0;
  const remembered = isUsed ? await peakFile.read() : null;
  const peak = new PeakKeeper({ remembered, file: peakFile, keepMs: limits.keepMs, clock, record: host.record });
  const rules = feedRules(triggers);
  const watch = rules && new FeedWatch(rules);
  const quotes = watch && new QuoteReader(brokersOf(desks), watch, clock);
  const desk = new TriggerDesk({
    triggers,
    killsClearThemselves: !requireManualReset,
    desks,
    clock,
    peak,
    feedVerdict() {
      if (!watch) return null;
      const nowMs = clock.monotonicMs();
      watch.holdBack(host.heldBack(), nowMs);
      return watch.verdict(nowMs);
    },
    remembered: isUsed ? await memoryFile.read() : null,
    keep: (memory) => void memoryFile.write(memory),
    host,
  });
  const clearing = new SelfClearing({ ...host, isAllowed: !requireManualReset, desk, limits, clock });
  let timer: NodeJS.Timeout | undefined;
  let looked = { wallMs: clock.wallMs(), monotonicMs: clock.monotonicMs() };

  /** One round. A kill at work has the venues' whole budget: no prices are read then. */
  function round(): void {
    const now = { wallMs: clock.wallMs(), monotonicMs: clock.monotonicMs() };
    const passedMs = now.monotonicMs - looked.monotonicMs;
    const stepMs = now.wallMs - looked.wallMs - passedMs;
    looked = now;
    if (passedMs > 2 * limits.evaluateMs) watch?.excuse(passedMs - limits.evaluateMs, now.monotonicMs);
    if (Math.abs(stepMs) > feedLimits.clockStepMs) watch?.clockWasSet();
    if (host.switchState().latch.state !== 'killing') quotes?.look();
    desk.look();
    clearing.look();
  }

  return {
    start() {
      looked = { wallMs: clock.wallMs(), monotonicMs: clock.monotonicMs() };
      if (isUsed) timer = setInterval(round, limits.evaluateMs);
    },
    states: () => desk.states(),
    blind: () => desk.blindFor(limits.blindMs),
    holding: () => (isUsed ? desk.holding() : []),
    look() {
      if (isUsed) desk.look();
    },
    afterReset(acknowledged) {
      if (!isUsed) return;
      watch?.forget();
      desk.afterReset(acknowledged);
    },
    feed(ticks) {
      if (!watch) return ok(undefined);
      const wallMs = clock.wallMs();
      const posted = ticks.map((tick) => postedTick(tick, wallMs));
      const tooMany = watch.takePosted(posted, wallMs, clock.monotonicMs());
      return tooMany === null ? ok(undefined) : refuse(tooManySymbols(tooMany));
    },
    compliance({ paused, reason }, source, from) {
      if (!triggers.some(({ event }) => event === 'CompliancePause')) return refuse(noCompliance);
      host.record({ kind: 'COMPLIANCE_CALLED', source, reason, data: { paused, from } });
      desk.setCompliance(paused ? { reason, at: isoTime(clock.wallMs()) } : null);
      return ok(undefined);
    },
    async stop() {
      clearInterval(timer);
      if (isUsed) await peak.store();
    },
  };
}

function feedRules(triggers: readonly AutoTrigger[]) {
  const trigger = triggers.find((each) => each.event === 'DataFeedCorruption');
  return trigger ? { maxAgeMs: parseDurationMs(trigger.maxAge) ?? 0, maxJump: trigger.maxJump } : null;
}

function brokersOf(desks: readonly ReadDesk[]) {
  return desks.map(({ broker }) => broker);
}

function tooManySymbols(symbol: string) {
  return {
    code: 'too_many',
    message: `${symbol} is one instrument too many: ${feedLimits.symbols} are followed at most.`,
    hint: 'Post the instruments that you trade.',
    field: 'ticks',
  } as const;
}

const noCompliance = {
  code: 'not_now',
  message: 'Nothing listens for compliance: CompliancePause is not configured, and this call stops nothing.',
  hint: 'Add {"event":"CompliancePause"} to killSwitch.autoTriggerOn, or send POST /kill.',
} as const;
