import { expect, it } from 'vitest';
import type { Book, OpenOrder } from '../brokers/broker.ts';
import { emptyLedger, enterBook, forgetGone } from './ledger.ts';
import type { CancelTrack } from './tracks.ts';

const order = (id: string): OpenOrder => {
  return { id, clientOrderId: null, symbol: 'X', type: 'limit', side: 'buy', quantity: '1' };
};
const bookOf = (...ids: string[]): Book => ({ equity: '0', currency: 'USD', positions: [], orders: ids.map(order) });
const track = (state: CancelTrack['state'], changedMs: number): CancelTrack => {
  return { state, changedMs, notBeforeMs: 0, tries: 1, words: '' };
};

it('forgets the oldest orders that are gone, and no cancel of which something may still come', () => {
  const ledger = emptyLedger();
  enterBook(ledger, bookOf('open', 'on its way', 'just answered', 'gone', 'gone too', 'latest'), 'own');
  const cancels = new Map([
    ['open', track('accepted', 0)],
    ['on its way', track('in_flight', 0)],
    ['just answered', track('accepted', 11)],
    ['gone', track('accepted', 10)],
    ['gone too', track('refused', 0)],
    ['latest', track('accepted', 0)],
  ]);
  forgetGone(ledger, cancels, bookOf('open'), 10, 2);
  expect([...cancels.keys()]).toEqual(['open', 'on its way', 'just answered']);
  expect([...ledger.orders.keys(), ledger.forgotten]).toEqual(['open', 'latest', 4]);
});
