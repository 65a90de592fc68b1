import type { BotState } from '../../shared/api/bots.ts';
import { botWord } from '../../shared/bot-words.ts';
import { table } from './table.ts';
import { localTime } from './time.ts';

/** A line for each bot, and one below for what holds it. */
export function botLines(bots: readonly BotState[]): string[] {
  if (bots.length === 0) return ['No bots.'];
  const lines = table(bots.map((bot) => [bot.name, bot.kind, botWord(bot), bot.words]));
  return bots.flatMap((bot, i) => {
    const held = bot.held ? [`  held since ${localTime(bot.held.since)}: ${bot.held.cause}`] : [];
    return [lines[i] ?? bot.name, ...held];
  });
}
