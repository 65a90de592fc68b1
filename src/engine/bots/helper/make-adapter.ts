import { join } from 'node:path';
import { assertNever } from '../../../shared/assert-never.ts';
import { parseDurationMs } from '../../../shared/duration.ts';
import { systemClock } from '../../clock.ts';
import { inDataDir } from '../../options.ts';
import type { BotAdapter } from '../adapter.ts';
import { commandBot } from '../command.ts';
import { flagFileBot } from '../flag-file.ts';
import { FreqtradeBot } from '../freqtrade.ts';
import { FreqtradeApi } from '../freqtrade-api.ts';
import { ProcessBot } from '../process.ts';
import { procTable } from '../processes/proc.ts';
import { psTable } from '../processes/ps.ts';
import { webhookBot } from '../webhook.ts';
import type { BotSetup } from './protocol.ts';

/** The adapter of a bot, on the real system. */
export function makeAdapter({ name, config, dataDir, secrets: { values, missing } }: BotSetup): BotAdapter {
  if (missing.length > 0) return unusable(`there is no secret in ${missing.join(' and ')}`);
  const clock = systemClock;
  const callTimeoutMs = parseDurationMs(config.callTimeout) ?? 0;
  switch (config.kind) {
    case 'flag-file':
      return flagFileBot(config.path === undefined ? join(dataDir, `HALT-${name}`) : inDataDir(dataDir, config.path));
    case 'process':
      return new ProcessBot({
        which:
          config.pattern === undefined
            ? { pidFile: inDataDir(dataDir, config.pidFile ?? '') }
            : { pattern: new RegExp(config.pattern) },
        killAfterMs: parseDurationMs(config.killAfter) ?? 0,
        table: process.platform === 'linux' ? procTable : psTable,
        clock,
        self: process.pid,
        kill: (pid, signal) => process.kill(pid, signal),
      });
    case 'command': {
      const { halt, pause = null, resume = null, check = null } = config;
      return commandBot({ name, halt, pause, resume, check, callTimeoutMs, env: process.env });
    }
    case 'webhook':
      return webhookBot({ name, baseUrl: config.baseUrl, key: values.key ?? '', check: config.check, clock });
    case 'freqtrade': {
      const api = new FreqtradeApi(config.baseUrl, values.username ?? '', values.password ?? '');
      return new FreqtradeBot({ api, broker: config.broker ?? null, callTimeoutMs, clock });
    }
    default:
      return assertNever(config);
  }
}

/** A bot that can't be reached for a fault of the configuration: said at every turn, so that nobody counts on it. */
function unusable(words: string): BotAdapter {
  const seen = async () => ({ is: 'unreadable', words }) as const;
  const nextAction = 'Put it there and restart the engine.';
  return {
    look: seen,
    drive: seen,
    resume: seen,
    preflight: async () => ({ status: 'fail', sentence: `${words}.`, nextAction }),
  };
}
