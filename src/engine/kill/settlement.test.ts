import { expect, it } from 'vitest';
import type { Residual } from '../../shared/api/state.ts';
import type { FlattenView } from '../flatten/flatten.ts';
import type { Kill, Latch } from '../switch/latch.ts';
import { settlementOf } from './settlement.ts';

const at = '2026-01-01T00:00:00.000Z';
const kill: Kill = {
  killId: 'k',
  source: 'cli',
  reason: 'r',
  firedAt: at,
  signals: 1,
  receipts: [],
  clearsItself: false,
};
const left = (quantity: string, symbol = 'X'): Residual => {
  return { broker: 'b', symbol, quantity, outcome: 'failed', words: 'no', accept: `b/${symbol}@${quantity}` };
};
const killing: Latch = { state: 'killing', since: at, kill };
const killed = (flat: boolean, residuals: Residual[] = []): Latch => {
  return { state: 'killed', since: at, kill, flat, residuals };
};

type News = 'working' | 'flat' | 'settled' | 'unread';
function view(news: News, residuals: Residual[] = [], killId = 'k'): FlattenView {
  const verdicts = { working: 'open', flat: 'flat', settled: 'open', unread: 'undecided' } as const;
  return {
    killId,
    isFlat: () => news === 'flat',
    isSettled: () => news === 'flat' || news === 'settled',
    verdict: () => verdicts[news],
    residuals: () => residuals,
    outcome: () => undefined,
    progress: () => {
      throw new Error('not part of this test');
    },
  };
}

it('settles when every broker has, and is flat when every broker is', () => {
  expect(settlementOf(killing, [view('flat'), view('working')], 5)).toBe(null);
  expect(settlementOf(killing, [view('flat'), null], 5)).toBe(null);
  expect(settlementOf(killing, [view('flat'), view('flat', [], 'another')], 5)).toBe(null);
  expect(settlementOf(killing, [view('flat'), view('flat')], 5)?.data).toEqual({
    flat: true,
    elapsedMs: 5,
    residuals: [],
  });
  expect(settlementOf(killing, [view('flat'), view('settled', [left('5')])], 5)?.data).toMatchObject({
    flat: false,
    residuals: [{ symbol: 'X' }],
  });
});

it('tells of what is left by its names, and nothing of a broker that has not been read yet', () => {
  const before = killed(false, [left('5')]);
  expect(settlementOf(before, [view('settled', [left('4')])], 5)).toBe(null);
  expect(settlementOf(before, [view('unread')], 5)).toBe(null);
  expect(settlementOf(before, [view('settled', [left('5', 'Y')])], 5)).toMatchObject({ kind: 'FLAT_CHANGED' });
  expect(settlementOf(before, [view('flat')], 5)?.data).toEqual({ flat: true, residuals: [] });
  expect(settlementOf(killed(true), [view('flat')], 5)).toBe(null);
  expect(settlementOf(killed(true), [view('working', [left('1')])], 5)?.data).toMatchObject({ flat: false });
});

it('has nothing to say while armed', () => {
  expect(settlementOf({ state: 'armed', since: at }, [view('flat')], 5)).toBe(null);
});
