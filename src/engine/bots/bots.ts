import type { BotHold, BotState, HoldLevel } from '../../shared/api/bots.ts';
import type { Preflight } from '../../shared/api/commands.ts';
import type { BotConfig } from '../../shared/bots-config.ts';
import type { Config } from '../../shared/config.ts';
import type { Failure, Obstacle } from '../../shared/failure.ts';
import { ok, type Result, refuse } from '../../shared/result.ts';
import type { Source } from '../../shared/source.ts';
import { type Clock, isoTime } from '../clock.ts';
import type { BotEvent, HoldsAfter } from '../journal/bot-events.ts';
import type { Journal } from '../journal/journal.ts';
import type { Secrets } from '../secrets.ts';
import { within } from '../within.ts';
import { BotDesk } from './bot-desk.ts';
import { BotHelper } from './helper/helper.ts';
import { botSetups } from './helper/setups.ts';
import { holdKinds, holdsIn, raises, sends } from './holds.ts';
import { botLimits } from './limits.ts';
import type { Wanted } from './wanted.ts';

export interface BotsOptions {
  config: Pick<Config, 'bots'>;
  dataDir: string;
  secrets: Secrets;
  clock: Clock;
  journal: Pick<Journal, 'append' | 'latest' | 'health' | 'onReplaced' | 'onFound'>;
  /** The helper's program. */
  helperScript: URL;
  wanted: () => Wanted;
  /** Whether a broker is flat, or past the deadline of the kill: a bot has nothing to close there any more. */
  isBrokerSettled: (broker: string) => boolean;
  onChange: () => void;
  reportBug: (error: unknown) => void;
}

/** The bots of the configuration, as the engine uses them. */
export interface Bots {
  /** Looks at what the latches want; called after every change of theirs, in the tick of a kill too. Cheap. */
  review(): void;
  states(): BotState[];
  /** Holds every bot at `pause` until the operator resumes it: for a device that has gone silent. */
  pause(cause: string): void;
  /** The first bot that is held, or is still being resumed, in words; null when all may do as they like. */
  heldBack(): string | null;
  /** Lets one bot go, by the operator's word. Refused while a latch holds it. */
  resume(name: string, reason: string, source: Source): Promise<Result<BotState>>;
  preflight(): Promise<Preflight['checks']>;
  stop(): void;
}

/** Opens the bots, and takes up what was held when the engine last stopped. Without any, nothing is started. */
export async function openBots(options: BotsOptions): Promise<Bots> {
  const names = Object.keys(options.config.bots);
  if (names.length === 0) return noBots;
  const { helperScript, reportBug, journal } = options;
  const helper = new BotHelper({ script: helperScript, bots: botSetups(options), reportBug });
  const bots = new BotDesks(options, helper, await recordedHolds(journal));
  // One that could not be read at the start may tell of bots that are held.
  journal.onFound(() => void recordedHolds(journal).then((held) => bots.learn(held)));
  return bots;
}

async function recordedHolds(journal: BotsOptions['journal']): Promise<HoldsAfter> {
  const rows = await journal.latest(holdKinds, 1);
  return rows.ok ? holdsIn(rows.value) : {};
}

class BotDesks implements Bots {
  private readonly options: BotsOptions;
  private readonly helper: BotHelper;
  private readonly desks: ReadonlyMap<string, BotDesk>;
  private readonly resuming = new Set<string>();
  /** What the latches wanted at the last look at them. */
  private reviewed: Wanted['to'];

  constructor(options: BotsOptions, helper: BotHelper, remembered: HoldsAfter) {
    this.options = options;
    this.helper = helper;
    this.desks = new Map(Object.entries(options.config.bots).map(([name, bot]) => [name, this.deskOf(name, bot)]));
    this.learn(remembered);
    // A latch that was engaged in the last life holds nothing anew.
    this.reviewed = options.wanted().to;
    this.review();
    for (const desk of this.desks.values()) if (desk.hold() === null) desk.start();
    // A journal that was begun anew knows nothing of them.
    options.journal.onReplaced(() => {
      const to = this.all().some((hold) => hold.to === 'halt') ? 'halt' : 'pause';
      if (this.all().length > 0)
        this.record({ ...this.heldRow([], to, 'held before the journal was replaced'), source: 'engine' });
    });
  }

  /** Takes up holds that the journal tells of. */
  learn(remembered: HoldsAfter): void {
    for (const [name, hold] of Object.entries(remembered)) {
      const desk = this.desks.get(name);
      if (desk && raises(desk.hold(), hold.to)) desk.holdAt(hold);
    }
  }

  review(): void {
    const wanted = this.options.wanted();
    const isNew = wanted.to !== this.reviewed;
    this.reviewed = wanted.to;
    if (wanted.to !== 'run') this.hold(wanted.to, wanted.cause, wanted.killId, isNew);
    for (const desk of this.desks.values()) desk.review();
  }

  states(): BotState[] {
    return [...this.desks.values()].map((desk) => desk.state());
  }

  pause(cause: string): void {
    this.hold('pause', cause, null, true);
  }

  heldBack(): string | null {
    const held = [...this.desks].find(([name, desk]) => desk.hold() !== null || this.resuming.has(name));
    return held ? `${held[0]} is held` : null;
  }

  async resume(name: string, reason: string, source: Source): Promise<Result<BotState>> {
    const desk = this.desks.get(name);
    if (!desk) return refuse(unknownBot(name, [...this.desks.keys()]));
    const against = this.against(name, desk);
    if (against) return refuse(against);
    this.resuming.add(name);
    try {
      return await this.release(name, desk, reason, source);
    } finally {
      this.resuming.delete(name);
    }
  }

