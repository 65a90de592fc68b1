import type { ChallengeAnswer, CheckInAnswer, KillAnswer, ResetAnswer } from '../../shared/api/commands.ts';
import type { DeadManStatus, EngineState } from '../../shared/api/state.ts';
import { assertNever } from '../../shared/assert-never.ts';
import type { Failure, Obstacle } from '../../shared/failure.ts';
import { ok, type Result, refuse } from '../../shared/result.ts';
import { fitted } from '../alerts/message.ts';
import { type Clock, isoTime } from '../clock.ts';
import type { SignedIn } from '../dead-man/dead-man.ts';
import type { KillSignal } from '../switch/signal.ts';
import type { Fresh } from './fresh.ts';
import { hear } from './hear.ts';
import { telegramLimits } from './limits.ts';
import { Missed } from './missed.ts';
import type { Replies } from './replies.ts';
import { withChallenge } from './reset-talk.ts';
import { type Effect, noTalks, type Said, type Talks, type World } from './talk.ts';
import { type Admitted, admitted, isLate, type Update } from './updates.ts';
import { checkInText, killText, lines, refusalText, statusText, utc } from './words.ts';

/** What Telegram may do with the engine. A kill is engaged when `kill` has been called, whatever becomes of its answer. */
export interface TelegramHost {
  state(): EngineState;
  /** Names the engaged kill and each signal that has joined it; null when there is nothing to reset. */
  engaged(): string | null;
  /** What stands against a reset now, from what is known without asking the brokers again. */
  against(): readonly Obstacle[];
  kill(signal: KillSignal): Promise<KillAnswer>;
  checkIn(by: SignedIn): Promise<Result<CheckInAnswer>>;
  reset(reason: string): Promise<Result<ResetAnswer>>;
  resetDeadMan(reason: string, by: SignedIn): Promise<Result<DeadManStatus>>;
  /** Ends the reminders of a kill. */
  acknowledge(by: SignedIn): Result<unknown>;
}

export interface TelegramDeskOptions {
  host: TelegramHost;
  allowed: readonly number[];
  replies: Pick<Replies, 'say' | 'answerButton'>;
  clock: Clock;
  fresh: Fresh;
  /** Somebody who may not has knocked. */
  onStranger: (stranger: Extract<Admitted, { who: 'stranger' }>) => void;
  reportBug: (error: unknown) => void;
}

/** What people write, judged, turned into commands, and answered. Nothing here waits: what takes its time is answered later. */
export class TelegramDesk {
  private readonly options: TelegramDeskOptions;
  private readonly missed: Missed;
  private readonly started: { wallMs: number; monotonicMs: number };
  private talks: Talks = noTalks;

  constructor(options: TelegramDeskOptions) {
    this.options = options;
    this.missed = new Missed();
    this.started = { wallMs: options.clock.wallMs(), monotonicMs: options.clock.monotonicMs() };
  }

  /** `fromBefore`: written before this start. It is answered when all of it is known, and not acted on. */
  take(updates: readonly Update[], fromBefore: boolean): void {
    const { allowed, replies, onStranger } = this.options;
    for (const update of updates) {
      const from = admitted(update, allowed);
      if (from.who === 'stranger') onStranger(from);
      if (from.who !== 'allowed') continue;
      if (fromBefore) {
        this.missed.note(from.said, from.sentAtMs);
        continue;
      }
      if (from.callbackId !== null) replies.answerButton(from.callbackId);
      if (from.borrowed) this.say(from.said.user, borrowedText);
      else this.hear(from.said, from.sentAtMs);
    }
  }

  /** Everything from before has come: tells its authors that nothing is done about it now, and how things stand. */
  listening(): void {
    for (const [user, list] of this.missed.take()) {
      const words = `Scram listens since ${utc(this.options.clock.wallMs())} and does not act on what was sent before:`;
      this.say(user, lines(words, ...list, 'Send it again if you still mean it. This is how things stand now:'));
      this.say(user, this.status());
    }
  }

