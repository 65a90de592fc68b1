import type { JournalRow } from '../../../shared/api/journal.ts';
import { riskLimits } from './limits.ts';

/** What a row says, on one line: its reason, then what its data has in a word or a number. The rest is in the data itself. */
export function rowWords({ reason, data }: JournalRow): string {
  const parts = Object.entries(data).flatMap(([name, value]) => {
    if (value === null || value === '' || typeof value === 'object') return [];
    return [`${name} ${value}`];
  });
  const words = [reason ?? '', ...parts].filter((part) => part !== '').join(' · ');
  const { rowWordsCharacters } = riskLimits;
  return words.length <= rowWordsCharacters ? words : `${words.slice(0, rowWordsCharacters - 1)}…`;
}

/** The row as somebody would paste it: every field, readable. */
export function rowJson(row: JournalRow): string {
  return JSON.stringify(row, null, 2);
}
