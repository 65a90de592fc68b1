import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { BotCheck, Seen } from '../adapter.ts';
import { botLimits } from '../limits.ts';
import type { Ask, BotSetup, Reply, Request } from './protocol.ts';
import { binarySwitches } from './switches.ts';

export interface HelperOptions {
  script: URL;
  bots: readonly BotSetup[];
  reportBug: (error: unknown) => void;
}

/** A call on its way. After `cancel` its answer still comes, in a moment, and means nothing. */
export interface Call<T> {
  answer: Promise<T>;
  cancel(): void;
}

interface Waiting {
  request: Request & { op: 'ask' };
  done: (reply: Reply | null) => void;
  timer: NodeJS.Timeout;
  /** The helper was there to take it at once: that it is not answered is then the helper's fault. */
  wasTaken: boolean;
}

const gone: Seen = { is: 'unreadable', words: 'the helper that speaks with bots has ended; it is started again' };
const notThere: Seen = {
  is: 'unreadable',
  words: 'the helper that speaks with bots does not answer; it is started again',
};

/**
 * The engine's end of the helper. Starting a program can block whoever does it while a disk hangs; after the start of the helper,
 * which comes early, the engine only writes to a pipe. A helper that ends is started again, and one that hangs is ended for that.
 */
export class BotHelper {
  private readonly options: HelperOptions;
  private child: ChildProcess | null = null;
  private isReady = false;
  private readonly waiting = new Map<number, Waiting>();
  private nextId = 1;
  private restartMs: number = botLimits.helperRestartMinMs;
  private restart: NodeJS.Timeout | null = null;
  private startLimit: NodeJS.Timeout | null = null;
  private stopped = false;

  constructor(options: HelperOptions) {
    this.options = options;
    this.start();
  }

  /** Never rejects, and is answered within `withinMs` and the helper's grace. */
  ask(bot: string, ask: Exclude<Ask, { verb: 'preflight' }>, withinMs: number): Call<Seen> {
    const { answer, cancel } = this.call(bot, ask, withinMs);
    return { cancel, answer: answer.then((reply) => (reply?.op === 'answer' ? reply.seen : this.missing())) };
  }

  async preflight(bot: string, withinMs: number): Promise<BotCheck> {
    const reply = await this.call(bot, { verb: 'preflight' }, withinMs).answer;
    if (reply?.op === 'check') return reply.check;
    return { status: 'fail', sentence: `${this.missing().words}.`, nextAction: 'See the log of the engine.' };
  }

  /** null while there is none. */
  pid(): number | null {
    return this.child?.pid ?? null;
  }

  stop(): void {
    this.stopped = true;
    for (const timer of [this.restart, this.startLimit]) if (timer) clearTimeout(timer);
    this.child?.kill('SIGKILL');
    this.forgetAll();
  }

  private call(bot: string, ask: Ask, withinMs: number): Call<Reply | null> {
    const id = this.nextId++;
    const request: Request & { op: 'ask' } = { op: 'ask', id, bot, ask };
    const answer = new Promise<Reply | null>((done) => {
      const timer = setTimeout(() => this.noteHung(id), withinMs + botLimits.helperGraceMs);
      this.waiting.set(id, { request, done, timer, wasTaken: this.isReady });
    });
    if (this.isReady) this.send(request);
    return { answer, cancel: () => this.waiting.has(id) && this.isReady && this.send({ op: 'cancel', id }) };
  }

  private start(): void {
    const { script, bots } = this.options;
    // The journal's lock and the like are not handed on; its own stderr is ours, for faults.
    const child = fork(fileURLToPath(script), [], {
      execArgv: binarySwitches(process.argv),
      env: { ...process.env, UV_THREADPOOL_SIZE: String(botLimits.helperFileThreads) },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    this.child = child;
    child.on('message', (reply: Reply) => this.take(reply));
    child.once('error', (error) => this.noteEnded(child, error.message));
    child.once('exit', (code, signal) => this.noteEnded(child, `ended with ${code ?? signal}`));
    this.send({ op: 'open', bots: [...bots] });
    this.startLimit = setTimeout(() => child.kill('SIGKILL'), botLimits.helperStartMs);
  }

  private take(reply: Reply): void {
    if (reply.op === 'ready') {
      this.isReady = true;
      if (this.startLimit) clearTimeout(this.startLimit);
      this.restartMs = botLimits.helperRestartMinMs;
      for (const { request } of this.waiting.values()) this.send(request);
      return;
    }
    this.settle(reply.id, reply);
  }

  private settle(id: number, reply: Reply | null): void {
    const waiting = this.waiting.get(id);
    if (!waiting) return;
    this.waiting.delete(id);
    clearTimeout(waiting.timer);
    waiting.done(reply);
  }

  private noteHung(id: number): void {
    const wasTaken = this.waiting.get(id)?.wasTaken;
    this.settle(id, null);
    // It answers every call in time by itself, so it hangs as a whole. Its end starts another.
    if (wasTaken) this.child?.kill('SIGKILL');
  }

  private noteEnded(child: ChildProcess, why: string): void {
    if (this.child !== child) return;
    this.child = null;
    this.isReady = false;
    if (this.startLimit) clearTimeout(this.startLimit);
    this.forgetAll();
    if (this.stopped) return;
    this.options.reportBug(new Error(`the helper for bots ${why}; it is started again in ${this.restartMs} ms`));
    this.restart = setTimeout(() => this.start(), this.restartMs);
    this.restartMs = Math.min(this.restartMs * 2, botLimits.helperRestartMaxMs);
  }

  private forgetAll(): void {
    for (const id of [...this.waiting.keys()]) this.settle(id, null);
  }

  private missing(): Seen {
    return this.child === null ? gone : notThere;
  }

  /** An error of the pipe is told by the helper's end as well. */
  private send(request: Request): void {
    this.child?.send(request, () => undefined);
  }
}
