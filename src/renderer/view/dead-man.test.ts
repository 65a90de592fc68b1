import { expect, test } from 'vitest';
import { armed } from '../testing/states.ts';
import { deadManPreconditions, ringView } from './dead-man.ts';

const day = 86_400_000;
const deadline = '2026-11-22T09:14:03.000Z';
const leftAt = (leftMs: number) => Date.parse(deadline) - leftMs;
const timer = { state: 'ok', deadline, lastCheckIn: null, windowMs: day } as const;

test('the ring is as full as the window has time left, and never fuller', () => {
  expect(ringView(timer, leftAt(day / 4))).toMatchObject({ share: 0.25, count: '6', unit: 'hours', tone: null });
  expect(ringView(timer, leftAt(day + 5))).toMatchObject({ share: 1 });
  expect(ringView(timer, leftAt(-5))).toMatchObject({ share: 0, count: '0', unit: 'seconds' });
});

test('the ring is coloured as the time runs out', () => {
  expect(ringView({ ...timer, state: 'warning' }, leftAt(day / 10)).tone).toBe('yellow');
  expect(ringView({ ...timer, state: 'critical' }, leftAt(day / 30)).tone).toBe('red');
  expect(ringView({ ...timer, state: 'triggered' }, leftAt(day / 30))).toMatchObject({ tone: 'red', share: 0 });
});

test('the reset waits for the trigger, a reason and the word', () => {
  const missing = (state: typeof armed | null, reason: string, word: string) =>
    deadManPreconditions(state, reason, word).flatMap(({ id, met }) => (met ? [] : [id]));
  const triggered = { ...armed, deadMan: { ...armed.deadMan, state: 'triggered' as const } };
  expect(missing(armed, 'back again now', 'RESET')).toEqual(['triggered']);
  expect(missing(triggered, 'ok', 'reset')).toEqual(['reason', 'confirm']);
  expect(missing(triggered, 'back again now', 'RESET')).toEqual([]);
  expect(missing(null, 'back again now', 'RESET')).toEqual(['engine']);
});
