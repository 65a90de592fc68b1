import type { PeerReset, ResetRequest } from '../../../shared/api/commands.ts';
import type { PeerState } from '../../../shared/api/state.ts';
import { messageOf } from '../../../shared/errors.ts';
import { type Clock, isoTime } from '../../clock.ts';
import type { JournalEvent } from '../../journal/events.ts';
import { hex64 } from '../frame.ts';
import { type LinkKeys, sign, verify } from '../keys.ts';
import { linkLimits } from '../limits.ts';
import { type CallBounds, PeerCaller } from './call.ts';
import { peerLimits } from './limits.ts';
import {
  PeerAnswer,
  type PeerContent,
  type PeerMessage,
  type PeerStatus,
  parseAs,
  peerPaths,
  type Without,
} from './message.ts';
import { Repeater } from './repeater.ts';

/** A kill that a peer is to be told. */
export interface PeerKill {
  killId: string;
  reason: string;
}

/** The last check-in of this engine itself; `run` tells one from another. */
export interface OwnCheckIn {
  run: number;
  ageMs: number;
}

export interface PeerOptions {
  name: string;
  url: string;
  keys: LinkKeys;
  /** This engine's own id. */
  from: string;
  clock: Clock;
  status: () => PeerStatus;
  /** null when there is none. */
  checkIn: () => OwnCheckIn | null;
  /** What it last said in an earlier life of this engine; null when that is not known. */
  remembered: PeerStatus | null;
  /** Remembers for later lives what it has said; true when that is on the disk itself. */
  keep: (status: PeerStatus) => Promise<boolean>;
  record: (event: JournalEvent) => void;
  onChange: () => void;
}

const calmBounds: CallBounds = { withinMs: peerLimits.callMs, answerBytes: peerLimits.messageBytes };
const resetBounds: CallBounds = { withinMs: peerLimits.resetCallMs, answerBytes: peerLimits.resetAnswerBytes };

/**
 * One other engine: tells it of kills until it has acknowledged them, exchanges states, and remembers what it last said. It has a
 * loop of its own, so that a peer that hangs holds up neither the local kill nor any other peer.
 */
export class Peer {
  readonly options: PeerOptions;
  private readonly caller: PeerCaller;
  private counter: bigint;
  private heardMs: number | null = null;
  private heardAt: string | null = null;
  private lostMs: number | null = null;
  private readonly sinceMs: number;
  private latest: PeerStatus | null;
  /** What shuts the gate here: at once with its word of a kill, and until its word of the end of it can't be forgotten. */
  private latched: boolean;
  /** Whether `latest` is on the disk; until it is, each word of the peer's tries again. */
  private isKept = true;
  private untold: PeerKill | null = null;
  private tries = 0;
  private askedRun: number | null = null;
  private toldRun: number | null = null;
  private checkInTries = 0;
  private words: string | null = null;
  // Loops of their own, so that a kill never waits for the answer to anything else.
  private readonly states = new Repeater(() => this.tellState());
  private readonly kills = new Repeater(() => this.tellKill());
  private readonly checkIns = new Repeater(() => this.tellCheckIn());

  constructor(options: PeerOptions) {
    this.options = options;
    this.caller = new PeerCaller(options.url);
    this.sinceMs = options.clock.monotonicMs();
    this.latest = options.remembered;
    this.latched = isLatchedBy(this.latest);
    // Above every counter of an earlier life without a file of its own; where the clock was set back, the peer's mark mends it.
    this.counter = BigInt(Math.max(1, Math.floor(options.clock.wallMs()))) * 1_000n;
  }

  start(): void {
    this.states.soon();
  }

  /** Tells of a kill, from the next turn of the event loop on: the local kill's requests go out first. */
  tell(kill: PeerKill): void {
    this.untold = kill;
    this.tries = 0;
    this.kills.soon();
  }

  /** Stops telling: the kill was reset here before the peer could be reached. */
  forget(): void {
    this.untold = null;
  }

  /** There may be a check-in that the peer has not been told of. */
  reviewCheckIn(): void {
    const run = this.options.checkIn()?.run ?? null;
    if (run === null || run === this.askedRun) return;
    this.askedRun = run;
    this.checkInTries = 0;
    this.checkIns.soon();
  }

  /** The local state has changed. */
  stateChanged(): void {
    this.states.soon();
  }

  /** The peer has said something that was correctly signed and new. */
  heard(status: PeerStatus): void {
    const { clock, name, record, onChange } = this.options;
    const nowMs = clock.monotonicMs();
    if (this.lostMs !== null) {
      record({
        kind: 'PEER_RESTORED',
        source: 'peer',
        data: { peer: name, outageMs: Math.round(nowMs - this.lostMs) },
      });
    }
    this.lostMs = null;
    this.heardMs = nowMs;
    const isFirst = this.heardAt === null;
    this.heardAt = isoTime(clock.wallMs());
    this.words = null;
    const isNews = JSON.stringify(status) !== JSON.stringify(this.latest);
    if (isNews) {
      this.latest = status;
      this.isKept = false;
    }
    if (isLatchedBy(status)) this.latched = true;
    if (!this.isKept) void this.keep();
    if (isNews || isFirst) onChange();
  }

  /** Known to be latched: what it last said holds until it says otherwise, also while it can't be reached, and over a restart. */
  isLatched(): boolean {
    return this.latched;
  }

  state(): PeerState {
    const { name, url, clock } = this.options;
    return {
      name,
      url,
      lastHeardAt: this.heardAt,
      ageMs: this.heardMs === null ? null : Math.round(clock.monotonicMs() - this.heardMs),
      fault: this.lostMs !== null,
      words: this.words,
      status: this.latest,
      untoldKillId: this.untold?.killId ?? null,
    };
  }

