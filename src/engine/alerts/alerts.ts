import type { AcknowledgeAnswer, AlertsState, AlertTestAnswer } from '../../shared/api/alerts.ts';
import type { DrillReport } from '../../shared/api/commands.ts';
import type { Condition } from '../../shared/api/state.ts';
import { ok, type Result, refuse } from '../../shared/result.ts';
import { type Clock, isoTime } from '../clock.ts';
import type { Journal } from '../journal/journal.ts';
import type { ChannelDesk } from './channel-desk.ts';
import { ConditionWatch } from './condition-watch.ts';
import type { AcknowledgedBy, KillAlerts } from './kill-alerts.ts';
import { alertLimits } from './limits.ts';
import type { AlertMessage } from './message.ts';
import { drillMessage, testMessage } from './messages/note.ts';
import type { AlertOutbox } from './outbox.ts';
import type { Unacknowledged } from './reminders.ts';

export interface AlertsOptions {
  conditions: () => readonly Condition[];
  /** Whether all that is traded is paper. */
  paper: () => boolean;
  journal: Pick<Journal, 'append'>;
  clock: Clock;
  desks: ReadonlyMap<string, ChannelDesk>;
  outbox: AlertOutbox;
  kills: KillAlerts;
  onChange: () => void;
}

/** People are told here: of kills and conditions by themselves, of tests and drills when asked. */
export class Alerts {
  private readonly options: AlertsOptions;
  private watch: ConditionWatch | null = null;
  private timer: NodeJS.Timeout | undefined;

  constructor(options: AlertsOptions) {
    this.options = options;
  }

  /** Takes up what an earlier life left waiting, and begins to look. `unacknowledged`: the kill that nobody had taken. */
  start(unacknowledged: Unacknowledged | null): void {
    const { clock, desks, outbox, kills } = this.options;
    if (desks.size === 0) return;
    this.watch = new ConditionWatch(outbox.lastOfThreads(), clock.monotonicMs());
    kills.start(unacknowledged);
    this.timer = setInterval(() => this.look(), alertLimits.lookEveryMs);
  }

  /** Whether something has become of the switch; in the tick of a kill, to which it adds nothing. */
  review(): void {
    this.options.kills.review();
  }

  state(): AlertsState {
    const { desks, outbox, kills } = this.options;
    const channels = [...desks.values()].map((desk) => desk.state());
    return { channels, recent: outbox.recent(), unacknowledged: kills.unacknowledged() };
  }

  /** A person has taken the kill: it is not told again. Refused where there is none. */
  acknowledge(by: AcknowledgedBy): Result<AcknowledgeAnswer> {
    return this.options.kills.acknowledge(by);
  }

  /** Sends a test message on one channel and answers what came of it; `not_found` for a channel that is not configured. */
  async test(name: string): Promise<Result<AlertTestAnswer>> {
    const { clock, desks, onChange } = this.options;
    const desk = desks.get(name);
    if (desk === undefined) {
      const hint = `Configured are: ${[...desks.keys()].join(', ') || 'none (docs/alerts.md)'}.`;
      return refuse({ code: 'not_found', message: `There is no alert channel "${name}".`, hint, field: 'channel' });
    }
    const beganMs = clock.monotonicMs();
    const message = testMessage(name, isoTime(clock.wallMs()), this.options.paper());
    const delivery = await desk.tell(message, `${message.id}@${name}`);
    const answer = {
      channel: name,
      sent: delivery.kind === 'sent',
      words: delivery.words,
      tookMs: Math.round(clock.monotonicMs() - beganMs),
    };
    this.recordTest(answer, `${message.id}@${name}`, delivery.kind === 'failed' && delivery.permanent);
    onChange();
    return ok(answer);
  }

  /** A drill has come to its end. */
  tellDrill(report: DrillReport): void {
    const { clock, desks, outbox } = this.options;
    outbox.put(drillMessage(report, isoTime(clock.wallMs())), [...desks.keys()]);
  }

  async stop(): Promise<void> {
    const { desks, kills, outbox } = this.options;
    clearInterval(this.timer);
    await kills.settled();
    for (const desk of desks.values()) desk.stop();
    await outbox.stop();
  }

  private recordTest({ channel, sent, words, tookMs }: AlertTestAnswer, alert: string, permanent: boolean): void {
    const { journal } = this.options;
    const common = { alert, channel, attempts: 1 };
    if (sent) void journal.append({ kind: 'ALERT_SENT', source: 'engine', data: { ...common, latencyMs: tookMs } });
    else {
      const data = { ...common, permanent, givenUp: true };
      void journal.append({ kind: 'ALERT_FAILED', source: 'engine', reason: words, data });
    }
  }

  private look(): void {
    const { clock, conditions, kills, outbox, paper } = this.options;
    const look = { nowMs: clock.monotonicMs(), now: isoTime(clock.wallMs()), paper: paper() };
    for (const message of this.watch?.look(conditions(), look) ?? []) outbox.put(message, this.channelsFor(message));
    kills.remind();
  }

  /** What is wrong with a channel is told on all the others. */
  private channelsFor({ thread }: AlertMessage): string[] {
    return [...this.options.desks.keys()].filter((name) => thread !== `condition:alert_channel_failing:${name}`);
  }
}
