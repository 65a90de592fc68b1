import { expect, test } from 'vitest';
import type { DeadManState, FlattenProgress, Status } from './api/state.ts';
import { moneyWord, type Plate, plateOf, progressSentence, type Tone, toneOf, tradingSentence } from './words.ts';

const at = '2026-11-21T09:14:03.000Z';

function status(part: Partial<Status>): Status {
  const base = { state: 'armed', flat: null, trading: true, reason: null, killId: null } as const;
  return { ...base, deadMan: deadMan('ok'), since: at, paper: true, ...part };
}

function deadMan(state: DeadManState): Status['deadMan'] {
  return { state, deadline: at, lastCheckIn: at };
}

test.each<[Partial<Status> | null, Plate, Tone]>([
  [{}, 'ARMED', 'blue'],
  [{ deadMan: deadMan('warning') }, 'CHECK IN', 'yellow'],
  [{ deadMan: deadMan('critical') }, 'CHECK IN', 'yellow'],
  [{ deadMan: deadMan('triggered') }, 'PAUSED', 'amber'],
  [{ state: 'killing', flat: false, deadMan: deadMan('triggered') }, 'KILLING', 'yellow'],
  [{ state: 'killed', flat: true }, 'KILLED · FLAT', 'red'],
  [{ state: 'killed', flat: false }, 'KILLED · NOT FLAT', 'red'],
  // Nobody has said flat, so it is not said.
  [{ state: 'killed', flat: null }, 'KILLED · NOT FLAT', 'red'],
  [null, 'NO ENGINE', 'grey'],
])('%j shows %s in %s', (part, plate, tone) => {
  expect(plateOf(part && status(part))).toBe(plate);
  expect(toneOf(plate)).toBe(tone);
});

test('paper and money are told apart, and why orders are refused is said', () => {
  expect(moneyWord({ paper: true })).toBe('PAPER');
  expect(moneyWord({ paper: false })).toBe('LIVE');
  expect(tradingSentence(status({}))).toBe('Orders pass.');
  expect(tradingSentence(status({ trading: false, reason: 'kill switch engaged' }))).toBe(
    'Orders are refused: kill switch engaged.',
  );
});

test.each<[Partial<FlattenProgress>, string]>([
  [{}, 'cancelled 1 of 5 · closed 2 of 7 · working'],
  [{ phase: 'confirming' }, 'cancelled 1 of 5 · closed 2 of 7 · confirming'],
  [{ phase: 'settled', flat: true }, 'cancelled 1 of 5 · closed 2 of 7 · flat'],
  [{ phase: 'holding', flat: false }, 'cancelled 1 of 5 · closed 2 of 7 · not flat'],
])('progress %j is "%s"', (part, sentence) => {
  const base = { phase: 'working', cancelled: 1, cancelTotal: 5, closed: 2, closeTotal: 7, flat: false } as const;
  expect(progressSentence({ ...base, residuals: [], words: '', deadlineAt: at, settledAt: null, ...part })).toBe(
    sentence,
  );
});
