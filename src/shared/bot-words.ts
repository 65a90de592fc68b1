import type { BotState } from './api/bots.ts';
import { assertNever } from './assert-never.ts';

/** What a bot is, in a word or a few, on every face. */
export function botWord(bot: BotState): string {
  switch (bot.state) {
    case 'unknown':
      return bot.asked === null ? 'not checked' : `told to ${bot.asked}, not confirmed`;
    case 'halted':
      return bot.held === null ? 'not running' : 'halted';
    case 'failed':
      return failedWord(bot.wanted);
    case 'running':
    case 'pausing':
    case 'paused':
    case 'halting':
      return bot.state;
    default:
      return assertNever(bot);
  }
}

function failedWord(wanted: 'pause' | 'halt' | 'run'): string {
  switch (wanted) {
    case 'pause':
      return 'not paused';
    case 'halt':
      return 'not halted';
    case 'run':
      return 'not resumed';
    default:
      return assertNever(wanted);
  }
}

/** Whether the operator can let it go: it is held, or the last attempt at that has failed. */
export function isResumable(bot: BotState): boolean {
  return bot.held !== null || (bot.state === 'failed' && bot.wanted === 'run');
}
