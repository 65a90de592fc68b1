import type { FlattenRetry } from '../../shared/api/state.ts';
import type { Book } from '../brokers/broker.ts';
import type { CancelTrack, CloseTrack } from './tracks.ts';

/** What is still open although it was tried: how often, and what was heard last. Positions first, each kind as the book has it. */
export function retriesOf(
  book: Book,
  cancels: ReadonlyMap<string, CancelTrack>,
  closes: ReadonlyMap<string, CloseTrack>,
): FlattenRetry[] {
  const positions = book.positions.flatMap(({ symbol }): FlattenRetry[] => {
    const track = closes.get(symbol);
    return track !== undefined && isRetried(track) ? [{ symbol, tries: track.tries, words: track.words }] : [];
  });
  const orders = book.orders.flatMap(({ id, symbol }): FlattenRetry[] => {
    const track = cancels.get(id);
    if (track === undefined || !isRetried(track)) return [];
    return [{ symbol, orderId: id, tries: track.tries, words: track.words }];
  });
  return [...positions, ...orders];
}

/** The first attempt is no retry until it has failed. */
function isRetried({ state, tries }: CancelTrack | CloseTrack): boolean {
  return tries > 1 || state === 'refused' || state === 'unanswered' || state === 'absent';
}
