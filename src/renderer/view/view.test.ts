import { expect, test } from 'vitest';
import { formatDuration } from '../../shared/duration.ts';
import { sourceName } from '../../shared/words.ts';
import { aapl, armed, broker, firedAt, flatten, killed } from '../testing/states.ts';
import { brokerFlatten, flatCount, isDone, stillOpen } from './flatten.ts';
import { isHistory, killNote, triesNote } from './kill-note.ts';
import { grouped, money, percent } from './numbers.ts';
import { plateView, titleOf } from './plate.ts';
import { localTime, runningTime } from './time.ts';

const firedMs = Date.parse(firedAt);
const running = { firedAt, settledAt: null };

test('an engine that is not heard has no state, whatever it said last', () => {
  const last = { state: killed([]), atMs: firedMs };
  const view = plateView({ link: 'gone', last, failure: null });
  expect(view).toEqual({
    kind: 'no_engine',
    word: 'NO ENGINE',
    tone: 'grey',
    last: { word: 'KILLED · FLAT', at: firedAt },
    why: null,
  });
  const failed = { hint: '', mayHaveLanded: false } as const;
  const gone = (code: 'unanswered' | 'degraded') =>
    plateView({ link: 'gone', last, failure: { ...failed, code, message: code } });
  expect(gone('unanswered')).toMatchObject({ why: null });
  expect(gone('degraded')).toMatchObject({ why: 'degraded' });
  expect(titleOf({ link: 'gone', last, failure: null })).toBe('NO ENGINE · Scram');
});

test('the title names the state and the money', () => {
  expect(titleOf({ link: 'live', state: armed })).toBe('ARMED · PAPER · Scram');
  expect(titleOf({ link: 'live', state: { ...killed([aapl]), paper: false } })).toBe(
    'KILLED · NOT FLAT · LIVE · Scram',
  );
});

test.each([
  ['-1234567.50', '−1,234,567.50'],
  ['0.2415', '0.2415'],
  ['999', '999'],
  ['1000', '1,000'],
])('%s is shown as %s', (value, shown) => {
  expect(grouped(value)).toBe(shown);
});

test('money has cents, a fraction has thousandths of a percent', () => {
  expect(money('99998.172705', 'USD')).toBe('99,998.17 USD');
  expect(money('5', null)).toBe('5.00');
  expect(percent('0.00002913')).toBe('0.003 %');
  expect(percent('-0.0123')).toBe('−1.23 %');
});

test('a running time is in tenths and never negative', () => {
  expect([-500, 0, 99, 3_449, 59_999, 72_000].map(runningTime)).toEqual([
    '0.0 s',
    '0.0 s',
    '0.0 s',
    '3.4 s',
    '59.9 s',
    '1 min 12.0 s',
  ]);
});

test('a time of another day has its day', () => {
  expect(localTime(firedAt, firedMs)).toMatch(/^\d\d:\d\d:\d\d$/);
  expect(localTime(firedAt, firedMs + 3 * 86_400_000)).toMatch(/^2026-11-2\d \d\d:\d\d:\d\d$/);
});

test('a source is named, a trigger by its name', () => {
  expect(sourceName('usb')).toBe('the button, over USB');
  expect(sourceName('trigger:MarginCall')).toBe('the trigger MarginCall');
});

test('bars empty as things are closed, and time runs until the broker has settled', () => {
  const working = broker({
    flatten: flatten({ cancelled: 2, cancelTotal: 5, closed: 0, closeTotal: 1, words: 'held' }),
  });
  expect(brokerFlatten(working, running, firedMs + 1_250)).toEqual({
    name: 'demo',
    verdict: 'working',
    bars: [
      { label: '3 of 5 orders open', left: 3, total: 5 },
      { label: '1 of 1 position open', left: 1, total: 1 },
    ],
    words: 'held',
    time: '1.2 s',
  });
  const settledAt = new Date(firedMs + 5_000).toISOString();
  const settled = broker({ flatten: flatten({ phase: 'settled', settledAt }) });
  expect(brokerFlatten(settled, running, firedMs + 99_000)).toMatchObject({ verdict: 'not flat', time: '5.0 s' });
});

test('a broker that a restarted engine asks again took no longer than the kill did', () => {
  const after = (ms: number) => new Date(firedMs + ms).toISOString();
  const kill = { firedAt, settledAt: after(2_300) };
  const confirmedAnew = broker({ flatten: flatten({ phase: 'holding', flat: true, settledAt: after(21_800) }) });
  const askedAnew = broker({ flatten: flatten({ phase: 'confirming', flat: true }) });
  for (const each of [confirmedAnew, askedAnew]) {
    expect(brokerFlatten(each, kill, firedMs + 99_000).time).toBe('2.3 s');
  }
});

