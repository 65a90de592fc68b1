import type { ResetAnswer, ResetRequest } from '../../shared/api/commands.ts';
import type { KillState, Residual } from '../../shared/api/state.ts';
import type { Obstacle } from '../../shared/failure.ts';
import { ok, type Result, refuse } from '../../shared/result.ts';
import type { Source } from '../../shared/source.ts';
import { type Clock, isoTime } from '../clock.ts';
import type { BrokerDesk } from '../flatten/broker-desk.ts';
import type { EarlierClose } from '../flatten/commands.ts';
import { residualsOf, unreadResidual } from '../flatten/ledger.ts';
import type { EngineEvent, LatchEvent } from '../journal/events.ts';
import type { Journal } from '../journal/journal.ts';
import { applyLatchEvent, engagedKill, type Kill, type SwitchState } from '../switch/latch.ts';
import { withFoundLate } from '../switch/late.ts';
import { type HeldTrigger, type ResetToken, resetObstacles, resetToken } from '../switch/reset.ts';
import { decideSignal, type KillSignal } from '../switch/signal.ts';
import { within } from '../within.ts';
import type { FlagFile } from './flag-file.ts';
import { freshKillId } from './kill-id.ts';
import { settlementOf } from './settlement.ts';

/** What the switch needs of a broker's desk. */
export type KillDesk = Pick<BrokerDesk, 'broker' | 'engage' | 'disengage' | 'current' | 'readNow'>;

export interface KillSwitchOptions {
  initial: SwitchState;
  clock: Clock;
  journal: Pick<Journal, 'append' | 'health'>;
  flag: Pick<FlagFile, 'write' | 'remove'>;
  desks: readonly KillDesk[];
  /** What stands against a reset at the paired switches, at this moment. */
  switchObstacles: () => readonly Obstacle[];
  /** The automatic triggers whose condition holds, judged at this moment. */
  heldTriggers: () => readonly HeldTrigger[];
  /** A kill has been reset, and these triggers were acknowledged with it. */
  onReset: (acknowledged: readonly string[]) => void;
  onChange: () => void;
}

/** What came of a signal. The latch is engaged when this is returned; `recorded` tells whether the journal has it. */
export interface Triggered {
  killId: string;
  /** Whether the flag file names this kill, once its writing has come to an end. */
  flagged: Promise<boolean>;
  /** True when the journal has it on the disk; false when that took longer than `recordWaitMs` or can't be done. */
  recorded: Promise<boolean>;
}

/** A reset that another engine asks for: which one, and what must be engaged here for it to be granted. */
export interface ResetAsked {
  peer: string;
  began: ResetToken;
}

type ResetEvent = Extract<LatchEvent, { kind: 'RESET' }>;

/** How long an answer waits for the journal before it says `journaled: false`; the kill itself waits for nothing. */
const recordWaitMs = 1_000;
/** A flag file that the disk has refused is tried again after so long. */
const flagRetryMs = 1_000;
/** How long a reset waits to be recorded before it is refused. */
const resetWaitMs = 5_000;

/**
 * The one latch, with hands: what the pure rules in `switch/` decide is done here, at the brokers, in the journal and in the flag
 * file. Engaging acts first and records beside it; a reset is recorded first and acts on that.
 */
export class KillSwitch {
  private readonly options: KillSwitchOptions;
  private current: SwitchState;
  private engagedMs: number;
  private firingRecorded = true;
  /** A reset that is with the journal and can't be called back: of which kill. */
  private pendingReset: { killId: string | null } | null = null;

  constructor(options: KillSwitchOptions) {
    this.options = options;
    this.current = options.initial;
    this.engagedMs = options.clock.monotonicMs();
  }

  state(): SwitchState {
    return this.current;
  }

  /** The engaged kill as clients see it; null while armed. */
  kill(): KillState | null {
    const { latch } = this.current;
    if (latch.state === 'armed') return null;
    const { receipts, signals: _, ...kill } = latch.kill;
    const settledAt = latch.state === 'killed' ? latch.since : null;
    return { ...kill, receipts: [...receipts], journaled: this.firingRecorded, settledAt };
  }

