import type {
  Decision,
  DrillReport,
  Health,
  KillAnswer,
  Preflight,
  ResetAnswer,
  ResetRequest,
} from '../shared/api/commands.ts';
import type { Liquidation, LiquidationSummary } from '../shared/api/journal.ts';
import type { EngineState, Status } from '../shared/api/state.ts';
import type { Config } from '../shared/config.ts';
import { parseDurationMs } from '../shared/duration.ts';
import { limits } from '../shared/limits.ts';
import { ok, type Result, refuse } from '../shared/result.ts';
import type { Source } from '../shared/source.ts';
import type { Shockable } from './brokers/broker.ts';
import { type Clock, isoTime } from './clock.ts';
import { ConfigStore } from './config-store.ts';
import { runDrill } from './drill.ts';
import { BrokerDesk } from './flatten/broker-desk.ts';
import type { FlattenLimits } from './flatten/limits.ts';
import type { JournalEvent } from './journal/events.ts';
import type { Journal } from './journal/journal.ts';
import { openJournal } from './journal/open-journal.ts';
import { within } from './journal/within.ts';
import { bootSwitch } from './kill/boot.ts';
import { openFlagFile } from './kill/flag-file.ts';
import { KillSwitch } from './kill/kill-switch.ts';
import { liquidationOf, summarise } from './kill/liquidation.ts';
import { answerState } from './links/answer-state.ts';
import type { Brought, Heard } from './links/device-desk.ts';
import { type Links, openLinks } from './links/links.ts';
import type { Pairing } from './links/pairing.ts';
import type { SignedText } from './links/peers/call.ts';
import { standbyDesk } from './links/peers/standby-desk.ts';
import { openBrokers } from './open-brokers.ts';
import { preflight } from './preflight.ts';
import type { Secrets } from './secrets.ts';
import { Conditions } from './state/conditions.ts';
import { StateHub } from './state/hub.ts';
import { type GateAnswer, gate } from './switch/gate.ts';
import { engagedKill, initialSwitch, killOfPress } from './switch/latch.ts';
import type { KillSignal } from './switch/signal.ts';

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
  flattenLimits: FlattenLimits;
  /** For faults that are nobody's but the program's; they must be seen, and must not end the engine. */
  reportBug: (error: unknown) => void;
}

/** The engine as its listeners see it: everything that can be asked of it, and nothing of how it is done. */
export interface Engine {
  readonly journal: Journal;
  readonly hub: StateHub;
  reportBug(error: unknown): void;
  health(): Health;
  status(): Status;
  state(): EngineState;
  checkOrder(): Decision;
  kill(signal: KillSignal): Promise<KillAnswer>;
  /** A signed message of a device. A kill in it is engaged when this returns. */
  hearDevice(brought: Brought): Heard;
  /** A message of a peer and the signed answer to it; null when it is none. A kill in it is engaged when this returns. */
  hearPeer(message: SignedText): { answer: SignedText; isNew: boolean } | null;
  /** Tokens that kill as they are. */
  readonly staticTokens: readonly string[];
  readonly pairing: Pairing;
  /** The device listener is open: devices may be told where. */
  listening(host: string, devicePort: number): void;
  reset(request: ResetRequest, source: Source): Promise<Result<ResetAnswer>>;
  liquidations(): Promise<Result<{ liquidations: LiquidationSummary[] }>>;
  liquidation(killId: string): Promise<Result<Liquidation>>;
  configuration(): { config: unknown; file: string | null };
  preflight(): Promise<Preflight>;
  drill(): Promise<Result<DrillReport>>;
  shock(broker: string, fraction: number): Promise<Result<Record<string, never>>>;
  stop(): Promise<void>;
}