  async preflight(): Promise<Preflight['checks']> {
    return Promise.all(
      [...this.desks].map(async ([name, desk]) => {
        const check = await desk.preflight();
        return { ...check, id: `bot:${name}`, sentence: `${name}: ${check.sentence}` };
      }),
    );
  }

  stop(): void {
    for (const desk of this.desks.values()) desk.stop();
    this.helper.stop();
  }

  private deskOf(name: string, config: BotConfig): BotDesk {
    const { clock, isBrokerSettled, onChange } = this.options;
    const broker = config.kind === 'freqtrade' ? config.broker : undefined;
    return new BotDesk({
      name,
      config,
      helper: this.helper,
      clock,
      order: () => ({
        killId: this.desks.get(name)?.hold()?.killId ?? null,
        brokerSettled: broker === undefined || isBrokerSettled(broker),
      }),
      record: (event) => this.record(event),
      onChange,
    });
  }

  private hold(to: HoldLevel, cause: string, killId: string | null, isNew: boolean): void {
    const raised = [...this.desks].filter(([, desk]) => sends(desk.hold(), to, killId, isNew));
    if (raised.length === 0) return;
    const hold: BotHold = { to, since: isoTime(this.options.clock.wallMs()), cause, killId };
    for (const [, desk] of raised) desk.holdAt(hold);
    this.record({
      ...this.heldRow(
        raised.map(([name]) => name),
        to,
        cause,
      ),
      source: 'engine',
      ...(killId !== null && { killId }),
    });
    this.options.onChange();
  }

  /** What stands against a resume; null when nothing does. */
  private against(name: string, desk: BotDesk): Failure | null {
    const health = this.options.journal.health();
    if (!health.ok) return unrecordable(health.why);
    const obstacle = latchObstacle(this.options.wanted());
    if (obstacle) return { code: 'not_now', message: obstacle.message, hint: 'Reset it first.', against: [obstacle] };
    if (this.resuming.has(name)) return notNow(`${name} is being resumed.`, 'Wait for it.');
    const state = desk.state();
    if (desk.hold() !== null || (state.state === 'failed' && state.wanted === 'run')) return null;
    return notNow(`${name} is not held: there is nothing to resume.`, 'See "scram bots".');
  }

  /** Recorded first, effective after, like a reset: what a crash forgets must stay held. */
  private async release(name: string, desk: BotDesk, reason: string, source: Source): Promise<Result<BotState>> {
    const { [name]: _, ...held } = this.holds();
    const row: BotEvent = { kind: 'BOT_RESUMED', source, reason: reason.trim(), data: { bot: name, held } };
    const recorded = await within(this.options.journal.append(row), botLimits.resumeRecordWaitMs);
    const overtaken = latchObstacle(this.options.wanted());
    if (recorded === undefined || overtaken) {
      // The row may still reach the disk, or has: the one after it says that the bot is held all the same.
      const to = desk.hold()?.to ?? 'pause';
      const cause = desk.hold()?.cause ?? 'a resume that was overtaken';
      this.record({ ...this.heldRow([name], to, cause), source: 'engine' });
      if (!overtaken) return refuse(unrecordable('the disk does not answer'));
      return refuse({ code: 'not_now', message: overtaken.message, hint: 'Reset it first.', against: [overtaken] });
    }
    const seen = await desk.release();
    this.options.onChange();
    if (desk.hold() !== null) return refuse(notNow(`${name} is held again.`, 'See "scram bots".'));
    if (seen.is !== 'unreadable') return ok(desk.state());
    const hint = 'It is no longer held. Start it yourself, or ask again.';
    return refuse({ code: 'failed', message: `${name} is released, but could not be resumed: ${seen.words}.`, hint });
  }

  private heldRow(bots: string[], to: HoldLevel, cause: string) {
    return { kind: 'BOTS_HELD', reason: cause, data: { bots, to, held: this.holds() } } as const;
  }

  private holds(): HoldsAfter {
    const held = [...this.desks].flatMap(([name, desk]) => {
      const hold = desk.hold();
      return hold ? [[name, hold] as const] : [];
    });
    return Object.fromEntries(held);
  }

  private all(): BotHold[] {
    return Object.values(this.holds());
  }

  private record(event: BotEvent): void {
    void this.options.journal.append(event);
  }
}

const noBots: Bots = {
  review: () => undefined,
  states: () => [],
  pause: () => undefined,
  heldBack: () => null,
  resume: async (name) => refuse(unknownBot(name, [])),
  preflight: async () => [],
  stop: () => undefined,
};

function latchObstacle(wanted: Wanted): Obstacle | null {
  if (wanted.to === 'run') return null;
  const code = wanted.to === 'halt' ? 'latched' : 'triggered';
  return { code, message: `No bot is resumed now: ${wanted.cause}.` };
}

function notNow(message: string, hint: string): Failure {
  return { code: 'not_now', message, hint, against: [{ code: 'not_latched', message }] };
}

function unknownBot(name: string, known: readonly string[]): Failure {
  const hint = known.length === 0 ? 'The configuration names no bots.' : `The bots are ${known.join(', ')}.`;
  return { code: 'not_found', message: `There is no bot "${name}".`, hint };
}

function unrecordable(why: string): Failure {
  return {
    code: 'degraded',
    message: `A resume must be recorded, and the journal can't be written: ${why}.`,
    hint: 'Mend the disk first (space, permissions); the bot stays held until then.',
  };
}
