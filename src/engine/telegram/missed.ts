import { fitted } from '../alerts/message.ts';
import { telegramLimits } from './limits.ts';
import type { Said } from './talk.ts';
import { utc } from './words.ts';

/** Enough to know one's own words again. */
const quotedCharacters = 40;

interface Of {
  listed: string[];
  more: number;
}

/** What those who are allowed have sent while the engine did not listen, for one answer to each. */
export class Missed {
  private readonly byUser = new Map<number, Of>();

  note(said: Said, sentAtMs: number | null): void {
    const of = this.byUser.get(said.user) ?? { listed: [], more: 0 };
    this.byUser.set(said.user, of);
    if (of.listed.length >= telegramLimits.missedListed) {
      of.more += 1;
      return;
    }
    const what = said.kind === 'button' ? 'a button' : `“${fitted(said.text.replace(/\s+/g, ' '), quotedCharacters)}”`;
    of.listed.push(sentAtMs === null ? `· ${what}` : `· ${what}, ${utc(sentAtMs)}`);
  }

  /** The lines for each, and forgets them. */
  take(): [user: number, lines: string[]][] {
    const all = [...this.byUser].map(([user, { listed, more }]): [number, string[]] => [
      user,
      more > 0 ? [...listed, `· and ${more} more`] : listed,
    ]);
    this.byUser.clear();
    return all;
  }
}