/** Puts the engine together and takes up whatever kill it finds. When this resolves, the gate tells the truth. */
export async function createEngine(options: EngineOptions): Promise<Engine> {
  const { clock, dataDir, config, version, flattenLimits } = options;
  const startedMs = clock.monotonicMs();
  const startedAt = isoTime(clock.wallMs());
  const flag = openFlagFile(dataDir);
  const configStore = new ConfigStore(config, options.configFile, dataDir);
  let killSwitch: KillSwitch | null = null;
  const opened = await openJournal({
    folder: dataDir,
    clock,
    workerUrl: options.journalWorker,
    latch: () => killSwitch?.state() ?? null,
  });
  const { journal } = opened;
  const record = (event: JournalEvent) => void journal.append(event);
  const hub = new StateHub(() => state());
  const desks = openBrokers(config, dataDir, clock).map(
    (broker) =>
      new BrokerDesk({
        broker,
        clock,
        limits: flattenLimits,
        record,
        onChange: () => {
          killSwitch?.review();
          hub.changed();
        },
      }),
  );
  let links: Links | null = null;
  const onChange = () => {
    links?.peers.review();
    hub.changed();
  };
  const switchObstacles = () => links?.devices.obstacles() ?? [];
  const initial = initialSwitch(startedAt);
  const { role, standbyDelay } = config.engine;
  const standbyMs = parseDurationMs(standbyDelay) ?? 0;
  const killDesks = role === 'standby' ? desks.map((desk) => standbyDesk(desk, standbyMs)) : desks;
  killSwitch = new KillSwitch({ initial, clock, journal, flag, desks: killDesks, switchObstacles, onChange });
  await bootSwitch({ opened, flag, killSwitch, now: startedAt });
  journal.onHealth(onChange);
  for (const desk of desks) desk.start();
  record({ kind: 'ENGINE_STARTED', source: 'engine', data: { version, state: killSwitch.state().latch.state } });

  const theSwitch = killSwitch;
  const theLinks = await openLinks({
    dataDir,
    config: configStore,
    secrets: options.secrets,
    clock,
    remembered: theSwitch.state(),
    reportBug: options.reportBug,
    engine: {
      killOfPress: (press) => killOfPress(theSwitch.state(), press),
      switchState: () => theSwitch.state(),
      isEngaged: () => engagedKill(theSwitch.state()) !== null,
      answerState: () => {
        const { state, flat, deadMan } = status();
        return answerState({
          state,
          flat,
          degraded: degraded() !== null,
          deadManTriggered: deadMan?.state === 'triggered',
        });
      },
      kill: (signal) => theSwitch.trigger(signal),
      record,
      onChange,
    },
  });
  links = theLinks;
  const conditions = new Conditions();
  const paper = desks.every((desk) => desk.broker.paper);

  function degraded(): string | null {
    const health = journal.health();
    return health.ok ? theSwitch.state().unacknowledged : health.why;
  }

  function gateNow(): GateAnswer {
    return gate({
      killEngaged: engagedKill(theSwitch.state()) !== null,
      latchedPeer: theLinks.peers.latched(),
      degraded: degraded() !== null,
    });
  }

  function status(): Status {
    const { latch } = theSwitch.state();
    return {
      state: latch.state,
      flat: latch.state === 'killed' ? latch.flat : latch.state === 'killing' ? false : null,
      ...gateNow(),
      deadMan: null,
      killId: latch.state === 'armed' ? null : latch.kill.killId,
      since: latch.since,
      paper,
    };
  }

  function state(): EngineState {
    const brokers = desks.map((desk) => desk.state());
    const devices = theLinks.devices.states();
    const peers = theLinks.peers.states();
    const kill = theSwitch.kill();
    const health = journal.health();
    const facts = {
      now: isoTime(clock.wallMs()),
      brokers,
      devices,
      unkeyed: theLinks.devices.unkeyed(),
      unpaired: theLinks.usb.boards().filter((board) => board.isUnpaired),
      usbTroubles: theLinks.usb.troubles(),
      peers,
      unkeyedPeers: theLinks.unkeyedPeers,
      secretsTrouble: options.secrets.trouble(),
      staticTokens: theLinks.staticTokens.length > 0,
      kill,
      journalTrouble: health.ok ? null : health.why,
      unacknowledged: theSwitch.state().unacknowledged,
    };
    return {
      ...status(),
      version,
      startedAt,
      kill,
      lastReset: theSwitch.state().lastReset,
      brokers,
      devices,
      peers,
      conditions: conditions.list(facts),
      degraded: degraded(),
    };
  }

  return {
    journal,
    hub,
    reportBug: options.reportBug,
    status,
    state,
    health: () => ({
      status: degraded() === null ? 'ok' : 'degraded',
      version,
      uptimeSeconds: Math.round((clock.monotonicMs() - startedMs) / 1_000),
    }),
    checkOrder: () => {
      const answer = gateNow();
      return answer.trading ? { decision: 'accept' } : { decision: 'reject', reason: answer.reason };
    },
    async kill(signal) {
      const { killId, recorded } = theSwitch.trigger(signal);
      // Whoever is answered finds the flag file there, unless the disk refuses it.
      const [journaled] = await Promise.all([recorded, within(flag.settled(), flagWaitMs)]);
      return { status: 'killed', killId, state: theSwitch.state().latch.state, journaled };
    },
    hearPeer: (message) => theLinks.peers.hear(message),
    hearDevice: (brought) => theLinks.devices.hear(brought),
    staticTokens: theLinks.staticTokens,
    pairing: theLinks.pairing,
    listening: (host, devicePort) => theLinks.announcer.opened(host, devicePort),
    async reset(request, source) {
      const answer = await theSwitch.reset(request, source);
      await within(flag.settled(), flagWaitMs);
      return answer;
    },
    async liquidations() {
      const fired = await journal.latest(['KILL_FIRED'], limits.liquidationsListed);
      if (!fired.ok) return fired;
      const ids = [...new Set(fired.value.flatMap(({ killId }) => killId ?? []))];
      const kills = await Promise.all(ids.map((killId) => journal.rowsOfKill(killId)));
      return ok({ liquidations: kills.flatMap((rows) => (rows.ok ? (summarise(rows.value) ?? []) : [])) });
    },
    async liquidation(killId) {
      const rows = await journal.rowsOfKill(killId);
      if (!rows.ok) return rows;
      const found = liquidationOf(rows.value);
      return found ? ok(found) : refuse(unknownKill(killId));
    },
    configuration: () => ({ config: configStore.config(), file: configStore.file() }),
    preflight: () => preflight({ desks, dataDir, journal, status: status() }),
    async drill() {
      const report = await runDrill({ clock, limits: flattenLimits });
      record({ kind: 'DRILL', source: 'api', data: { flat: report.flat, flatMs: report.flatMs } });
      return ok(report);
    },
    async shock(name, fraction) {
      const desk = desks.find((candidate) => candidate.broker.name === name);
      if (!desk) return refuse(unknownBroker(name));
      if (!isShockable(desk.broker)) return refuse(notShockable(name));
      const done = await desk.broker.shock(fraction);
      if (!done.ok) {
        const hint = 'Check that the paper exchange is running.';
        return refuse({ code: 'failed', message: `${name} did not take the shock: ${done.words}.`, hint });
      }
      record({ kind: 'PAPER_SHOCK', source: 'api', data: { broker: name, fraction } });
      return ok({});
    },
    async stop() {
      record({ kind: 'ENGINE_STOPPED', source: 'engine', data: { state: theSwitch.state().latch.state } });
      await theLinks.stop();
      await Promise.all(desks.map((desk) => desk.stop()));
      await journal.close();
    },
  };
}

function isShockable(broker: object): broker is Shockable {
  return 'shock' in broker;
}

function unknownKill(killId: string) {
  const message = `There is no kill "${killId}" in the journal.`;
  return { code: 'not_found', message, hint: '"scram liquidations" lists them.', field: 'killId' } as const;
}

function unknownBroker(name: string) {
  const message = `There is no broker "${name}".`;
  return { code: 'not_found', message, hint: '"scram status" lists them.', field: 'name' } as const;
}

function notShockable(name: string) {
  const message = `${name} is not a paper account.`;
  return { code: 'not_now', message, hint: 'Prices can be moved on paper alone.', field: 'name' } as const;
}
