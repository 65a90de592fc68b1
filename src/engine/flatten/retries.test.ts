import { expect, test } from 'vitest';
import type { Book } from '../brokers/broker.ts';
import { retriesOf } from './retries.ts';
import type { CancelTrack, CloseTrack } from './tracks.ts';

const book = {
  positions: [{ symbol: 'AAPL' }, { symbol: 'TSLA' }, { symbol: 'NVDA' }],
  orders: [
    { id: 'p1', symbol: 'AAPL' },
    { id: 'p2', symbol: 'TSLA' },
  ],
} as Book;

function close(symbol: string, over: Partial<CloseTrack>): [string, CloseTrack] {
  const track = { symbol, state: 'in_flight', tries: 1, words: 'close sent', ...over } as CloseTrack;
  return [symbol, track];
}

test('what was sent once and may still work is no retry', () => {
  const cancel = { state: 'accepted', tries: 1, words: 'on its way' } as CancelTrack;
  const closes = new Map([close('AAPL', {}), close('TSLA', { state: 'working' }), close('GONE', { state: 'refused' })]);
  expect(retriesOf(book, new Map([['p1', cancel]]), closes)).toEqual([]);
});

test('what failed, or was sent again, says how often and what was heard', () => {
  const closes = new Map([
    close('TSLA', { tries: 3, words: 'close sent' }),
    close('NVDA', { state: 'refused', words: 'insufficient quantity' }),
  ]);
  const cancel = { state: 'unanswered', tries: 1, words: 'timed out' } as CancelTrack;
  expect(retriesOf(book, new Map([['p2', cancel]]), closes)).toEqual([
    { symbol: 'TSLA', tries: 3, words: 'close sent' },
    { symbol: 'NVDA', tries: 1, words: 'insufficient quantity' },
    { symbol: 'TSLA', orderId: 'p2', tries: 1, words: 'timed out' },
  ]);
});
