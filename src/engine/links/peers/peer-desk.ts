import type { PeerReset, ResetAnswer, ResetRequest } from '../../../shared/api/commands.ts';
import type { PeerState } from '../../../shared/api/state.ts';
import { type Result, refuse } from '../../../shared/result.ts';
import type { Clock } from '../../clock.ts';
import type { JournalEvent } from '../../journal/events.ts';
import type { ResetAsked } from '../../kill/kill-switch.ts';
import { engagedKill, killOfPress, type SwitchState } from '../../switch/latch.ts';
import { resetToken } from '../../switch/reset.ts';
import type { KillSignal } from '../../switch/signal.ts';
import type { CounterStore } from '../counter-store.ts';
import { hex64 } from '../frame.ts';
import { judge } from '../judge.ts';
import { type LinkKeys, sign, verify } from '../keys.ts';
import type { SignedText } from './call.ts';
import { type PeerAnswer, PeerMessage, type PeerResetMessage, type PeerStatus, parseAs } from './message.ts';
import { isLatchedBy, type OwnCheckIn, Peer } from './peer.ts';
import type { PeerMemory } from './peer-memory.ts';

export interface PeerDeskOptions {
  peers: readonly { name: string; url: string; keys: LinkKeys }[];
  /** Those that can't be spoken with, for want of a secret: what is remembered of them holds until they can. */
  unkeyed: readonly string[];
  memory: PeerMemory;
  /** This engine's own id, 16 hex digits. */
  from: string;
  clock: Clock;
  counters: CounterStore;
  switchState: () => SwitchState;
  kill: (signal: KillSignal) => void;
  /** The last check-in that was given to this engine itself. */
  ownCheckIn: () => OwnCheckIn | null;
  /** A peer tells of a check-in there, so long ago. */
  hearCheckIn: (peer: string, ageMs: number) => void;
  /** A reset of this engine alone, under the rules of any. */
  reset: (request: ResetRequest, asked: ResetAsked) => Promise<Result<ResetAnswer>>;
  record: (event: JournalEvent) => void;
  onChange: () => void;
}

/** All other engines: what they are told, and what they say. */
export class PeerDesk {
  private readonly options: PeerDeskOptions;
  private readonly peers: readonly Peer[];
  /** The kill that the peers were last told of, and how the latch stood then. */
  private toldKillId: string | null = null;
  private toldStatus = '';

  constructor(options: PeerDeskOptions) {
    this.options = options;
    const { from, clock, record, onChange, ownCheckIn: checkIn } = options;
    const status = () => this.status();
    this.peers = options.peers.map((peer) => {
      const remembered = options.memory.of(peer.name);
      const keep = (said: PeerStatus) => this.keep(peer.name, said);
      return new Peer({ ...peer, from, clock, status, checkIn, remembered, keep, record, onChange });
    });
  }

  start(): void {
    for (const peer of this.peers) peer.start();
    this.review();
  }

  stop(): void {
    for (const peer of this.peers) peer.stop();
  }

  states(): PeerState[] {
    return this.peers.map((peer) => peer.state());
  }

  /** The first peer that is known to be latched; null when none is. */
  latched(): string | null {
    const { unkeyed, memory } = this.options;
    const heard = this.peers.find((peer) => peer.isLatched())?.options.name;
    return heard ?? unkeyed.find((name) => isLatchedBy(memory.of(name))) ?? null;
  }

  look(awayMs: number): void {
    for (const peer of this.peers) peer.look(awayMs);
  }

  /** Tells the peers what has become of the latch, and of check-ins; called after every change, and does nothing when there is no news. */
  review(): void {
    const kill = engagedKill(this.options.switchState());
    if (kill?.killId !== this.toldKillId) {
      this.toldKillId = kill?.killId ?? null;
      for (const peer of this.peers) {
        // A kill that came from a peer is not handed on: whoever fired it tells everyone.
        if (kill && kill.source !== 'peer') peer.tell({ killId: kill.killId, reason: kill.reason });
        else peer.forget();
      }
    }
    for (const peer of this.peers) peer.reviewCheckIn();
    const status = JSON.stringify(this.status());
    if (status === this.toldStatus) return;
    this.toldStatus = status;
    for (const peer of this.peers) peer.stateChanged();
  }

