import type { BotHold, HoldLevel } from '../../shared/api/bots.ts';
import type { Source } from '../../shared/source.ts';

interface Row<Kind extends string, Data extends object> {
  kind: Kind;
  source: Source;
  killId?: string;
  reason: string;
  data: Data;
}

/** Every bot that is held, after the event: the newest such row alone tells a start which ones are. */
export type HoldsAfter = Record<string, BotHold>;

/** What happened to the bots. `reason` of a bot's own rows: the words of what was seen. */
export type BotEvent =
  /** `bots`: those that are held from now on, or further than before. */
  | Row<'BOTS_HELD', { bots: string[]; to: HoldLevel; held: HoldsAfter }>
  /** By the operator, with a reason. */
  | Row<'BOT_RESUMED', { bot: string; held: HoldsAfter }>
  /** It was looked at, and found so. */
  | Row<'BOT_HALTED' | 'BOT_PAUSED', { bot: string; elapsedMs: number }>
  /** It has taken the order; nothing shows whether it obeys. */
  | Row<'BOT_TOLD', { bot: string; to: HoldLevel }>
  /** It was not found halted (paused) within its deadline. The work on it goes on. */
  | Row<'BOT_HALT_FAILED', { bot: string; to: HoldLevel; elapsedMs: number }>
  /** It was halted (paused) and is so no longer; it is sent there again. */
  | Row<'BOT_RETURNED', { bot: string }>;
