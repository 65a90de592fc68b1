import type { HoldLevel } from '../../shared/api/bots.ts';
import { messageOf } from '../../shared/errors.ts';
import type { Clock } from '../clock.ts';
import type { BotAdapter, BotCheck, Order, Seen } from './adapter.ts';
import { asFirstStep } from './first-step.ts';
import type { FreqtradeApi, FreqtradeConfig, OpenTrade } from './freqtrade-api.ts';
import { botLimits } from './limits.ts';

export interface FreqtradeBotOptions {
  api: Pick<FreqtradeApi, 'config' | 'openTrades' | 'order' | 'forceExitAll'>;
  /** The broker of ours whose account it trades: we close there. null: it closes by itself, at market. */
  broker: string | null;
  /** What one call may take: of it the stop of entries gets a part, because it stands before all else. */
  callTimeoutMs: number;
  clock: Clock;
}

/** An order that was given: when, monotonic, and in words what came of it. One that failed may be given again at once. */
interface Given {
  atMs: number;
  words: string;
}

type OrderName = 'stopentry' | 'forceexit' | 'stop';

/**
 * freqtrade. Entries are stopped first, and it is stopped last, when nothing is left that it would have to close: stopped, it can't
 * exit any more. What it answers to an order proves nothing (it says that exits were created when none was), so each step is
 * believed only when it can be read.
 */
export class FreqtradeBot implements BotAdapter {
  private readonly options: FreqtradeBotOptions;
  private readonly given = new Map<OrderName, Given>();

  constructor(options: FreqtradeBotOptions) {
    this.options = options;
  }

  look(signal: AbortSignal): Promise<Seen> {
    return tell(async () => seenOf(await this.options.api.config(signal)));
  }

  drive(to: HoldLevel, order: Order, signal: AbortSignal): Promise<Seen> {
    return tell(async () => {
      const { api, callTimeoutMs } = this.options;
      let config = await api.config(signal);
      // Never to a stopped one: newer versions start it by that order, as paused.
      if (config.state === 'running' && !isPaused(config)) {
        const withinMs = callTimeoutMs * botLimits.firstStepPart;
        const wasGiven = await asFirstStep(withinMs, signal, (own) => this.give('stopentry', own));
        if (wasGiven) config = await api.config(signal);
      }
      return to === 'pause' ? this.paused(config) : this.halted(config, order, signal);
    });
  }

  resume(signal: AbortSignal): Promise<Seen> {
    return tell(async () => {
      const { api } = this.options;
      const before = await api.config(signal);
      // In older versions stopped entries are a limit of 0 in a running bot, to which `start` says "already running".
      const path = before.state === 'running' && isPaused(before) ? '/reload_config' : '/start';
      const said = await api.order(path, signal);
      this.given.clear();
      const after = seenOf(await api.config(signal));
      return after.is === 'running' ? after : { ...after, words: `${after.words}; to ${path} it said "${said}"` };
    });
  }

  async preflight(signal: AbortSignal): Promise<BotCheck> {
    try {
      const config = await this.options.api.config(signal);
      const open = await this.options.api.openTrades(signal);
      const by = this.options.broker ?? 'itself, at market';
      const sentence = `freqtrade ${config.version ?? ''} is ${config.state}, with ${trades(open)}, closed by ${by}.`;
      return { status: 'pass', sentence, nextAction: '' };
    } catch (error) {
      const nextAction = 'Check its api_server, the address, and the username and password.';
      return { status: 'fail', sentence: `freqtrade: ${messageOf(error)}.`, nextAction };
    }
  }

  private paused(config: FreqtradeConfig): Seen {
    const seen = seenOf(config);
    if (seen.is === 'paused' || seen.is === 'halted') return seen;
    return { is: 'busy', words: this.entries(config) };
  }

  private async halted(config: FreqtradeConfig, order: Order, signal: AbortSignal): Promise<Seen> {
    const { api, broker } = this.options;
    const isStopped = config.state === 'stopped';
    if (broker !== null) {
      if (isStopped) return seenOf(config);
      if (!order.brokerSettled)
        return { is: 'busy', words: `${this.entries(config)}; is stopped when ${broker} is closed` };
      return this.stopped(signal);
    }
    const open = await api.openTrades(signal);
    if (open.length === 0) return isStopped ? seenOf(config) : this.stopped(signal);
    // Not asked to run: nothing that runs may be started during a kill.
    if (isStopped)
      return { is: 'busy', words: `stopped with ${trades(open)}, which it can't exit: close them by hand` };
    await this.give('forceexit', signal);
    return { is: 'busy', words: `${trades(open)} open; ${this.wordsOf('forceexit')}` };
  }

  private async stopped(signal: AbortSignal): Promise<Seen> {
    await this.give('stop', signal);
    const config = await this.options.api.config(signal);
    if (config.state === 'stopped') return seenOf(config);
    return { is: 'busy', words: `${this.wordsOf('stop')}; it still is ${config.state}` };
  }

  /**
   * Gives an order, unless it has taken it a moment ago. False when it was left out. That it failed is no more than words, to be told:
   * the steps after it are taken all the same, and it is given again at the next call.
   */
  private async give(name: OrderName, signal: AbortSignal): Promise<boolean> {
    const nowMs = this.options.clock.monotonicMs();
    const last = this.given.get(name);
    if (last && nowMs - last.atMs < botLimits.freqtradeAgainMs) return false;
    const { api } = this.options;
    const given: Given = { atMs: nowMs, words: `to ${name} it gave no answer` };
    this.given.set(name, given);
    try {
      const said = name === 'forceexit' ? await api.forceExitAll(signal) : await api.order(`/${name}`, signal);
      given.words = `to ${name} it said "${said}"`;
    } catch (error) {
      given.words = `${name} failed: ${messageOf(error)}`;
      given.atMs = Number.NEGATIVE_INFINITY;
    }
    return true;
  }

  private wordsOf(name: OrderName): string {
    return this.given.get(name)?.words ?? `${name} was not given yet`;
  }

  /** Whether it still enters trades, by its own reading; where it does, with what came of the order to stop that. */
  private entries(config: FreqtradeConfig): string {
    if (isPaused(config)) return 'enters nothing more';
    return `${this.wordsOf('stopentry')}; it still enters trades (${config.state})`;
  }
}

/** Whether it enters nothing more: the state of that name in newer versions, a limit of no trades in older ones. */
function isPaused({ state, max_open_trades }: FreqtradeConfig): boolean {
  return state === 'paused' || (state === 'running' && max_open_trades === 0);
}

function seenOf(config: FreqtradeConfig): Seen {
  const { state } = config;
  if (isPaused(config)) return { is: 'paused', words: 'it enters no trades' };
  if (state === 'stopped') return { is: 'halted', words: 'it is stopped' };
  if (state === 'running') return { is: 'running', words: 'it is running' };
  return { is: 'busy', words: `it says ${state}` };
}

function trades(open: readonly OpenTrade[]): string {
  const pairs = open.slice(0, 5).map(({ pair }) => pair);
  const more = open.length > pairs.length ? ', …' : '';
  const count = open.length === 1 ? '1 trade' : `${open.length} trades`;
  return open.length === 0 ? 'no open trade' : `${count} (${pairs.join(', ')}${more})`;
}

async function tell(work: () => Promise<Seen>): Promise<Seen> {
  try {
    return await work();
  } catch (error) {
    return { is: 'unreadable', words: messageOf(error) };
  }
}
