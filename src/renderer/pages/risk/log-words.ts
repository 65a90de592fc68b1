import { grouped, plural } from '../../view/numbers.ts';
import type { LogView } from './log.ts';

/** What is shown, in a sentence; of a search, also how far it has come. */
export function logSentence({ count, searched, isOpening, failure }: LogView): string {
  if (failure !== null) return `It can't be read now: ${failure.message} It is tried again by itself.`;
  if (isOpening) return 'Reading the journal…';
  if (searched === null) return `${plural(count, 'row')}, newest first`;
  const found = count === 0 ? 'Nothing found' : `${plural(count, 'row')} found`;
  if (searched.isWhole) return `${found} in the whole journal`;
  return `${found} so far, down to row ${grouped(String(searched.downTo))}`;
}
