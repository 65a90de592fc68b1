import { parseDurationMs } from '../../../shared/duration.ts';
import { messageOf } from '../../../shared/errors.ts';
import type { BotAdapter, BotCheck, Seen } from '../adapter.ts';
import { botLimits } from '../limits.ts';
import type { Ask, BotSetup, Reply, Request } from './protocol.ts';

interface HostedBot {
  adapter: BotAdapter;
  callTimeoutMs: number;
  /** Calls that have not come to an end, those that nobody waits for included. */
  hanging: number;
}

/**
 * The adapters, in the process that is the helper. Every `ask` is answered within the bot's `callTimeout`, whatever its adapter does;
 * one that neither ends nor heeds its signal is left hanging, and only its own bot is refused further calls for that.
 */
export class Host {
  private readonly reply: (reply: Reply) => void;
  private readonly makeAdapter: (setup: BotSetup) => BotAdapter;
  private readonly bots = new Map<string, HostedBot>();
  private readonly waiting = new Map<number, AbortController>();

  constructor(reply: (reply: Reply) => void, makeAdapter: (setup: BotSetup) => BotAdapter) {
    this.reply = reply;
    this.makeAdapter = makeAdapter;
  }

  take(request: Request): void {
    switch (request.op) {
      case 'open':
        for (const setup of request.bots) this.open(setup);
        this.reply({ op: 'ready' });
        return;
      case 'ask':
        void this.answer(request.id, request.bot, request.ask);
        return;
      case 'cancel':
        this.waiting.get(request.id)?.abort();
    }
  }

  private open(setup: BotSetup): void {
    const callTimeoutMs = parseDurationMs(setup.config.callTimeout) ?? 0;
    this.bots.set(setup.name, { adapter: this.makeAdapter(setup), callTimeoutMs, hanging: 0 });
  }

  private async answer(id: number, name: string, ask: Ask): Promise<void> {
    const bot = this.bots.get(name);
    if (!bot || bot.hanging >= botLimits.hangingCalls) {
      const words = bot ? `${bot.hanging} calls to it hang` : 'it is not known to the helper';
      this.say(id, ask, { is: 'unreadable', words });
      return;
    }
    const cancelled = new AbortController();
    this.waiting.set(id, cancelled);
    const signal = AbortSignal.any([cancelled.signal, AbortSignal.timeout(bot.callTimeoutMs)]);
    bot.hanging += 1;
    const work = perform(bot.adapter, ask, signal).finally(() => {
      bot.hanging -= 1;
    });
    const late = ended(signal).then((): Seen => ({ is: 'unreadable', words: `no answer in ${bot.callTimeoutMs} ms` }));
    const result = await Promise.race([work, late]).catch(
      (error: unknown): Seen => ({ is: 'unreadable', words: messageOf(error) }),
    );
    this.waiting.delete(id);
    this.say(id, ask, result);
  }

  private say(id: number, ask: Ask, result: Seen | BotCheck): void {
    if (ask.verb !== 'preflight' && 'is' in result) this.reply({ op: 'answer', id, seen: result });
    else this.reply({ op: 'check', id, check: 'is' in result ? failedCheck(result) : result });
  }
}

function failedCheck({ words }: Seen): BotCheck {
  return { status: 'fail', sentence: `${words}.`, nextAction: 'Look at the bot, and at its settings.' };
}

/** Also what an adapter throws at once becomes a rejection. */
async function perform(adapter: BotAdapter, ask: Ask, signal: AbortSignal): Promise<Seen | BotCheck> {
  switch (ask.verb) {
    case 'look':
      return adapter.look(signal);
    case 'drive':
      return adapter.drive(ask.to, ask.order, signal);
    case 'resume':
      return adapter.resume(signal);
    case 'preflight':
      return adapter.preflight(signal);
  }
}

/** A moment after the signal, so that an adapter which heeds it can say in its own words what was cut off. */
function ended(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => setTimeout(resolve, 20), { once: true });
  });
}
