import type { BotState } from '../../shared/api/bots.ts';
import type { EngineState } from '../../shared/api/state.ts';
import { botWord } from '../../shared/bot-words.ts';
import { reasonNeeded } from './reason.ts';
import type { Precondition } from './reset.ts';

/** Faults first, then those that are not confirmed; otherwise as the configuration has them. */
export function botsInOrder(bots: readonly BotState[]): BotState[] {
  return bots.toSorted((a, b) => rank(a) - rank(b));
}

/** Whether somebody has to look: it did not obey, or nothing shows whether it did. */
export function isBotFault(bot: BotState): boolean {
  return bot.state === 'failed' || (bot.state === 'unknown' && bot.asked !== null);
}

/** `1 not halted · 3 running`, in the order of the list. */
export function botsSentence(bots: readonly BotState[]): string {
  const words = Map.groupBy(botsInOrder(bots), botWord);
  return [...words].map(([word, those]) => `${those.length} ${word}`).join(' · ');
}

function rank(bot: BotState): number {
  if (bot.state === 'failed') return 0;
  return isBotFault(bot) ? 1 : 2;
}

/** What a resume waits for, as far as the page can see. `live` null: no engine answers. */
export function resumePreconditions(live: EngineState | null, reason: string): Precondition[] {
  if (live === null) {
    return [{ id: 'engine', met: false, sentence: 'The engine does not answer: nothing can be resumed.' }];
  }
  return [
    { id: 'latch', met: live.state === 'armed', sentence: 'The kill switch is reset.' },
    { id: 'dead_man', met: live.deadMan.state !== 'triggered', sentence: 'The dead man’s switch is reset.' },
    reasonNeeded(reason),
  ];
}
