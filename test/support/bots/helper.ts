import type { BotCheck, Order, Seen } from '../../../src/engine/bots/adapter.ts';
import { BotHelper } from '../../../src/engine/bots/helper/helper.ts';
import { Host } from '../../../src/engine/bots/helper/host.ts';
import { makeAdapter } from '../../../src/engine/bots/helper/make-adapter.ts';
import type { Ask, BotSecrets, BotSetup, Reply } from '../../../src/engine/bots/helper/protocol.ts';
import type { HoldLevel } from '../../../src/shared/api/bots.ts';
import { Bot, type BotConfig } from '../../../src/shared/bots-config.ts';
import { parseDurationMs } from '../../../src/shared/duration.ts';
import { until } from '../http.ts';

export const helperScript = new URL('../../../src/engine/bots/helper/main.ts', import.meta.url);

export interface BotsUnderTest {
  /** Of the helper; in this process: of the test. */
  pid: () => number;
  /** What the end of the helper has been reported as. */
  bugs: unknown[];
  look(bot: string): Promise<Seen>;
  drive(bot: string, to: HoldLevel, order?: Partial<Order>): Promise<Seen>;
  resume(bot: string): Promise<Seen>;
  preflight(bot: string): Promise<BotCheck>;
  /** Drives it again and again until it is there. */
  driven(bot: string, to: HoldLevel, is: Seen['is'], order?: Partial<Order>): Promise<Seen>;
  stop(): void;
}

interface BotsOptions {
  dataDir?: string;
  secrets?: BotSecrets['values'];
  /** In the helper's own process, as in an engine; otherwise its work is done in the test's, which starts sooner. */
  forked?: boolean;
}

export function startBots(bots: Record<string, unknown>, options: BotsOptions = {}): BotsUnderTest {
  const { dataDir = '/nonexistent', secrets: values = {} } = options;
  const configs = Object.entries(bots).map(([name, raw]): [string, BotConfig] => [name, Bot.parse(raw)]);
  const setups = configs.map(([name, config]) => ({ name, config, dataDir, secrets: { values, missing: [] } }));
  const timeouts = new Map(configs.map(([name, { callTimeout }]) => [name, parseDurationMs(callTimeout) ?? 0]));
  const { ask, preflight, ...rest } = options.forked ? forked(setups) : inThisProcess(setups);
  const asked = (bot: string, what: Parameters<typeof ask>[1]) => ask(bot, what, timeouts.get(bot) ?? 0);
  const drive = (bot: string, to: HoldLevel, order: Partial<Order> = {}) =>
    asked(bot, { verb: 'drive', to, order: { killId: null, brokerSettled: true, ...order } });
  return {
    ...rest,
    drive,
    look: (bot) => asked(bot, { verb: 'look' }),
    resume: (bot) => asked(bot, { verb: 'resume' }),
    preflight: (bot) => preflight(bot, timeouts.get(bot) ?? 0),
    driven: (bot, to, is, order) =>
      until(
        () => drive(bot, to, order),
        (seen) => seen.is === is,
        8_000,
      ),
  };
}

type Hands = Pick<BotsUnderTest, 'pid' | 'bugs' | 'stop'> & {
  ask(bot: string, ask: Exclude<Ask, { verb: 'preflight' }>, withinMs: number): Promise<Seen>;
  preflight(bot: string, withinMs: number): Promise<BotCheck>;
};

function forked(bots: BotSetup[]): Hands {
  const bugs: unknown[] = [];
  const helper = new BotHelper({ script: helperScript, bots, reportBug: (bug) => bugs.push(bug) });
  return {
    bugs,
    pid: () => helper.pid() ?? 0,
    ask: (bot, ask, withinMs) => helper.ask(bot, ask, withinMs).answer,
    preflight: (bot, withinMs) => helper.preflight(bot, withinMs),
    stop: () => helper.stop(),
  };
}

function inThisProcess(bots: BotSetup[]): Hands {
  const waiting = new Map<number, (reply: Reply) => void>();
  const host = new Host((reply) => {
    if (reply.op !== 'ready') waiting.get(reply.id)?.(reply);
  }, makeAdapter);
  host.take({ op: 'open', bots });
  const call = (bot: string, ask: Ask) =>
    new Promise<Reply>((resolve) => {
      const id = waiting.size;
      waiting.set(id, resolve);
      host.take({ op: 'ask', id, bot, ask });
    });
  return {
    bugs: [],
    pid: () => process.pid,
    async ask(bot, ask) {
      const reply = await call(bot, ask);
      if (reply.op !== 'answer') throw new Error(`not an answer: ${reply.op}`);
      return reply.seen;
    },
    async preflight(bot) {
      const reply = await call(bot, { verb: 'preflight' });
      if (reply.op !== 'check') throw new Error(`not a check: ${reply.op}`);
      return reply.check;
    },
    stop: () => undefined,
  };
}
