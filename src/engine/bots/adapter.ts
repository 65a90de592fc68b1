import type { HoldLevel } from '../../shared/api/bots.ts';
import type { Preflight } from '../../shared/api/commands.ts';

/** What one look at a bot, or one order to it, has shown. `words` are for people. */
export type Seen =
  | { is: 'running' | 'paused' | 'halted'; words: string }
  /** Nothing of ours holds it back; whether it runs can't be seen. */
  | { is: 'free'; words: string }
  /** On its way to where it was sent. */
  | { is: 'busy'; words: string }
  /** It was given the order; nothing shows whether it obeys. */
  | { is: 'told'; words: string }
  /** There is no way to look at it. */
  | { is: 'unchecked'; words: string }
  /** The look, or the order, has failed. */
  | { is: 'unreadable'; words: string };

/** What an adapter is told beside the level. */
export interface Order {
  /** The kill at work; null for a pause. */
  killId: string | null;
  /** The bot's broker is flat, or past its deadline: there is nothing left that the bot would have to close. */
  brokerSettled: boolean;
}

export type BotCheck = Pick<Preflight['checks'][number], 'status' | 'sentence' | 'nextAction'>;

/**
 * One way to halt a bot. Every call is one short step and may be repeated at any time, after a crash too: the same order twice does
 * no harm. What a call can't do is a value; `signal` ends it at the bot's `callTimeout`, and whoever calls waits no longer than that.
 */
export interface BotAdapter {
  /** Brings the bot nearer to `to` and says what it then is. Called until it is there. */
  drive(to: HoldLevel, order: Order, signal: AbortSignal): Promise<Seen>;
  /** Looks, and changes nothing. */
  look(signal: AbortSignal): Promise<Seen>;
  /** Lets it go on, as far as this way can; what was halted for good is not started. */
  resume(signal: AbortSignal): Promise<Seen>;
  /** What a halt would do now; changes nothing. */
  preflight(signal: AbortSignal): Promise<BotCheck>;
}

/** Words that stand in a row, on a page and on a terminal: one line, without control characters, and not endless. */
export function oneLine(text: string, maxCharacters: number): string {
  const line = text.replace(/[\p{C}\s]+/gu, ' ').trim();
  return line.length <= maxCharacters ? line : `${line.slice(0, maxCharacters - 1)}…`;
}
