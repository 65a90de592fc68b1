import type { BotState } from '../../shared/api/bots.ts';
import type { BrokerState, Condition, DeviceState, KillState, PeerState } from '../../shared/api/state.ts';
import type { TriggerState } from '../../shared/api/triggers.ts';
import { catalogue } from '../../shared/conditions.ts';
import { deadManSentence, timeLeft } from '../../shared/words.ts';
import type { Jump } from '../dead-man/clock-jumps.ts';
import type { DeadManAt } from '../switch/dead-man.ts';

export interface ConditionFacts {
  now: string;
  deadMan: DeadManAt;
  clockJump: Jump | null;
  brokers: readonly BrokerState[];
  triggers: readonly TriggerState[];
  /** Triggers that can't be judged, and have not been for some time. */
  blindTriggers: readonly { name: string; why: string }[];
  devices: readonly DeviceState[];
  /** Devices whose secret is missing, with the place where it should be. */
  unkeyed: readonly { id: string; place: string }[];
  /** Boards at a serial port that wait to be paired. */
  unpaired: readonly { device: string; port: string }[];
  usbTroubles: readonly { port: string; why: string }[];
  peers: readonly PeerState[];
  bots: readonly BotState[];
  /** Peers whose secret is missing, with the place where it should be. */
  unkeyedPeers: readonly { name: string; place: string }[];
  secretsTrouble: string | null;
  staticTokens: boolean;
  /** Why commands over Telegram are not heard. */
  telegramDeaf: { why: string; nextAction: string } | null;
  /** Alert channels that reach nobody now. */
  failingAlerts: readonly { name: string; words: string }[];
  kill: KillState | null;
  journalTrouble: string | null;
  unacknowledged: string | null;
}

/** What a person should know now, gravest first. `since` is remembered here from the first time a condition is seen. */
export class Conditions {
  private since = new Map<string, string>();

  list(facts: ConditionFacts): Condition[] {
    const found = [...current(facts)];
    const since = new Map(found.map(([id]) => [id, this.since.get(id) ?? facts.now]));
    this.since = since;
    return found.map(([id, entry]) => ({ id, ...entry, since: since.get(id) ?? facts.now }));
  }
}

type Found = [id: string, entry: Omit<Condition, 'id' | 'since'>];

function* current(facts: ConditionFacts): Generator<Found> {
  const { brokers, kill, journalTrouble, unacknowledged } = facts;
  if (journalTrouble !== null) yield ['engine_degraded', catalogue.engineDegraded(journalTrouble)];
  if (unacknowledged !== null) yield ['journal_replaced', catalogue.journalReplaced(unacknowledged)];
  if (kill && !kill.journaled && journalTrouble !== null) yield ['kill_unrecorded', catalogue.killUnrecorded()];
  yield* ofDeadMan(facts);
  for (const broker of brokers) {
    const residuals = broker.flatten?.residuals ?? [];
    if (residuals.length > 0 && broker.trouble === null) {
      const what = residuals.map(({ symbol, quantity }) => `${quantity ?? ''} ${symbol}`.trim()).slice(0, 5);
      const more = residuals.length > what.length ? ` and ${residuals.length - what.length} more` : '';
      yield [`residuals:${broker.name}`, catalogue.residuals(`${broker.name} ${what.join(', ')}${more}`)];
    }
    if (broker.trouble !== null) {
      yield [`broker_unreadable:${broker.name}`, catalogue.brokerUnreadable(broker.name, broker.trouble)];
    }
  }
  for (const { name, state, words } of facts.triggers) {
    if (state === 'holds') yield [`trigger_holds:${name}`, catalogue.triggerHolds(name, words)];
  }
  for (const { name, why } of facts.blindTriggers) yield [`trigger_blind:${name}`, catalogue.triggerBlind(name, why)];
  yield* ofAlerts(facts);
  yield* ofBots(facts);
  yield* ofLinks(facts);
}

