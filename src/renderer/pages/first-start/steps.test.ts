import { expect, test } from 'vitest';
import { armed, firedAt, killed } from '../../testing/states.ts';
import { drillSentence, nextStep, seenBy } from './steps.ts';

const report = {
  flat: true,
  latchedMs: 0.6,
  firstRequestMs: 2,
  answeredMs: 3,
  flatMs: 2_140,
  ordersCancelled: 5,
  positionsClosed: 6,
  residuals: [],
};
const drills = { running: null, recent: [{ at: firedAt, source: 'window' as const, report }] };
const lastReset = { at: firedAt, source: 'window' as const, reason: 'r', killId: 'k1' };

test('the steps follow what the engine has seen', () => {
  expect(nextStep(seenBy(armed, null))).toBe('drill');
  expect(nextStep(seenBy(armed, { running: null, recent: [] }))).toBe('drill');
  expect(nextStep(seenBy(armed, drills))).toBe('kill');
  expect(nextStep(seenBy(killed([]), drills))).toBe('reset');
  expect(nextStep(seenBy({ ...armed, lastReset }, drills))).toBe('connect');
});

test('a kill before the first drill does not skip it', () => {
  expect(nextStep(seenBy(killed([]), null))).toBe('drill');
});

test('a drill is told by its times, and one that failed by that', () => {
  expect(drillSentence(report)).toBe(
    'Latched after 1 ms, first order to the broker after 2 ms, confirmed flat after 2.1 s.',
  );
  expect(drillSentence({ ...report, flat: false, flatMs: null, firstRequestMs: null })).toBe(
    'It did not become flat: latched after 1 ms. Ready says what is wrong.',
  );
});
