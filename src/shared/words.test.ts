import { expect, test } from 'vitest';
import type { DeadManState, FlattenProgress, Status } from './api/state.ts';
import {
  deadManSentence,
  grouped,
  moneyWord,
  type Plate,
  plateOf,
  progressSentence,
  type Tone,
  timeLeft,
  toneOf,
  tradingSentence,
} from './words.ts';

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
  expect(
    progressSentence({ ...base, residuals: [], retries: [], words: '', deadlineAt: at, settledAt: null, ...part }),
  ).toBe(sentence);
});

test.each([
  [48 * 3_600_000, '48 hours'],
  [9 * 86_400_000, '9 days'],
  [4 * 3_600_000 + 59 * 60_000, '4 hours'],
  [2 * 3_600_000 - 1, '119 minutes'],
  [119_999, '119 seconds'],
  [1_999, '1 second'],
  [-5, '0 seconds'],
])('%i ms are %s, never more than is left', (ms, words) => {
  expect(timeLeft(ms)).toBe(words);
});

test("the dead man's switch says what to do, and by when", () => {
  expect(deadManSentence('warning', 4 * 3_600_000)).toBe("Dead man's switch warning. Check in within 4 hours.");
  expect(deadManSentence('critical', 57.5 * 60_000)).toBe(
    "Dead man's switch critical. Check in within 57 minutes or all bots will be stopped.",
  );
});

test('a code is shown in groups of four', () => {
  expect(['48219930', '4821', '482199', ''].map(grouped)).toEqual(['4821 9930', '4821', '4821 99', '']);
});