function* ofDeadMan({ deadMan: { state, remainingMs }, clockJump }: ConditionFacts): Generator<Found> {
  const sentence = deadManSentence(state, remainingMs);
  if (state === 'triggered') yield ['dead_man_triggered', catalogue.deadManTriggered(sentence)];
  if (state === 'critical') yield ['dead_man_critical', catalogue.deadManCritical(sentence)];
  if (state === 'warning') yield ['dead_man_warning', catalogue.deadManWarning(sentence)];
  if (clockJump === null) return;
  const how = clockJump.jumpMs > 0 ? 'ahead' : 'back';
  yield ['clock_jumped', catalogue.clockJumped(`set ${how} by ${timeLeft(Math.abs(clockJump.jumpMs))}`)];
}

function* ofAlerts({ failingAlerts }: ConditionFacts): Generator<Found> {
  for (const { name, words } of failingAlerts) {
    yield [`alert_channel_failing:${name}`, catalogue.alertChannelFailing(name, words)];
  }
}

function* ofBots({ bots }: ConditionFacts): Generator<Found> {
  const failed = bots.filter(({ state }) => state === 'failed');
  for (const bot of new Set([...failed, ...bots])) {
    const { name, words, returns } = bot;
    if (bot.state === 'failed' && bot.wanted === 'run') {
      yield [`bot_not_resumed:${name}`, catalogue.botNotResumed(name, words)];
    } else if (bot.state === 'failed') {
      yield [`bot_not_halted:${name}`, catalogue.botNotHalted(name, bot.wanted, words)];
    }
    if (bot.state === 'unknown' && bot.asked !== null) {
      yield [`bot_not_seen:${name}`, catalogue.botNotSeen(name, bot.asked, words)];
    }
    if (returns > 0)
      yield [`bot_returned:${name}`, catalogue.botReturned(name, returns === 1 ? 'once' : `${returns} times`)];
  }
}

function* ofLinks(facts: ConditionFacts): Generator<Found> {
  const { secretsTrouble, staticTokens, unpaired, usbTroubles } = facts;
  if (secretsTrouble !== null) yield ['secrets_unusable', catalogue.secretsUnusable(secretsTrouble)];
  yield* ofDevices(facts);
  for (const { device, port } of unpaired) yield [`device_unpaired:${device}`, catalogue.deviceUnpaired(device, port)];
  for (const { port, why } of usbTroubles) yield [`usb:${port}`, catalogue.usbTrouble(port, why)];
  for (const { name, place } of facts.unkeyedPeers) {
    yield [`peer_secret_missing:${name}`, catalogue.peerSecretMissing(name, place)];
  }
  for (const { name, fault, words, untoldKillId } of facts.peers) {
    if (fault) yield [`peer_silent:${name}`, catalogue.peerSilent(name, words ?? 'it says nothing')];
    if (untoldKillId !== null) yield [`peer_untold:${name}`, catalogue.peerUntold(name)];
  }
  if (facts.telegramDeaf !== null) {
    yield ['telegram_deaf', catalogue.telegramDeaf(facts.telegramDeaf.why, facts.telegramDeaf.nextAction)];
  }
  if (staticTokens) yield ['static_tokens', catalogue.staticTokens()];
}

function* ofDevices({ devices, unkeyed }: ConditionFacts): Generator<Found> {
  for (const { id, name, level, paths, retired } of devices) {
    if (retired) continue;
    const place = unkeyed.find((device) => device.id === id)?.place;
    if (place !== undefined) {
      yield [`device_secret_missing:${id}`, catalogue.deviceSecretMissing(name, place)];
      continue;
    }
    if (level === 'inconsistent') yield [`switch_inconsistent:${id}`, catalogue.switchInconsistent(name)];
    const lost = paths.filter(({ watched, fault }) => watched && fault);
    const isSilent = lost.length > 0 && lost.length === paths.filter(({ watched }) => watched).length;
    if (isSilent) yield [`device_silent:${id}`, catalogue.deviceSilent(name)];
    else for (const { path } of lost) yield [`link_silent:${id}:${path}`, catalogue.linkSilent(name, path)];
  }
}
