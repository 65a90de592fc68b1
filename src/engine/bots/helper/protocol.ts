import type { HoldLevel } from '../../../shared/api/bots.ts';
import type { BotConfig } from '../../../shared/bots-config.ts';
import type { BotCheck, Order, Seen } from '../adapter.ts';

/** A bot as the helper is given it, with its secrets. They go over the pipe alone: not into arguments, environment or a file. */
export interface BotSetup {
  name: string;
  config: BotConfig;
  dataDir: string;
  secrets: BotSecrets;
}

/** The secrets that a kind needs, and where those should be that are missing. */
export interface BotSecrets {
  values: Partial<Record<'key' | 'username' | 'password', string>>;
  missing: string[];
}

export type Ask =
  | { verb: 'look' | 'resume' | 'preflight' }
  /** Brings the bot nearer to `to`. */
  | { verb: 'drive'; to: HoldLevel; order: Order };

/** From the engine. The first message is `open`. */
export type Request =
  | { op: 'open'; bots: BotSetup[] }
  | { op: 'ask'; id: number; bot: string; ask: Ask }
  /** Nobody waits for this one any more. */
  | { op: 'cancel'; id: number };

/** To the engine: `ready` once, then an answer to every `ask`, the cancelled ones too. */
export type Reply =
  | { op: 'ready' }
  | { op: 'answer'; id: number; seen: Seen }
  | { op: 'check'; id: number; check: BotCheck };
