import type { JournalRow } from '../../../shared/api/journal.ts';

/** What of the log is shown; an empty text lets every row pass. */
export interface Filter {
  kind: string;
  text: string;
}

export const noFilter: Filter = { kind: '', text: '' };

export function isFiltering({ kind, text }: Filter): boolean {
  return kind !== '' || text !== '';
}

/** As the engine judges it: the kind exactly, the text anywhere in kind, source, kill, reason or data, whatever the case of A to Z. */
export function fits(row: JournalRow, { kind, text }: Filter): boolean {
  if (kind !== '' && row.kind !== kind) return false;
  if (text === '') return true;
  const wanted = lower(text);
  const parts = [row.kind, row.source, row.killId ?? '', row.reason ?? '', JSON.stringify(row.data)];
  return parts.some((part) => lower(part).includes(wanted));
}

/** SQLite's LIKE folds the letters of ASCII alone. */
function lower(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}
