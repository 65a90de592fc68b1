import type { Decision, Health } from '../../shared/api/commands.ts';
import type { EngineState, Status } from '../../shared/api/state.ts';
import type { OpenAlerts } from '../alerts/open-alerts.ts';
import type { Bots } from '../bots/bots.ts';
import { type Clock, isoTime } from '../clock.ts';
import type { DeadMan } from '../dead-man/dead-man.ts';
import type { BrokerDesk } from '../flatten/broker-desk.ts';
import type { Journal } from '../journal/journal.ts';
import type { KillSwitch } from '../kill/kill-switch.ts';
import type { Links } from '../links/links.ts';
import type { Secrets } from '../secrets.ts';
import { type GateAnswer, gate } from '../switch/gate.ts';
import { engagedKill, type SwitchState } from '../switch/latch.ts';
import type { Telegram } from '../telegram/open.ts';
import type { Triggers } from '../triggers/open-triggers.ts';
import { Conditions } from './conditions.ts';

/** What the state is read from. What is a function here comes late in a start: it may not be asked for before it is there. */
export interface ViewParts {
  clock: Clock;
  version: string;
  journal: Journal;
  desks: readonly BrokerDesk[];
  killSwitch: KillSwitch;
  deadMan: () => DeadMan;
  links: () => Links;
  triggers: Pick<Triggers, 'states' | 'blind'>;
  bots: () => Bots;
  /** null while they are being opened: they ask for the state themselves. */
  alerts: () => Pick<OpenAlerts, 'state' | 'failing'> | null;
  telegram: () => Pick<Telegram, 'isConfigured' | 'deaf'>;
  secrets: Secrets;
}

/** The engine as everyone outside sees it, put together at the moment of asking; nothing is kept here but when conditions began. */
export class EngineView {
  private readonly parts: ViewParts;
  private readonly conditions = new Conditions();
  private readonly startedMs: number;
  private readonly startedAt: string;

  constructor(parts: ViewParts) {
    this.parts = parts;
    this.startedMs = parts.clock.monotonicMs();
    this.startedAt = isoTime(parts.clock.wallMs());
  }

  /** Why the engine can't record, or nobody can be sure of what it has recorded; null when all is well. */
  degraded(): string | null {
    const health = this.parts.journal.health();
    return health.ok ? this.switchState().unacknowledged : health.why;
  }

  gate(): GateAnswer {
    return gate({
      killEngaged: engagedKill(this.switchState()) !== null,
      deadManTriggered: this.parts.deadMan().isTriggered(),
      latchedPeer: this.parts.links().peers.latched(),
      degraded: this.degraded() !== null,
    });
  }

  checkOrder(): Decision {
    const answer = this.gate();
    return answer.trading ? { decision: 'accept' } : { decision: 'reject', reason: answer.reason };
  }

  health(): Health {
    const { clock, version } = this.parts;
    return {
      status: this.degraded() === null ? 'ok' : 'degraded',
      version,
      uptimeSeconds: Math.round((clock.monotonicMs() - this.startedMs) / 1_000),
    };
  }

  status(): Status {
    const { latch } = this.switchState();
    return {
      state: latch.state,
      flat: latch.state === 'killed' ? latch.flat : latch.state === 'killing' ? false : null,
      ...this.gate(),
      deadMan: this.parts.deadMan().status(),
      killId: latch.state === 'armed' ? null : latch.kill.killId,
      since: latch.since,
      paper: this.parts.desks.every((desk) => desk.broker.paper),
    };
  }

  state(): EngineState {
    const { clock, version, journal, desks, killSwitch, triggers, secrets } = this.parts;
    const links = this.parts.links();
    const deadMan = this.parts.deadMan();
    const telegram = this.parts.telegram();
    const telegramDeaf = telegram.deaf();
    const { lastReset, unacknowledged } = this.switchState();
    const health = journal.health();
    const shown = {
      brokers: desks.map((desk) => desk.state()),
      devices: links.devices.states(),
      peers: links.peers.states(),
      bots: this.parts.bots().states(),
      kill: killSwitch.kill(),
      triggers: triggers.states(),
    };
    const conditions = this.conditions.list({
      ...shown,
      now: isoTime(clock.wallMs()),
      blindTriggers: triggers.blind(),
      deadMan: deadMan.at(),
      clockJump: deadMan.clockJump(),
      unkeyed: links.devices.unkeyed(),
      unpaired: links.usb.boards().filter((board) => board.isUnpaired),
      usbTroubles: links.usb.troubles(),
      unkeyedPeers: links.unkeyedPeers,
      secretsTrouble: secrets.trouble(),
      staticTokens: links.staticTokens.length > 0,
      telegramDeaf,
      failingAlerts: this.parts.alerts()?.failing() ?? [],
      journalTrouble: health.ok ? null : health.why,
      unacknowledged,
    });
    const { startedAt } = this;
    return {
      ...this.status(),
      at: isoTime(clock.wallMs()),
      deadMan: { ...deadMan.status(), windowMs: deadMan.windowMs() },
      version,
      startedAt,
      lastReset,
      ...shown,
      telegram: telegram.isConfigured ? { deaf: telegramDeaf?.why ?? null } : null,
      alerts: this.parts.alerts()?.state() ?? { channels: [], recent: [], unacknowledged: null },
      conditions,
      degraded: this.degraded(),
    };
  }

  private switchState(): SwitchState {
    return this.parts.killSwitch.state();
  }
}
