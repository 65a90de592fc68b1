import type { AcknowledgeAnswer, AlertTestAnswer } from '../shared/api/alerts.ts';
import type { BotState } from '../shared/api/bots.ts';
import type {
  ChallengeAnswer,
  CheckInAnswer,
  DeadManResetRequest,
  Decision,
  Health,
  KillAnswer,
  PeerReset,
  Preflight,
  ResetAnswer,
  ResetRequest,
} from '../shared/api/commands.ts';
import type { ConfigAnswer, ConfigDocument, ConfigWritten } from '../shared/api/configuration.ts';
import type { CircuitBreakerFired, Liquidation, LiquidationSummary } from '../shared/api/journal.ts';
import type { ShellRequest } from '../shared/api/shell.ts';
import type { DeadManStatus, EngineState, Status } from '../shared/api/state.ts';
import type { ComplianceRequest, FeedTick } from '../shared/api/triggers.ts';
import { ok, type Result } from '../shared/result.ts';
import type { Source } from '../shared/source.ts';
import { assemble, type EngineOptions, killOnDisk, resetOnDisk } from './assemble.ts';
import { shockPrices } from './brokers/shock.ts';
import type { SignedIn } from './dead-man/dead-man.ts';
import { Drills } from './drill/drills.ts';
import type { Journal } from './journal/journal.ts';
import { Verification } from './journal/verification.ts';
import { keepSecret } from './keep-secret.ts';
import { findLiquidation, listLiquidations } from './kill/liquidation-log.ts';
import type { Brought, Heard } from './links/device-desk.ts';
import type { Links } from './links/links.ts';
import type { Pairing } from './links/pairing.ts';
import type { SignedText } from './links/peers/call.ts';
import { preflight } from './preflight.ts';
import { Proofs } from './ready/proofs.ts';
import { replaceConfiguration } from './replace-configuration.ts';
import { missingSecrets } from './secrets.ts';
import type { StateHub } from './state/hub.ts';
import type { KillSignal } from './switch/signal.ts';
import { within } from './within.ts';

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
  hearPeer(message: SignedText): { answer: Promise<SignedText>; isNew: boolean } | null;
  /** Tokens that kill as they are. */
  readonly staticTokens: readonly string[];
  readonly pairing: Pairing;
  /** Prices of a bot, for whatever watches them. */
  feed(ticks: readonly FeedTick[]): Result<undefined>;
  /** An outside call for a pause, or its end. A kill that it causes is engaged when this returns. */
  compliance(call: ComplianceRequest, source: Source, from: string): Result<undefined>;
  /** The device listener is open: devices may be told where. */
  listening(host: string, devicePort: number): void;
  reset(request: ResetRequest, source: Source): Promise<Result<ResetAnswer>>;
  checkIn(by: SignedIn): Promise<Result<CheckInAnswer>>;
  resetDeadMan(request: DeadManResetRequest, by: SignedIn): Promise<Result<DeadManStatus>>;
  /** A code for a reset over Telegram. */
  challenge(): Result<ChallengeAnswer>;
  /** Each time that the dead man's switch fires, whether or not that can be recorded. */
  onRisk(listener: (event: CircuitBreakerFired) => void): () => void;
  readonly verification: Pick<Verification, 'run' | 'state'>;
  journalKinds(): Promise<Result<{ kinds: string[] }>>;
  liquidations(): Promise<Result<{ liquidations: LiquidationSummary[] }>>;
  liquidation(killId: string): Promise<Result<Liquidation>>;
  configuration(): Promise<ConfigAnswer>;
  /** Writes another configuration into the file. While latched, one that would take something away is refused. */
  replaceConfiguration(json: ConfigDocument, by: SignedIn): Promise<Result<ConfigWritten>>;
  /** Puts a secret into `secrets.json`. */
  keepSecret(name: string, value: string, by: SignedIn): Promise<Result<Record<string, never>>>;
  preflight(): Promise<Preflight>;
  /** Lets a held bot go; refused while a latch holds it. */
  resumeBot(name: string, reason: string, source: Source): Promise<Result<BotState>>;
  /** The desktop app's word on itself and on the machine. */
  hearShell(request: ShellRequest, by: SignedIn): Result<Record<string, never>>;
  /** Somebody has taken the kill that is told; refused where none is. */
  acknowledgeAlerts(by: SignedIn): Result<AcknowledgeAnswer>;
  /** Sends a test message and answers what the service said. */
  testAlerts(channel: string): Promise<Result<AlertTestAnswer>>;
  readonly drills: Pick<Drills, 'run' | 'state'>;
  shock(broker: string, fraction: number, source: Source): Promise<Result<Record<string, never>>>;
  stop(): Promise<void>;
}