test('a broker is done when it has confirmed that it is flat, and can still be asked', () => {
  const settledAt = firedAt;
  const flat = broker({ flatten: flatten({ phase: 'holding', flat: true, settledAt }) });
  const unread = { ...flat, trouble: 'timed out' };
  const unconfirmed = broker({ flatten: flatten({ phase: 'confirming', flat: true }) });
  const residual = broker({ flatten: flatten({ phase: 'settled', settledAt }) });
  const all = [flat, unread, unconfirmed, residual, broker()];
  expect(all.map(isDone)).toEqual([true, false, false, false, false]);
  expect(flatCount(all)).toBe('2 of 5 flat');
  expect(flatCount([flat])).toBeNull();
});

test('what is still open says how often it was tried, and what was heard', () => {
  const order = { id: 'p1', symbol: 'AAPL', type: 'limit', side: 'sell', quantity: '120' } as const;
  const retries = [
    { symbol: 'AAPL', tries: 3, words: 'held for orders' },
    { symbol: 'AAPL', orderId: 'p1', tries: 1, words: 'timed out' },
  ];
  const positions = ['AAPL', 'TSLA'].map((symbol) => ({ symbol, quantity: '-25', lastPrice: null }));
  const orders = [order, { ...order, id: 'c1', type: 'market', closes: true }];
  const working = broker({ positions, orders, flatten: flatten({ retries }) });
  expect(stillOpen(working).map(({ name, standing }) => [name, standing])).toEqual([
    ['AAPL', 'tried 3 times: held for orders'],
    ['TSLA', 'to be closed'],
    ['AAPL, sell limit', 'tried once: timed out'],
    ['AAPL, sell market', 'Scram’s own, closing'],
  ]);
  expect(stillOpen(broker())).toEqual([]);
});

test('that nothing is open is said only when the venue has shown it', () => {
  const labels = (over: Parameters<typeof flatten>[0]) =>
    brokerFlatten(broker({ flatten: flatten(over) }), running, firedMs).bars.map(({ label }) => label);
  expect(labels({ phase: 'working' })).toEqual(['no orders seen yet', 'no positions seen yet']);
  expect(labels({ phase: 'settled' })).toEqual(['no orders seen yet', 'no positions seen yet']);
  expect(labels({ phase: 'confirming' })).toEqual(['no orders', 'no positions']);
  expect(labels({ phase: 'holding', flat: true })).toEqual(['no orders', 'no positions']);
});

test('a broker that can not be read says so before its last words', () => {
  const silent = broker({ trouble: 'timed out', flatten: flatten({ words: 'filled' }) });
  expect(brokerFlatten(silent, running, firedMs).words).toBe("can't be read: timed out");
  expect(brokerFlatten(broker(), running, firedMs)).toMatchObject({ verdict: 'waiting', bars: [] });
});

test('an answered kill is said as what it was, and no more after the reset', () => {
  const answer = { status: 'killed', killId: 'k1', state: 'killing', journaled: true } as const;
  const answered = { step: 'answered', answer, elapsedMs: 37 } as const;
  const taken = `The engine took your kill and engaged the latch. Its answer came after ${formatDuration(37)}.`;
  expect(killNote(answered, killed([]))).toEqual([taken]);
  expect(killNote(answered, null)).toEqual([taken]);
  expect(killNote(answered, armed)).toEqual([]);
  expect(killNote({ ...answered, answer: { ...answer, journaled: false } }, killed([]))[1]).toMatch(
    'not in the journal',
  );
});

test('a kill without an answer is never said to have arrived, and not to have only where no try can have', () => {
  const failure = { code: 'unanswered', message: 'm', hint: 'h', mayHaveLanded: false } as const;
  for (const step of ['unknown', 'given_up'] as const) {
    const first = (mayHaveLanded: boolean) => killNote({ step, tries: 2, failure, mayHaveLanded }, armed)[0];
    expect(first(true)).toMatch('It is not known whether your kill arrived');
    expect(first(false)).toMatch('Your kill has not reached the engine');
  }
  expect(triesNote({ step: 'unknown', tries: 2, failure, mayHaveLanded: true })).toBe('Sent 2 times so far. m');
  expect(triesNote({ step: 'given_up', tries: 2, failure, mayHaveLanded: true })).toBeNull();
});

test('an answer is history once the kill that it is about has been reset', () => {
  const answer = { status: 'killed', killId: 'k1', state: 'killing', journaled: true } as const;
  const answered = { step: 'answered', answer, elapsedMs: 37 } as const;
  const reset = (killId: string) => ({ at: firedAt, source: 'cli', reason: 'prices checked', killId }) as const;
  expect(isHistory(answered, killed([]))).toBe(false);
  expect(isHistory(answered, null)).toBe(false);
  expect(isHistory(answered, { ...armed, lastReset: reset('k0') })).toBe(false);
  expect(isHistory(answered, { ...armed, lastReset: reset('k1') })).toBe(true);
});