  /** Engages the latch, or joins the kill that is engaged. When it returns, the gate is shut and the first requests are sent. */
  trigger(signal: KillSignal): Triggered {
    const { clock, desks, journal } = this.options;
    const event = decideSignal(this.current, signal, freshKillId(clock.wallMs()), this.isResetPending());
    this.apply(event);
    const { killId } = event;
    if (event.kind === 'KILL_FIRED') {
      this.engagedMs = clock.monotonicMs();
      this.firingRecorded = false;
    }
    // Handed to the journal first, so that its rows stand in the order of events; that waits for nothing.
    const appended = journal.append(event).then(() => this.noteRecorded(event));
    if (engagedKill(this.current)?.killId === killId) for (const desk of desks) desk.engage(killId);
    const flagged = event.kind === 'KILL_FIRED' ? this.keepFlag(killId) : Promise.resolve(true);
    this.options.onChange();
    return { killId, flagged, recorded: within(appended, recordWaitMs).then((row) => row === true) };
  }

  /** Takes the journal's word for what was before this start. */
  remember(recorded: SwitchState): void {
    this.current = recorded;
  }

  /** The same of a journal that could be read only when this start was over. */
  rememberLate(found: SwitchState): void {
    this.current = withFoundLate(this.current, found);
    this.options.onChange();
  }

  /** The journal's file was replaced under a running engine: trading stays shut until a person has looked. */
  noteReplaced(why: string): void {
    this.current = { ...this.current, unacknowledged: why };
    this.options.onChange();
  }

  /** Takes up a kill that was engaged when the engine last stopped. */
  resume({ killId, firedAt }: Kill, earlier: ReadonlyMap<string, readonly EarlierClose[]>): void {
    const { clock } = this.options;
    this.engagedMs = clock.monotonicMs() - Math.max(0, clock.wallMs() - Date.parse(firedAt));
    for (const desk of this.options.desks) desk.engage(killId, earlier.get(desk.broker.name) ?? []);
  }

  /** Looks whether the brokers' news settle the kill or change whether it is flat; called whenever a desk changes. */
  review(): void {
    const { clock, desks } = this.options;
    const flattens = desks.map((desk) => desk.current());
    const event = settlementOf(this.current.latch, flattens, Math.round(clock.monotonicMs() - this.engagedMs));
    if (event === null) return;
    this.apply(event);
    void this.options.journal.append(event);
    this.options.onChange();
  }

  /** Permits trading again, if nothing stands against it; never starts anything. `asked`: by a peer, for what it saw engaged. */
  async reset(request: ResetRequest, source: Source, asked?: ResetAsked): Promise<Result<ResetAnswer>> {
    const began = asked?.began ?? resetToken(this.current);
    const health = this.options.journal.health();
    if (!health.ok) return refuse(unrecordable(health.why));
    const residualsNow = await this.readResiduals();
    const triggers = this.options.heldTriggers();
    const { acceptResiduals = [], acknowledgeTriggers = [] } = request;
    const against = resetObstacles({
      state: this.current,
      began,
      acceptResiduals,
      residualsNow,
      triggers,
      acknowledgeTriggers,
      switches: this.options.switchObstacles(),
    });
    if (this.pendingReset) against.push({ code: 'killing', message: 'Another reset is being recorded.' });
    const by = asked ? { peer: asked.peer } : {};
    const common = { source, ...of(began.killId) };
    if (against.length > 0) {
      const { reason } = request;
      return this.refuseReset({ ...common, kind: 'RESET_REFUSED', reason, data: { against, ...by } });
    }
    const acknowledged = triggers.map(({ name }) => name).filter((name) => acknowledgeTriggers.includes(name));
    const data = {
      acceptedResiduals: residualsNow.map((residual) => residual.accept),
      ...(acknowledged.length > 0 && { acknowledgedTriggers: acknowledged }),
      ...by,
    };
    return this.recordReset({ ...common, kind: 'RESET', reason: request.reason.trim(), data }, began.killId);
  }

