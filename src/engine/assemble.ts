import type { KillAnswer, ResetAnswer, ResetRequest } from '../shared/api/commands.ts';
import type { Config } from '../shared/config.ts';
import { parseDurationMs } from '../shared/duration.ts';
import type { Result } from '../shared/result.ts';
import type { Source } from '../shared/source.ts';
import { type OpenAlerts, openAlerts } from './alerts/open-alerts.ts';
import type { Bots } from './bots/bots.ts';
import { openBotsOfEngine } from './bots/bots-of-engine.ts';
import { type Clock, isoTime } from './clock.ts';
import { ConfigStore } from './config-store.ts';
import type { DeadMan } from './dead-man/dead-man.ts';
import { keptDeadMan, openDeadMan } from './dead-man/open.ts';
import { BrokerDesk } from './flatten/broker-desk.ts';
import type { FlattenLimits } from './flatten/limits.ts';
import type { JournalEvent } from './journal/events.ts';
import type { Journal } from './journal/journal.ts';
import { openJournal } from './journal/open-journal.ts';
import { bootSwitch } from './kill/boot.ts';
import { type FlagFile, openFlagFile } from './kill/flag-file.ts';
import { KillSwitch, type ResetAsked, type Triggered } from './kill/kill-switch.ts';
import { answerState } from './links/answer-state.ts';
import { type Links, openLinks } from './links/links.ts';
import { standbyDesk } from './links/peers/standby-desk.ts';
import { openBrokers } from './open-brokers.ts';
import type { Secrets } from './secrets.ts';
import { ShellDesk } from './shell/shell-desk.ts';
import { StateHub } from './state/hub.ts';
import { EngineView } from './state/view.ts';
import { engagedKill, initialSwitch, killOfPress } from './switch/latch.ts';
import type { KillSignal } from './switch/signal.ts';
import { telegramHost } from './telegram/host.ts';
import { openTelegram, type Telegram } from './telegram/open.ts';
import type { TriggerLimits } from './triggers/limits.ts';
import { openTriggers, type Triggers } from './triggers/open-triggers.ts';
import { within } from './within.ts';

/** How long an answer waits for the flag file. */
const flagWaitMs = 1_000;

export interface EngineOptions {
  dataDir: string;
  config: Config;
  /** Where the configuration came from; null for the demo. */
  configFile: string | null;
  secrets: Secrets;
  version: string;
  clock: Clock;
  journalWorker: URL;
  /** The program of the helper for bots. */
  botHelper: URL;
  flattenLimits: FlattenLimits;
  triggerLimits: TriggerLimits;
  /** For faults that are nobody's but the program's; they must be seen, and must not end the engine. */
  reportBug: (error: unknown) => void;
}

/** The parts of a running engine, each knowing of the others only what it was given here. */
export interface EngineParts {
  journal: Journal;
  flag: FlagFile;
  hub: StateHub;
  view: EngineView;
  desks: readonly BrokerDesk[];
  killSwitch: KillSwitch;
  deadMan: DeadMan;
  links: Links;
  telegram: Telegram;
  bots: Bots;
  triggers: Triggers;
  alerts: OpenAlerts;
  configStore: ConfigStore;
  shell: ShellDesk;
  record: (event: JournalEvent) => void;
}