  /** A fresh code for the reset of the kill that is engaged now; the one before it is void. */
  challenge(): Result<ChallengeAnswer> {
    const { fresh, clock } = this.options;
    const code = fresh.code();
    const next = withChallenge(this.talks, code, this.world());
    if (next === null) return refuse(notEngaged);
    this.talks = next;
    return ok({ code, expiresAt: isoTime(clock.wallMs() + telegramLimits.challengeMs) });
  }

  private hear(said: Said, sentAtMs: number | null): void {
    const { clock } = this.options;
    if (isLate(sentAtMs, clock.wallMs())) {
      this.say(said.user, lateText);
      return;
    }
    const turn = hear(this.talks, said, this.world());
    this.talks = turn.talks;
    for (const effect of turn.effects) this.run(effect);
  }

  private run(effect: Effect): void {
    if (effect.kind === 'say') this.say(effect.user, effect.text, effect.buttons);
    else if (effect.kind === 'status') this.say(effect.user, this.status());
    else this.answer(effect.user, this.obey(effect));
  }

  /** Begins at once, and answers in words when it is done. */
  private async obey(command: Exclude<Effect, { kind: 'say' | 'status' }>): Promise<string> {
    const { host, clock } = this.options;
    const by = { source: 'telegram', from: `telegram user ${command.user}` } as const;
    switch (command.kind) {
      case 'kill':
        return killText(await host.kill({ ...by, reason: command.reason }));
      case 'check_in': {
        const answer = await host.checkIn(by);
        if (!answer.ok) return refusalText(answer.failure, 'The way back is /deadman_reset.');
        return checkInText(answer.value, clock.wallMs());
      }
      case 'reset':
        return this.resetText(await host.reset(command.reason));
      case 'reset_dead_man':
        return this.resetText(await host.resetDeadMan(command.reason, by));
      case 'acknowledge': {
        const answer = host.acknowledge(by);
        return answer.ok ? 'Noted: it is not told again.' : refusalText(answer.failure);
      }
      default:
        return assertNever(command);
    }
  }

  private resetText(answer: Result<unknown>): string {
    return answer.ok ? lines('Reset. It starts no bot.', this.status()) : refusalText(answer.failure);
  }

  private status(): string {
    return statusText(this.options.host.state(), this.options.clock.wallMs());
  }

  private answer(user: number, text: Promise<string>): void {
    text.then(
      (said) => this.say(user, said),
      (error: unknown) => {
        this.options.reportBug(error);
        this.say(user, 'Something went wrong here, and it is not certain what was done. Look: /status.');
      },
    );
  }

  private say(user: number, text: string, buttons?: Extract<Effect, { kind: 'say' }>['buttons']): void {
    const { messageCharacters } = telegramLimits;
    this.options.replies.say({ chatId: user, text: fitted(text, messageCharacters), ...(buttons && { buttons }) });
  }

  /** Since the start, by the clock that says more: the monotonic one stands still while the machine sleeps, and no question is to outlast that. */
  private nowMs(): number {
    const { clock } = this.options;
    const { wallMs, monotonicMs } = this.started;
    return Math.max(clock.monotonicMs() - monotonicMs, clock.wallMs() - wallMs);
  }

  private world(): World {
    const { host, fresh } = this.options;
    const { paper, brokers, deadMan } = host.state();
    return {
      nowMs: this.nowMs(),
      paper,
      brokers: brokers.map(({ name }) => name),
      engaged: host.engaged(),
      against: host.against(),
      deadMan: { state: deadMan.state, run: deadMan.lastCheckIn ?? 'never' },
      fresh: { nonce: fresh.nonce(), phrase: fresh.phrase() },
    };
  }
}

const lateText =
  'That message took more than two minutes to get here, by the clock of this machine, and was not acted on. ' +
  'Send it again if you still mean it.';

const borrowedText = 'What is forwarded, or put in by another bot, is not acted on. Write it yourself if you mean it.';

const notEngaged: Failure = {
  code: 'not_now',
  message: 'The kill switch is not engaged: there is nothing that a code could reset.',
  hint: 'Ask for a code when a reset in Telegram asks for one.',
};
