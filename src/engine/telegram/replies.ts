import { setTimeout as pause } from 'node:timers/promises';
import type { BotApi, Outgoing, Told } from './bot-api.ts';
import { telegramLimits } from './limits.ts';
import { retryInMs } from './poller.ts';

type Reply = { kind: 'message'; message: Outgoing } | { kind: 'button'; callbackId: string };

export interface RepliesOptions {
  api: Pick<BotApi, 'send' | 'answerButton'>;
  random: () => number;
}

/** What the bot says back, one after the other. Nobody waits for it; what can't be said in a few tries is left unsaid. */
export class Replies {
  private readonly options: RepliesOptions;
  private readonly stopping = new AbortController();
  private readonly waiting: Reply[] = [];
  private isSending = false;

  constructor(options: RepliesOptions) {
    this.options = options;
  }

  say(message: Outgoing): void {
    this.push({ kind: 'message', message });
  }

  /** Ends the waiting sign on a button. */
  answerButton(callbackId: string): void {
    this.push({ kind: 'button', callbackId });
  }

  stop(): void {
    this.stopping.abort();
    this.waiting.length = 0;
  }

  private push(reply: Reply): void {
    this.waiting.push(reply);
    if (this.waiting.length > telegramLimits.waitingReplies) this.waiting.shift();
    if (!this.isSending) void this.sendAll();
  }

  private async sendAll(): Promise<void> {
    this.isSending = true;
    for (let reply = this.waiting.shift(); reply !== undefined; reply = this.waiting.shift()) await this.send(reply);
    this.isSending = false;
  }

  private async send(reply: Reply): Promise<void> {
    const { signal } = this.stopping;
    // A button's sign ends by itself after a while; only words are worth another try.
    const tries = reply.kind === 'message' ? telegramLimits.replyTries : 1;
    for (let tried = 1; tried <= tries && !signal.aborted; tried++) {
      const told = await this.try(reply);
      if (told.ok || told.trouble.kind === 'refused' || told.trouble.kind === 'bad_token' || tried === tries) return;
      const waitMs = Math.min(retryInMs(told.trouble, tried, this.options.random()), telegramLimits.retryMaxMs);
      await pause(waitMs, undefined, { signal }).catch(() => undefined);
    }
  }

  private try(reply: Reply): Promise<Told<undefined>> {
    const { api } = this.options;
    const { signal } = this.stopping;
    if (reply.kind === 'message') return api.send(reply.message, signal);
    return api.answerButton(reply.callbackId, '', signal);
  }
}