  /** Makes ready to ask every peer for a reset of what it is known to be engaged in now; the asking itself comes later. */
  resetters(): (request: ResetRequest) => Promise<PeerReset[]> {
    const asks = this.peers.map((peer) => peer.resetter());
    return (request) => Promise.all(asks.map((ask) => ask(request)));
  }

  /** A message as it came, and the signed answer; null when no peer has signed it. A kill in it is engaged when this returns. */
  hear({ text, mac }: SignedText): { answer: Promise<SignedText>; isNew: boolean } | null {
    const peer = this.peers.find(({ options }) => verify(options.keys.up, text, mac));
    const message = peer ? parseAs(PeerMessage, text) : null;
    if (!peer || !message || message.from === this.options.from) return null;
    const sender = `peer:${peer.options.name}`;
    const { counters } = this.options;
    const judged = judge(counters.of(sender), BigInt(`0x${message.ctr}`));
    const isNew = judged.verdict === 'accepted' || judged.verdict === 'late';
    if (isNew && message.type === 'kill') this.take(message, peer.options.name);
    counters.take(sender, judged.counters);
    if (judged.verdict === 'accepted') peer.heard(message.status);
    // One that came late may have been held back by somebody until it suited them: a reset must be the peer's last word.
    const isReset = judged.verdict === 'accepted' && message.type === 'reset';
    const answer = async () => {
      if (isNew && message.type === 'check-in') await this.takeCheckIn(message.ageMs, peer.options.name);
      const reset = isReset ? await this.takeReset(message, peer.options.name) : undefined;
      return this.answer(peer, message.ctr, reset);
    };
    return { answer: answer(), isNew };
  }

  /** The counter with it: a crash must not forget that, and let a recording from before a kill open the gate after it. */
  private async keep(peer: string, said: PeerStatus): Promise<boolean> {
    const { memory, counters } = this.options;
    const stored = await Promise.all([memory.keep(peer, said), counters.store()]);
    return stored.every((isStored) => isStored);
  }

  /** On the disk before it counts: a crash must not forget the counter, and let a recording give time once more. */
  private async takeCheckIn(ageMs: number, peer: string): Promise<void> {
    const { clock, counters, hearCheckIn } = this.options;
    const cameMs = clock.monotonicMs();
    if (await counters.store()) hearCheckIn(peer, ageMs + clock.monotonicMs() - cameMs);
  }

  private answer({ options: { name, keys } }: Peer, ack: string, reset: PeerAnswer['reset']): SignedText {
    const hw = hex64(this.options.counters.of(`peer:${name}`).highWater);
    const answer: PeerAnswer = { from: this.options.from, ack, hw, status: this.status(), ...(reset && { reset }) };
    const text = JSON.stringify(answer);
    return { text, mac: sign(keys.down, text) };
  }

  /** Under the rules of any reset, for the kill that it names alone. Never handed on. */
  private async takeReset(message: PeerResetMessage, peer: string): Promise<PeerAnswer['reset']> {
    const { killId, reason, acceptResiduals, acknowledgeTriggers } = message;
    const began = { ...resetToken(this.options.switchState()), killId };
    // On the disk before anything is done: a crash must not forget the counter, and let a recording ask once more.
    const isKept = await this.options.counters.store();
    const request = { reason, confirm: 'RESET' as const, acceptResiduals, acknowledgeTriggers };
    const answer = isKept ? await this.options.reset(request, { peer, began }) : refuse(unkept);
    if (answer.ok) return { outcome: 'reset' };
    const { message: words, against = [] } = answer.failure;
    return { outcome: 'refused', message: words, against };
  }

  private take({ killId, reason }: Extract<PeerMessage, { type: 'kill' }>, name: string): void {
    // The same press by another way: known here, and so no news.
    if (killOfPress(this.options.switchState(), killId) !== null) return;
    this.options.kill({ source: 'peer', reason, from: `peer ${name}`, killId });
  }

  private status(): PeerStatus {
    const { latch } = this.options.switchState();
    if (latch.state === 'armed') return { state: 'armed', flat: null, killId: null };
    return { state: latch.state, flat: latch.state === 'killed' && latch.flat, killId: latch.kill.killId };
  }
}

const unkept = {
  code: 'degraded',
  message: "The message's counter can't be written to the disk, so it could be played back.",
  hint: 'Mend the disk first (space, permissions); the switch stays engaged until then.',
} as const;
