import type { AcknowledgeAnswer, UnacknowledgedKill } from '../../shared/api/alerts.ts';
import type { Liquidation } from '../../shared/api/journal.ts';
import { ok, type Result, refuse } from '../../shared/result.ts';
import type { Source } from '../../shared/source.ts';
import { type Clock, isoTime } from '../clock.ts';
import type { Journal } from '../journal/journal.ts';
import { liquidationOf } from '../kill/liquidation.ts';
import { engagedKill, initialSwitch, type Kill, type Latch, type SwitchState } from '../switch/latch.ts';
import { within } from '../within.ts';
import { alertLimits } from './limits.ts';
import type { AlertStep } from './message.ts';
import { type KillFacts, killAcknowledged, killFired, killOutcome, killReset, killThread } from './messages/kill.ts';
import type { AlertOutbox } from './outbox.ts';
import { remindersBy, type Unacknowledged } from './reminders.ts';

export interface KillAlertsOptions {
  switchState: () => SwitchState;
  /** What was open when the brokers were last read. */
  killFacts: () => KillFacts;
  journal: Pick<Journal, 'append' | 'rowsOfKill'>;
  clock: Clock;
  outbox: AlertOutbox;
  /** The channels that a kill goes to. */
  channels: readonly string[];
  onChange: () => void;
  reportBug: (error: unknown) => void;
}

/** Whoever acknowledges: on which way, and who it was there. */
export interface AcknowledgedBy {
  source: Source;
  from: string;
}

/** A kill that waits to be acknowledged; `sinceMs` is its firing on the monotonic clock. */
type Pending = Unacknowledged & { sinceMs: number; told: number };

type Killed = Extract<Latch, { state: 'killed' }>;

/** Tells what becomes of the switch: a kill, its outcome, its reset; and a kill again until somebody has taken it. */
export class KillAlerts {
  private readonly options: KillAlertsOptions;
  private seen: SwitchState = initialSwitch('');
  private pending: Pending | null = null;
  private started = false;
  /** How often the kill that is engaged has become flat, or no longer so, since it settled. */
  private turns = 0;
  /** An outcome waits for its table; what follows it in the same matter waits with it. */
  private telling: Promise<unknown> = Promise.resolve();

  constructor(options: KillAlertsOptions) {
    this.options = options;
  }

  /** Takes up what an earlier life left. What was told then is in the outbox, and is not told again. */
  start(unacknowledged: Unacknowledged | null): void {
    const state = this.options.switchState();
    this.started = true;
    this.seen = state;
    this.expect(unacknowledged ?? null);
    const { latch, lastReset } = state;
    // By what was told, not by its time: memory and journal may put the same event a millisecond apart.
    const isNew = (step: AlertStep, killId: string) => {
      const told = this.options.outbox.toldOn(killThread(killId), step);
      return this.options.channels.filter((channel) => !told.includes(channel));
    };
    if (latch.state !== 'armed') {
      this.turns = this.options.outbox.urgentChanges(killThread(latch.kill.killId));
      this.tellFired(latch.kill, isNew('opened', latch.kill.killId));
    }
    if (latch.state === 'killed') this.tellSettled(latch, isNew('updated', latch.kill.killId));
    // Only to those who are known to have heard of the kill: it may be long ago.
    if (lastReset) this.tellReset(lastReset, this.heardOf(lastReset.killId));
  }

  /** Looks what has become of the switch. Cheap where nothing has; called in the very tick of a kill, and adds nothing to it. */
  review(): void {
    const state = this.options.switchState();
    if (!this.started || state === this.seen) return;
    const before = this.seen;
    this.seen = state;
    // Not in this turn: what the kill has just put on its sockets is sent first.
    setImmediate(() => this.tellChange(before, state));
  }

  /** Tells the kill again when it is time. */
  remind(): void {
    const { pending } = this;
    if (pending === null) return;
    const { due } = remindersBy(this.elapsedMs(pending));
    if (due <= pending.told) return;
    pending.told = due;
    const { channels, killFacts, outbox } = this.options;
    outbox.put(killFired(pending, killFacts(), due, this.now()), channels);
  }

  /** A person has taken the kill: it is not told again. Refused where there is none. */
  acknowledge({ source, from }: AcknowledgedBy): Result<AcknowledgeAnswer> {
    const { journal, outbox, killFacts, onChange } = this.options;
    if (this.pending === null) {
      const hint = '"scram status" says how the switch stands.';
      return refuse({ code: 'not_now', message: 'No kill waits to be acknowledged.', hint });
    }
    const { killId } = this.pending;
    this.pending = null;
    outbox.withdraw(killThread(killId), 'reminder', 'withdrawn: somebody has acknowledged the kill');
    void journal.append({ kind: 'ALERTS_ACKNOWLEDGED', source, killId, data: { from } });
    const message = killAcknowledged(killId, source, this.now(), killFacts().paper);
    outbox.put(message, this.concerned(killId));
    onChange();
    return ok({ killId });
  }