  /** Looks for silence; `awayMs` as for a device. */
  look(awayMs: number): void {
    const { clock, name, record, onChange } = this.options;
    if (this.heardMs !== null) this.heardMs += awayMs;
    const silentMs = clock.monotonicMs() - (this.heardMs ?? this.sinceMs);
    if (this.lostMs !== null || silentMs <= peerLimits.silentMs) return;
    this.lostMs = clock.monotonicMs() - silentMs;
    const reason = this.words ?? 'it says nothing';
    record({ kind: 'PEER_LOST', source: 'peer', reason, data: { peer: name, silentMs: Math.round(silentMs) } });
    onChange();
  }

  /**
   * Makes ready to ask for a reset of the kill that the peer is known to be engaged in at this moment, and of none that it fires
   * later. What is answered to the asking is recorded.
   */
  resetter(): (request: ResetRequest) => Promise<PeerReset> {
    const killId = this.latest?.killId ?? null;
    return async ({ reason, acceptResiduals = [], acknowledgeTriggers = [] }) => {
      const { name, record } = this.options;
      const wishes = { acceptResiduals, acknowledgeTriggers };
      const answer = await this.askReset({ type: 'reset', killId, reason: reason.trim(), ...wishes });
      const data = { peer: name, outcome: answer.outcome, against: 'against' in answer ? answer.against : [] };
      record({ kind: 'PEER_RESET_ASKED', source: 'peer', ...(killId !== null && { killId }), reason, data });
      return { name, ...answer };
    };
  }

  /** Writes what it last said, and opens the gate when that is its word that the kill is over. */
  private async keep(): Promise<void> {
    const { latest } = this;
    if (latest === null || !(await this.options.keep(latest)) || this.latest !== latest) return;
    this.isKept = true;
    if (this.latched === isLatchedBy(latest)) return;
    this.latched = false;
    this.options.onChange();
  }

  private async askReset(content: PeerContent): Promise<Without<PeerReset, 'name'>> {
    for (let attempt = 0; attempt < peerLimits.resetTries; attempt += 1) {
      const exchanged = await this.exchange(content, resetBounds);
      if (!exchanged) return { outcome: 'unreachable', message: this.words ?? 'it says nothing' };
      if (exchanged.answer.reset) return exchanged.answer.reset;
    }
    return { outcome: 'unreachable', message: 'it takes the message for an old one' };
  }

  stop(): void {
    this.states.stop();
    this.kills.stop();
    this.checkIns.stop();
    this.caller.close();
  }

  private async tellState(): Promise<number> {
    await this.exchange({ type: 'state' });
    return peerLimits.stateEveryMs;
  }

  private async tellKill(): Promise<number | null> {
    const kill = this.untold;
    if (kill === null) return null;
    const told = await this.exchange({ type: 'kill', ...kill });
    // Another kill may have taken its place meanwhile.
    if (this.untold !== kill) return this.untold === null ? null : 0;
    if (!told?.isTaken) return retryDelayMs(this.tries++);
    this.untold = null;
    const { name, record, onChange } = this.options;
    record({ kind: 'PEER_TOLD', source: 'peer', killId: kill.killId, data: { peer: name } });
    onChange();
    return null;
  }

  /** Whatever is the last check-in by then: one that came in between has taken the place of the one before. */
  private async tellCheckIn(): Promise<number | null> {
    const checkIn = this.options.checkIn();
    if (checkIn === null || checkIn.run === this.toldRun) return null;
    const told = await this.exchange({ type: 'check-in', ageMs: checkIn.ageMs });
    if (!told?.isTaken) return retryDelayMs(this.checkInTries++);
    this.toldRun = checkIn.run;
    return 0;
  }

  /** One message and its answer, and whether the peer has taken it; null without an answer that can be believed. */
  private async exchange(
    content: PeerContent,
    bounds: CallBounds = calmBounds,
  ): Promise<{ answer: PeerAnswer; isTaken: boolean } | null> {
    const { keys, from, status, onChange } = this.options;
    this.counter += 1n;
    const sent = this.counter;
    const message: PeerMessage = { from, ctr: hex64(sent), status: status(), ...content };
    const text = JSON.stringify(message);
    try {
      const answered = await this.caller.post(peerPaths[message.type], { text, mac: sign(keys.up, text) }, bounds);
      const answer = verify(keys.down, answered.text, answered.mac) ? parseAs(PeerAnswer, answered.text) : null;
      if (!answer || answer.ack !== hex64(sent) || answer.from === from)
        throw new Error('its answer is not signed by it');
      this.heard(answer.status);
      const highWater = BigInt(`0x${answer.hw}`);
      const isTaken = highWater >= sent && highWater - sent <= BigInt(linkLimits.countersRemembered);
      if (!isTaken) this.counter = highWater > this.counter ? highWater : this.counter;
      return { answer, isTaken };
    } catch (error) {
      const words = messageOf(error);
      if (this.words !== words) {
        this.words = words;
        onChange();
      }
      return null;
    }
  }
}

/** Whether an engine that says this of itself must not be traded beside. */
export function isLatchedBy(status: PeerStatus | null): boolean {
  return status !== null && status.state !== 'armed';
}

/** Pause after try number `tries`, counted from 0; the last of the list over and over. */
function retryDelayMs(tries: number): number {
  const delays = peerLimits.retryMs;
  return delays[Math.min(tries, delays.length - 1)] ?? peerLimits.stateEveryMs;
}
