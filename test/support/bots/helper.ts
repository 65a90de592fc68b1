import type { Order, Seen } from '../../../src/engine/bots/adapter.ts';
import { BotHelper } from '../../../src/engine/bots/helper/helper.ts';
import type { BotSecrets } from '../../../src/engine/bots/helper/protocol.ts';
import type { HoldLevel } from '../../../src/shared/api/bots.ts';
import { Bot, type BotConfig } from '../../../src/shared/bots-config.ts';
import { parseDurationMs } from '../../../src/shared/duration.ts';
import { until } from '../http.ts';

export const helperScript = new URL('../../../src/engine/bots/helper/main.ts', import.meta.url);

/** The real helper with these bots, as an engine has it; ended with `stop`. */
export interface BotsUnderTest {
  helper: BotHelper;
  /** What the helper's own end has been reported as. */
  bugs: unknown[];
  look(bot: string): Promise<Seen>;
  drive(bot: string, to: HoldLevel, order?: Partial<Order>): Promise<Seen>;
  resume(bot: string): Promise<Seen>;
  /** Drives it again and again until it is there. */
  driven(bot: string, to: HoldLevel, is: Seen['is'], order?: Partial<Order>): Promise<Seen>;
  stop(): void;
}

export function startBots(
  bots: Record<string, unknown>,
  options: { dataDir?: string; secrets?: BotSecrets['values'] } = {},
): BotsUnderTest {
  const configs = Object.entries(bots).map(([name, raw]): [string, BotConfig] => [name, Bot.parse(raw)]);
  const bugs: unknown[] = [];
  const helper = new BotHelper({
    script: helperScript,
    bots: configs.map(([name, config]) => ({
      name,
      config,
      dataDir: options.dataDir ?? '/nonexistent',
      secrets: { values: options.secrets ?? {}, missing: [] },
    })),
    reportBug: (bug) => bugs.push(bug),
  });
  const timeouts = new Map(configs.map(([name, { callTimeout }]) => [name, parseDurationMs(callTimeout) ?? 0]));
  const ask = (bot: string, what: Parameters<BotHelper['ask']>[1]) =>
    helper.ask(bot, what, timeouts.get(bot) ?? 0).answer;
  const drive = (bot: string, to: HoldLevel, order: Partial<Order> = {}) =>
    ask(bot, { verb: 'drive', to, order: { killId: null, brokerSettled: true, ...order } });
  return {
    helper,
    bugs,
    drive,
    look: (bot) => ask(bot, { verb: 'look' }),
    resume: (bot) => ask(bot, { verb: 'resume' }),
    driven: (bot, to, is, order) =>
      until(
        () => drive(bot, to, order),
        (seen) => seen.is === is,
        8_000,
      ),
    stop: () => helper.stop(),
  };
}