  unacknowledged(): UnacknowledgedKill | null {
    if (this.pending === null) return null;
    const { killId, reason, firedAt } = this.pending;
    const elapsedMs = this.elapsedMs(this.pending);
    const inMs = remindersBy(elapsedMs).nextMs - elapsedMs;
    return { killId, reason, firedAt, nextReminderAt: isoTime(Math.round(this.options.clock.wallMs() + inMs)) };
  }

  /** When everything that was to be told is in the outbox; bounded in time. */
  async settled(): Promise<void> {
    await within(this.telling, alertLimits.stopMs);
  }

  private tellChange(before: SwitchState, { latch, lastReset }: SwitchState): void {
    const earlier = engagedKill(before);
    if (latch.state !== 'armed' && !isSame(latch.kill, earlier)) {
      this.turns = 0;
      this.expect(latch.kill);
      this.tellFired(latch.kill);
    }
    if (latch.state === 'killed') {
      const old = before.latch;
      const isFirst = old.state !== 'killed' || !isSame(latch.kill, old.kill);
      if (isFirst) this.tellSettled(latch);
      else if (latch.flat !== old.flat) this.tellTurned(latch);
      else if (latch.residuals !== old.residuals) this.tellOutcome(latch, { settledAt: null, urgent: false });
    }
    if (lastReset && lastReset.at !== before.lastReset?.at) {
      this.tellReset(lastReset, this.concerned(lastReset.killId));
    }
  }

  /** The channels that the outbox remembers to have heard of a kill; it forgets what lies far back. */
  private heardOf(killId: string | null): string[] {
    return killId === null ? [] : this.options.outbox.channelsOf(killThread(killId));
  }

  /** Those that a kill goes to, and those that have heard of this one under an earlier configuration. */
  private concerned(killId: string | null): string[] {
    return [...new Set([...this.options.channels, ...this.heardOf(killId)])];
  }

  /** From now on this kill is told again until somebody has taken it. What was due before now counts as told. */
  private expect(kill: Unacknowledged | null): void {
    const { clock } = this.options;
    if (kill === null) return;
    const { killId, reason, source, firedAt } = kill;
    const ageMs = Math.max(0, clock.wallMs() - Date.parse(firedAt));
    const told = remindersBy(ageMs).due;
    this.pending = { killId, reason, source, firedAt, sinceMs: clock.monotonicMs() - ageMs, told };
  }

  private tellFired(kill: Kill, channels = this.options.channels): void {
    this.options.outbox.put(killFired(kill, this.options.killFacts(), 0, kill.firedAt), channels);
  }

  private tellSettled(latch: Killed, channels = this.options.channels): void {
    this.tellOutcome(latch, { settledAt: latch.since, urgent: true }, channels);
  }

  /** A bot that goes on may turn it with every reading: after the first time each way it is told by the pace of each channel. */
  private tellTurned(latch: Killed): void {
    this.turns += 1;
    this.tellOutcome(latch, { settledAt: null, urgent: this.turns <= alertLimits.urgentTurns });
  }

  /** `settledAt`: null for what changed after the kill had settled. */
  private tellOutcome(
    { kill, flat, residuals }: Killed,
    { settledAt, urgent }: { settledAt: string | null; urgent: boolean },
    channels = this.options.channels,
  ): void {
    const { killId, firedAt } = kill;
    const at = settledAt ?? this.now();
    const elapsedMs = settledAt === null ? null : Math.max(0, Date.parse(settledAt) - Date.parse(firedAt));
    this.telling = this.telling.then(async () => {
      // What may come with every reading waits for no table: whatever follows would wait behind all of them.
      const liquidation = urgent ? await this.liquidation(killId) : null;
      const { paper } = this.options.killFacts();
      const outcome = { killId, flat, residuals, at, elapsedMs, urgent, paper, liquidation };
      this.options.outbox.put(killOutcome(outcome), channels);
    });
  }

  /** null where it can't be had in time: the outcome is told all the same. */
  private async liquidation(killId: string): Promise<Liquidation | null> {
    try {
      const rows = await within(this.options.journal.rowsOfKill(killId), alertLimits.tableWaitMs);
      return rows?.ok ? liquidationOf(rows.value) : null;
    } catch (error) {
      this.options.reportBug(error);
      return null;
    }
  }

  private tellReset(lastReset: NonNullable<SwitchState['lastReset']>, channels: readonly string[]): void {
    const { killId, source } = lastReset;
    if (killId === null) return;
    // Whoever resets a kill has seen it; one that cleared itself was seen by nobody.
    if (source !== 'engine' && this.pending?.killId === killId) this.pending = null;
    const { outbox, killFacts } = this.options;
    outbox.withdraw(killThread(killId), 'reminder', 'withdrawn: the switch was reset');
    this.telling = this.telling.then(() => {
      outbox.put(killReset({ ...lastReset, killId }, killFacts().paper), channels);
    });
  }

  private elapsedMs({ sinceMs }: Pending): number {
    return this.options.clock.monotonicMs() - sinceMs;
  }

  private now(): string {
    return isoTime(this.options.clock.wallMs());
  }
}

/** A name may be fired again after its reset. */
function isSame(kill: Kill, other: Kill | null): boolean {
  return kill.killId === other?.killId && kill.firedAt === other.firedAt;
}