  private async refuseReset(event: Extract<EngineEvent, { kind: 'RESET_REFUSED' }>): Promise<Result<never>> {
    await within(this.options.journal.append(event), recordWaitMs);
    const { against } = event.data;
    const message = against[0]?.message ?? 'The reset is refused.';
    return refuse({
      code: 'not_now',
      message,
      hint: 'Deal with what stands against it, then ask again.',
      against,
    });
  }

  /** Granted once it is on the disk; refused when that takes too long. */
  private async recordReset(event: ResetEvent, killId: string | null): Promise<Result<ResetAnswer>> {
    this.pendingReset = { killId };
    const granted = this.options.journal.append(event).then((row) => this.grant(event, row.at));
    const answer = await within(granted, resetWaitMs);
    if (answer) return answer;
    // Whoever asked is told no, so trading must not open by itself when the disk comes back: a new kill stands in the way of the
    // late reset, and it is in the flag file before the answer goes out.
    const reason = 'a reset could not be recorded in time';
    const { flagged } = this.trigger({ source: 'engine', reason, from: 'engine' });
    await within(flagged, recordWaitMs);
    return refuse(unrecordable('the disk does not answer'));
  }

  /** The reset is on the disk: only now the latch opens, unless a newer kill has been fired meanwhile. */
  private grant(event: ResetEvent, at: string): Result<ResetAnswer> {
    const { desks, flag, onChange } = this.options;
    this.pendingReset = null;
    this.current = applyLatchEvent(this.current, { ...event, at });
    const overtaken = engagedKill(this.current) !== null;
    if (!overtaken) {
      for (const desk of desks) desk.disengage();
      void flag.remove();
      if (event.killId !== undefined) this.options.onReset(event.data.acknowledgedTriggers ?? []);
    }
    onChange();
    if (!overtaken) return ok({ state: 'armed', killId: event.killId ?? null, resetAt: at });
    const message = 'A kill signal arrived while the reset was being recorded: the switch is engaged.';
    const against = [{ code: 'signal' as const, message }];
    return refuse({ code: 'not_now', message, hint: 'Look at the new kill before you reset it.', against });
  }

  /** Whether a reset of what is engaged now is on its way: one of an older kill can't open anything any more. */
  private isResetPending(): boolean {
    return this.pendingReset !== null && this.pendingReset.killId === resetToken(this.current).killId;
  }

  /** Writes the flag file, and again until it is there: it is what holds the latch over a crash while the journal can't. */
  private async keepFlag(killId: string): Promise<boolean> {
    const isWritten = await this.options.flag.write(killId);
    if (isWritten) return true;
    setTimeout(() => {
      if (engagedKill(this.current)?.killId === killId) void this.keepFlag(killId);
    }, flagRetryMs).unref();
    return false;
  }

  private noteRecorded(event: LatchEvent): true {
    if (event.kind === 'KILL_FIRED' && engagedKill(this.current)?.killId === event.killId) this.firingRecorded = true;
    this.options.onChange();
    return true;
  }

  private async readResiduals(): Promise<Residual[]> {
    if (!engagedKill(this.current)) return [];
    const lists = await Promise.all(
      this.options.desks.map(async (desk) => {
        const { name } = desk.broker;
        const reading = await desk.readNow();
        if (!reading.ok) return [unreadResidual(name, reading.words)];
        // A standby's desk begins late: until then all that its account shows is left, and nothing of it has been tried.
        return desk.current()?.residuals() ?? residualsOf(name, reading.book, new Map(), new Map());
      }),
    );
    return lists.flat();
  }

  private apply(event: LatchEvent): void {
    this.current = applyLatchEvent(this.current, { ...event, at: isoTime(this.options.clock.wallMs()) });
  }
}

function of(killId: string | null): { killId?: string } {
  return killId === null ? {} : { killId };
}

function unrecordable(why: string) {
  return {
    code: 'degraded' as const,
    message: `A reset must be recorded, and the journal can't be written: ${why}.`,
    hint: 'Mend the disk first (space, permissions); the switch stays engaged until then.',
  };
}
