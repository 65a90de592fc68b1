import { expect, test } from 'vitest';
import type { JournalRow } from '../../shared/api/journal.ts';
import { timeline } from './timeline.ts';

const firedAt = '2026-11-21T09:14:03.000Z';

function sentenceOf(kind: string, data: JournalRow['data'], reason: string | null = null): string | undefined {
  const row: JournalRow = { seq: 1, at: firedAt, kind, source: 'engine', killId: 'k', reason, data };
  return timeline({ firedAt, rows: [row] })[0]?.sentence;
}

test.each([
  ['BOOK_READ', { broker: 'demo', positions: [1, 2], orders: [1] }, 'demo: read 2 positions and 1 order'],
  ['CANCEL_SENT', { broker: 'demo', orderId: '*' }, 'demo: cancel sent for every order'],
  [
    'CANCEL_ANSWERED',
    { broker: 'demo', orderId: 'p1', answer: { kind: 'refused', words: 'gone' } },
    'demo: cancel of order p1 refused, gone',
  ],
  [
    'CLOSE_SENT',
    { broker: 'demo', side: 'sell', quantity: '1200', symbol: 'AAPL' },
    'demo: close sent: sell 1,200 AAPL',
  ],
  [
    'CLOSE_ANSWERED',
    { broker: 'demo', symbol: 'AAPL', answer: { kind: 'accepted', words: '' } },
    'demo: close of AAPL accepted',
  ],
  [
    'CLOSE_FILLED',
    { broker: 'demo', symbol: 'AAPL', filledQuantity: '3', averagePrice: '230.9' },
    'demo: filled 3 AAPL at 230.9',
  ],
  ['CLOSE_FILLED', { broker: 'demo', symbol: 'AAPL', filledQuantity: '3', averagePrice: null }, 'demo: filled 3 AAPL'],
  ['BROKER_SETTLED', { broker: 'demo', flat: false }, 'demo: settled, not flat'],
  ['BOTS_HELD', { bots: ['grid', 7, 'maker'], to: 'halt' }, 'told to halt: grid, maker;'],
  ['BOT_HALT_FAILED', { bot: 'maker', to: 'halt', elapsedMs: 1_000 }, 'maker did not halt in time:'],
  ['ALERT_SENT', { channel: 'slack', latencyMs: 290 }, 'told on slack'],
  ['KILL_SETTLED', { flat: true }, 'every broker has settled, flat'],
])('%s with %j', (kind, data, sentence) => {
  expect(sentenceOf(kind, data)).toBe(sentence);
});

test('a reason stands after the words', () => {
  expect(sentenceOf('RESET_REFUSED', { against: [1] }, 'looks fine now')).toBe(
    'reset refused, 1 thing against it: looks fine now',
  );
});

test('rows of another version, or of no sense, are shown as far as they go', () => {
  expect(sentenceOf('NEW_KIND', { broker: 'demo' }, 'why')).toBe('demo: why');
  expect(sentenceOf('NEW_KIND', {})).toBe('');
  expect(sentenceOf('CLOSE_ANSWERED', { broker: 7, symbol: null, answer: 'x' })).toBe('close of  ');
  expect(sentenceOf('toString', {})).toBe('');
});

test('time counts from the firing, also before it', () => {
  const row = (at: string): JournalRow => ({
    seq: 1,
    at,
    kind: 'X',
    source: 'engine',
    killId: 'k',
    reason: null,
    data: {},
  });
  const rows = [row('2026-11-21T09:14:02.996Z'), row('2026-11-21T09:14:03.004Z'), row('2026-11-21T09:34:03.004Z')];
  expect(timeline({ firedAt, rows }).map(({ offset }) => offset)).toEqual(['−0.004 s', '+0.004 s', '+1,200.004 s']);
});
