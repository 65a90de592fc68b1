import { type Address, parseAddress } from './address.ts';
import { Cache, type HaltCallback } from './cache.ts';
import { type Decision, ownReasons } from './decision.ts';
import { GateError } from './errors.ts';
import { gateLimits } from './limits.ts';
import { Link } from './link.ts';
import { type Clocks, systemClocks } from './moment.ts';
import { post } from './post.ts';
import { type TokenSource, tokenSource } from './tokens.ts';

export interface GateOptions {
  /** The engine's device listener; `http://127.0.0.1:5050` when absent. */
  url?: string;
  /** For `trigger`; else `botTokenFile`, else SCRAM_BOT_TOKEN. */
  botToken?: string;
  botTokenFile?: string;
  /** For `reset`; else `operatorTokenFile`, else SCRAM_OPERATOR_TOKEN. */
  operatorToken?: string;
  operatorTokenFile?: string;
}

export interface Order {
  symbol?: string;
  side?: 'buy' | 'sell';
  quantity?: string | number;
}

/** The engine's answer to a kill. `journaled`: whether it was on the disk by then; the latch holds all the same. */
export interface Killed {
  status: 'killed';
  killId: string;
  state: string;
  journaled: boolean;
}

/** The engine's answer to a reset. */
export interface Reset {
  state: string;
  killId: string | null;
  resetAt: string;
}

/**
 * Follows one engine and answers from memory whether an order may be placed. Closed until the engine's first word, while the
 * engine says so, and from the moment at which it is no longer heard: a lost connection at once, a silent one after 3 s.
 * Nothing of it keeps the process alive.
 */
export class Gate {
  private readonly address: Address;
  private readonly botToken: TokenSource;
  private readonly operatorToken: TokenSource;
  private readonly cache: Cache;
  private readonly link: Link;

  /**
   * An address, or more in an object. Throws GateError for what is none, and for an option that is not known; whether an engine is
   * there shows later. `clocks` and `random` are for tests.
   */
  constructor(given: string | GateOptions = {}, clocks: Clocks = systemClocks, random: () => number = Math.random) {
    const options = checkedOptions(given);
    this.address = parseAddress(options.url ?? 'http://127.0.0.1:5050');
    this.botToken = tokenSource('bot', options.botToken, options.botTokenFile);
    this.operatorToken = tokenSource('operator', options.operatorToken, options.operatorTokenFile);
    this.cache = new Cache(clocks);
    this.link = new Link(this.address, this.cache, clocks, random);
    this.link.connect();
  }

  /**
   * Accept or reject, with the reason. Costs a microsecond, waits for nothing, never throws. Scram's latch is for a whole account:
   * the answer is the same whatever the order.
   */
  checkOrder(_order?: Order): Decision {
    return this.cache.decide();
  }

  /** Waits for the engine's first word, at most so long, and then checks: for a program that places one order and ends. */
  async waitReady(timeoutMs: number = gateLimits.firstWordMs): Promise<Decision> {
    await this.cache.wait(timeoutMs);
    return this.cache.decide();
  }

  /** Wraps one step of a bot: while the gate is closed it is not entered and `undefined` comes back, which is "no signal". */
  tick<This, Args extends unknown[], Value>(
    step: (this: This, ...args: Args) => Value,
  ): (this: This, ...args: Args) => Value | undefined {
    const { cache } = this;
    return function (this: This, ...args: Args) {
      return cache.decide().decision === 'accept' ? step.apply(this, args) : undefined;
    };
  }

  /**
   * Calls back with the reason, once for each closing; soon if the gate is closed now. A callback that throws or rejects becomes
   * a warning of the process and harms nothing.
   */
  onHalt(callback: HaltCallback): void {
    this.cache.onHalt(callback);
  }

  /**
   * Fires the kill switch, with the bot's token. From the call on this gate is closed, whatever comes of it, until the engine
   * has been heard anew after the answer. Rejects with GateError.
   */
  async trigger(reason: string): Promise<Killed> {
    const release = this.cache.hold(ownReasons.killAsked);
    try {
      return (await post(this.address, '/kill', this.botToken(), { reason })) as unknown as Killed;
    } finally {
      release();
    }
  }

  /**
   * Permits trading again, with the operator's token and a reason of 8 characters and 2 words at least. Starts no bot. Rejects with
   * GateError: `not_now`, with what stands `against` it, while the engine refuses.
   */
  async reset(reason: string): Promise<Reset> {
    if (!this.address.isPrivate) {
      const hint = "Reset on the engine's own machine, or over https.";
      throw new GateError('forbidden', "The operator's token is not sent over an open network.", hint, {
        field: 'url',
      });
    }
    const body = { reason, confirm: 'RESET' };
    return (await post(this.address, '/reset', this.operatorToken(), body)) as unknown as Reset;
  }

  /** Ends the connection; the gate is closed for good. */
  close(): void {
    this.cache.close();
    this.link.stop();
  }
}

const optionNames = new Set<string>([
  'url',
  'botToken',
  'botTokenFile',
  'operatorToken',
  'operatorTokenFile',
] satisfies (keyof GateOptions)[]);

/** A misspelt option would be a gate that asks another engine, or has no token when it is needed. */
function checkedOptions(given: string | GateOptions): GateOptions {
  if (typeof given === 'string') return { url: given };
  const unknown = Object.keys(given).find((name) => !optionNames.has(name));
  if (unknown === undefined) return given;
  const message = `${unknown} is no option of a gate.`;
  throw new GateError('bad_request', message, `There are ${[...optionNames].join(', ')}.`, { field: unknown });
}
