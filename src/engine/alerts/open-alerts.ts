import type { Preflight } from '../../shared/api/commands.ts';
import type { Condition } from '../../shared/api/state.ts';
import type { Config } from '../../shared/config.ts';
import { parseDurationMs } from '../../shared/duration.ts';
import type { Clock } from '../clock.ts';
import type { BrokerDesk } from '../flatten/broker-desk.ts';
import type { Journal } from '../journal/journal.ts';
import type { Secrets } from '../secrets.ts';
import { engagedKill, type SwitchState } from '../switch/latch.ts';
import { Alerts } from './alerts.ts';
import { ChannelDesk } from './channel-desk.ts';
import { alertChecks } from './checks.ts';
import { KillAlerts } from './kill-alerts.ts';
import { makeChannel } from './make-channel.ts';
import type { KillFacts } from './messages/kill.ts';
import { AlertOutbox } from './outbox.ts';
import { acknowledgementKinds, unacknowledgedIn } from './reminders.ts';
import { startWatchdog } from './watchdog.ts';

export interface OpenAlertsOptions {
  config: Pick<Config, 'alerts' | 'watchdog' | 'killSwitch'>;
  secrets: Secrets;
  clock: Clock;
  journal: Journal;
  brokers: readonly BrokerDesk[];
  switchState: () => SwitchState;
  conditions: () => readonly Condition[];
  isHealthy: () => boolean;
  /** Whether the desktop app shows notifications of its own now. */
  shellAttached: () => boolean;
  onChange: () => void;
  reportBug: (error: unknown) => void;
}

export interface OpenAlerts extends Pick<Alerts, 'review' | 'state' | 'acknowledge' | 'test' | 'tellDrill' | 'stop'> {
  /** Channels that people can't count on now, with why. */
  failing(): { name: string; words: string }[];
  preflight(): Promise<Preflight['checks']>;
}

/** Rows of the journal that tell who has acknowledged the last kill: one of each kind would do. */
const acknowledgementRows = 20;

/** Opens every configured channel and takes up what an earlier life left waiting. */
export async function openAlerts(options: OpenAlertsOptions): Promise<OpenAlerts> {
  const { config, secrets, clock, journal, onChange, reportBug, switchState, shellAttached } = options;
  const outbox = new AlertOutbox({ journal, clock, onChange });
  const desks = new Map<string, ChannelDesk>();
  for (const [name, settings] of Object.entries(config.alerts)) {
    const channel = makeChannel(name, settings, { secrets, clock, shellAttached });
    const onTried = outbox.tried.bind(outbox);
    desks.set(name, new ChannelDesk({ channel, clock, chance: Math.random, onTried, reportBug }));
  }
  for (const desk of desks.values()) outbox.serve(desk);
  const killFacts = () => factsOf(options.brokers);
  const channels = config.killSwitch.alertChannels ?? [...desks.keys()];
  const kills = new KillAlerts({ switchState, killFacts, journal, clock, outbox, channels, onChange, reportBug });
  const paper = () => isPaper(options.brokers);
  const alerts = new Alerts({ conditions: options.conditions, paper, journal, clock, desks, outbox, kills, onChange });
  await outbox.load();
  const rows = await journal.latest(acknowledgementKinds, acknowledgementRows);
  // A journal that can't be read can't say that somebody has taken the kill.
  alerts.start(rows.ok ? unacknowledgedIn(rows.value) : engagedKill(switchState()));
  const pings = openWatchdog(options);
  return {
    review: () => alerts.review(),
    state: () => alerts.state(),
    acknowledge: (by) => alerts.acknowledge(by),
    test: (name) => alerts.test(name),
    tellDrill: (report) => alerts.tellDrill(report),
    failing: () => [...desks.values()].filter((desk) => desk.isFailing()).map(failingOf),
    preflight: () => alertChecks([...desks.values()], pings?.last(), reportBug),
    async stop() {
      pings?.stop();
      await alerts.stop();
    },
  };
}

function failingOf(desk: ChannelDesk): { name: string; words: string } {
  return { name: desk.channel.name, words: desk.state().words };
}

function openWatchdog({ config: { watchdog }, secrets, isHealthy, clock }: OpenAlertsOptions) {
  if (watchdog === undefined) return null;
  const everyMs = parseDurationMs(watchdog.every) ?? 0;
  return startWatchdog({ address: secrets.of(watchdog.url), everyMs, isHealthy, clock });
}

function isPaper(brokers: readonly BrokerDesk[]): boolean {
  return brokers.every(({ broker }) => broker.paper);
}

function factsOf(brokers: readonly BrokerDesk[]): KillFacts {
  return {
    paper: isPaper(brokers),
    brokers: brokers.map((desk) => {
      const { name, positions, orders } = desk.state();
      return { name, positions: positions.length, orders: orders.length };
    }),
  };
}
