import type { BrokerState, EngineState } from '../../shared/api/state.ts';
import { moneyWord } from '../../shared/words.ts';

/** More names than these would push what is above the kill out of a small window. */
const namesAtMost = 3;

/** What a kill from here covers, and whether that is money. `live` null: no engine says which accounts there are. */
export function scopeSentence(live: EngineState | null): string {
  if (live !== null && live.state !== 'armed') return 'Another kill joins this one and has every broker read again.';
  const brokers = live?.brokers ?? [];
  const names = brokers.length === 0 ? '' : ` (${[...kinds(brokers)].map(namesOf).join('; ')})`;
  return `Cancels and closes the whole account at every broker${names}.`;
}

/** Money first. */
function kinds(brokers: readonly BrokerState[]): [word: string, those: BrokerState[]][] {
  const byWord = Map.groupBy(brokers, moneyWord);
  return [...byWord].toSorted(([a], [b]) => a.localeCompare(b));
}

/** `LIVE: main, spot`, `LIVE: main, spot, lab and 11 more`. */
function namesOf([word, those]: [word: string, those: readonly BrokerState[]]): string {
  const named = those
    .slice(0, namesAtMost)
    .map(({ name }) => name)
    .join(', ');
  const more = those.length - namesAtMost;
  return `${word}: ${named}${more > 0 ? ` and ${more} more` : ''}`;
}