/** Puts the engine together and takes up whatever kill it finds. When this resolves, the gate tells the truth. */
export async function createEngine(options: EngineOptions): Promise<Engine> {
  const parts = await assemble(options);
  const {
    journal,
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
  } = parts;
  const { clock, flattenLimits, reportBug } = options;
  const isKilling = () => killSwitch.state().latch.state === 'killing';
  const drills = new Drills({ clock, limits: flattenLimits, journal, isKilling, alerts, reportBug });
  const verification = new Verification({ journal, clock });
  const proofs = new Proofs({ journal, clock, drills, verification, state: () => view.state() });
  return {
    journal,
    hub,
    reportBug: options.reportBug,
    status: () => view.status(),
    state: () => view.state(),
    health: () => view.health(),
    checkOrder: () => view.checkOrder(),
    kill: (signal) => killOnDisk(parts, signal),
    hearPeer: (message) => links.peers.hear(message),
    hearDevice: (brought) => links.devices.hear(brought),
    staticTokens: links.staticTokens,
    pairing: links.pairing,
    feed: (ticks) => triggers.feed(ticks),
    compliance: (call, source, from) => triggers.compliance(call, source, from),
    listening: (host, devicePort) => links.announcer.opened(host, devicePort),
    async reset(request, source) {
      // What the peers are engaged in now is what the operator has seen; a kill of theirs that comes later stands.
      const askPeers = links.peers.resetters();
      const answer = await resetOnDisk(parts, request, source);
      if (!answer.ok || request.withPeers !== true) return answer;
      return ok({ ...answer.value, peers: [...(await askPeers(request)), ...links.unkeyedPeers.map(unasked)] });
    },
    checkIn: (by) => deadMan.checkIn(by),
    resetDeadMan: (request, by) => deadMan.reset(request, by),
    challenge: () => telegram.challenge(),
    onRisk: (listener) => deadMan.fired.add(listener),
    verification,
    async journalKinds() {
      const kinds = await journal.kinds();
      return kinds.ok ? ok({ kinds: kinds.value }) : kinds;
    },
    liquidations: () => listLiquidations(journal),
    liquidation: (killId) => findLiquidation(journal, killId),
    replaceConfiguration: (json, by) => replaceConfiguration(parts, json, by),
    async configuration() {
      const answer = await configStore.answer();
      return { ...answer, missingSecrets: missingSecrets(answer.document, options.secrets) };
    },
    keepSecret: (name, value, by) => keepSecret({ ...parts, secrets: options.secrets }, name, value, by),
    preflight: () =>
      preflight({ desks, triggers, bots, alerts, dataDir: options.dataDir, journal, status: view.status(), proofs }),
    resumeBot: (name, reason, source) => bots.resume(name, reason, source),
    hearShell(request, by) {
      shell.hear(request, by);
      return ok({});
    },
    acknowledgeAlerts: (by) => alerts.acknowledge(by),
    testAlerts: (channel) => alerts.test(channel),
    drills,
    async shock(broker, fraction, source) {
      const brokers = desks.map((desk) => desk.broker);
      const answer = await shockPrices(brokers, broker, fraction);
      if (answer.ok) record({ kind: 'PAPER_SHOCK', source, data: { broker, fraction } });
      return answer;
    },
    async stop() {
      record({ kind: 'ENGINE_STOPPED', source: 'engine', data: { state: killSwitch.state().latch.state } });
      bots.stop();
      const ended = (part: { stop(): Promise<unknown> }) => within(part.stop().catch(reportBug), partStopMs);
      for (const part of [alerts, telegram, triggers, links, deadMan]) await ended(part);
      await Promise.all(desks.map(ended));
      const unwritten = await journal.close();
      if (unwritten.length > 0) options.reportBug(lostRows(unwritten));
    },
  };
}

/** A part whose disk or whose port hangs, or that fails, keeps the others from being stopped for so long at most. */
const partStopMs = 3_000;

/** The last place where they can be kept is the log that the error output goes to. */
function lostRows(rows: object[]): Error {
  const lines = rows.map((row) => JSON.stringify(row)).join('\n');
  return new Error(
    `journal.db could not be written before the stop; ${rows.length} rows are known only here:\n${lines}`,
  );
}

function unasked({ name, place }: Links['unkeyedPeers'][number]): PeerReset {
  return { name, outcome: 'unreachable', message: `there is no secret of 64 hex digits in ${place}` };
}