/** Opens the parts in the order in which each needs the last: record, brokers, switch, and then whoever may pull it. */
export async function assemble(options: EngineOptions): Promise<EngineParts> {
  const { clock, dataDir, config, version, secrets } = options;
  const flag = openFlagFile(dataDir);
  const configStore = new ConfigStore(config, options.configFile, dataDir);
  let links: Links | null = null;
  let telegram: Telegram | null = null;
  let bots: Bots | null = null;
  let deadMan: DeadMan | null = null;
  let alerts: OpenAlerts | null = null;
  let latched: KillSwitch | null = null;
  const opened = await openJournal({
    folder: dataDir,
    clock,
    workerUrl: options.journalWorker,
    // The journal opens before there is a switch, and asks already then.
    latch: () => latched?.state() ?? null,
  });
  const { journal } = opened;
  const record = (event: JournalEvent) => void journal.append(event);
  const shell = new ShellDesk({ clock, record, onResume: () => onChange() });
  const desks = openDesks(options, record, () => {
    killSwitch.review();
    hub.changed();
  });
  const onChange = () => {
    alerts?.review();
    bots?.review();
    links?.peers.review();
    hub.changed();
  };
  const triggers = await openTriggers({
    config: config.killSwitch,
    dataDir,
    clock,
    limits: options.triggerLimits,
    desks,
    host: {
      isEngaged: () => engagedKill(killSwitch.state()) !== null,
      switchState: () => killSwitch.state(),
      switchesObject: () => (links?.devices.obstacles() ?? []).length > 0,
      heldBack: () => view.gate().reason ?? there(bots).heldBack(),
      kill: (signal) => isOnDisk(killSwitch.trigger(signal)),
      reset: (reason) => resetOnDisk({ killSwitch, flag }, { reason, confirm: 'RESET' }, 'engine'),
      record,
      onChange: () => hub.changed(),
      reportBug: options.reportBug,
    },
  });
  const killSwitch = new KillSwitch({
    initial: initialSwitch(isoTime(clock.wallMs())),
    clock,
    journal,
    flag,
    desks: desksFor(config, desks),
    switchObstacles: () => links?.devices.obstacles() ?? [],
    heldTriggers: () => triggers.holding(),
    onReset: (acknowledged) => triggers.afterReset(acknowledged),
    onChange,
  });
  latched = killSwitch;
  const view = new EngineView({
    clock,
    version,
    journal,
    desks,
    killSwitch,
    deadMan: () => there(deadMan),
    links: () => there(links),
    triggers,
    bots: () => there(bots),
    alerts: () => alerts,
    telegram: () => there(telegram),
    secrets,
  });
  const hub = new StateHub(() => view.state());
  await bootSwitch({ opened, flag, killSwitch, now: isoTime(clock.wallMs()) });
  const { reportBug } = options;
  const windowMs = parseDurationMs(config.deadMan.window) ?? 0;
  deadMan = await openDeadMan({ kept: keptDeadMan(dataDir, reportBug), journal, clock, windowMs, onChange, reportBug });
  bots = await openBotsOfEngine({
    config,
    dataDir,
    secrets,
    clock,
    journal,
    helperScript: options.botHelper,
    killSwitch,
    deadMan,
    desks,
    onChange: () => hub.changed(),
    reportBug,
  });
  journal.onHealth(onChange);
  for (const desk of desks) desk.start();
  record({ kind: 'ENGINE_STARTED', source: 'engine', data: { version, state: killSwitch.state().latch.state } });
  links = await openLinks({
    dataDir,
    config: configStore,
    secrets,
    clock,
    remembered: killSwitch.state(),
    reportBug,
    engine: {
      killOfPress: (press) => killOfPress(killSwitch.state(), press),
      switchState: () => killSwitch.state(),
      isEngaged: () => engagedKill(killSwitch.state()) !== null,
      answerState: () => {
        const { state, flat, deadMan } = view.status();
        const deadManTriggered = deadMan.state === 'triggered';
        return answerState({ state, flat, degraded: view.degraded() !== null, deadManTriggered });
      },
      kill: (signal) => killSwitch.trigger(signal),
      pauseBots: (cause) => there(bots).pause(cause),
      reset: (request, asked) => resetOnDisk({ killSwitch, flag }, request, 'peer', asked),
      ownCheckIn: () => there(deadMan).ownCheckIn(),
      hearCheckIn: (peer, ageMs) => there(deadMan).hearCheckIn(peer, ageMs),
      record,
      onChange,
    },
  });
  telegram = openTelegram({
    config,
    secrets,
    clock,
    host: telegramHost({
      state: () => view.state(),
      killSwitch,
      desks,
      deadMan,
      devices: links.devices,
      heldTriggers: () => triggers.holding(),
      kill: (signal) => killOnDisk({ killSwitch, flag }, signal),
      reset: (request) => resetOnDisk({ killSwitch, flag }, request, 'telegram'),
      acknowledge: (by) => there(alerts).acknowledge(by),
    }),
    record,
    onChange: () => hub.changed(),
    reportBug,
  });
  alerts = await openAlerts({
    config,
    secrets,
    clock,
    journal,
    brokers: desks,
    switchState: () => killSwitch.state(),
    conditions: () => view.state().conditions,
    isHealthy: () => view.degraded() === null,
    shellAttached: () => shell.isAttached(),
    onChange: () => hub.changed(),
    reportBug,
  });
  triggers.start();
  return {
    journal,
    flag,
    hub,
    view,
    desks,
    killSwitch,
    deadMan,
    bots,
    links,
    telegram,
    alerts,
    triggers,
    configStore,
    shell,
    record,
  };
}

/** A part that comes late in a start; whoever asks before it is there has a bug. */
function there<Part>(part: Part | null): Part {
  if (part === null) throw new Error('the engine was asked for its state before it was put together');
  return part;
}

/** A kill whose answer is given when it is recorded and the flag file is there, unless the disk refuses; it is engaged at once. */
export async function killOnDisk(
  { killSwitch, flag }: Pick<EngineParts, 'killSwitch' | 'flag'>,
  signal: KillSignal,
): Promise<KillAnswer> {
  const { killId, recorded } = killSwitch.trigger(signal);
  const [journaled] = await Promise.all([recorded, within(flag.settled(), flagWaitMs)]);
  return { status: 'killed', killId, state: killSwitch.state().latch.state, journaled };
}

/** Whether the journal or the flag file has a kill: either alone is enough to engage at the next start. */
async function isOnDisk({ recorded, flagged }: Triggered): Promise<boolean> {
  return (await recorded) || flagged;
}

/** A reset whose answer is given when the flag file has gone with it, unless the disk refuses. */
export async function resetOnDisk(
  { killSwitch, flag }: Pick<EngineParts, 'killSwitch' | 'flag'>,
  request: ResetRequest,
  source: Source,
  asked?: ResetAsked,
): Promise<Result<ResetAnswer>> {
  const answer = await killSwitch.reset(request, source, asked);
  await within(flag.settled(), flagWaitMs);
  return answer;
}

function openDesks(
  { config, dataDir, clock, secrets, flattenLimits: limits }: EngineOptions,
  record: (event: JournalEvent) => void,
  onChange: () => void,
): BrokerDesk[] {
  return openBrokers(config, { dataDir, clock, secrets }).map(
    (broker) => new BrokerDesk({ broker, clock, limits, record, onChange }),
  );
}

/** A standby latches at once, and leaves the brokers to the other engine for a while. */
function desksFor({ engine: { role, standbyDelay } }: Config, desks: readonly BrokerDesk[]) {
  const standbyMs = parseDurationMs(standbyDelay) ?? 0;
  return role === 'standby' ? desks.map((desk) => standbyDesk(desk, standbyMs)) : desks;
}
