import { expect, test } from 'vitest';
import type { DeadManState } from '../../shared/api/state.ts';
import { at, atMs, condition, engineState, killedState } from '../fixture.ts';
import { noticesOf } from './notices.ts';

const live = { paper: false } as const;

function titles(...args: Parameters<typeof noticesOf>): string[] {
  return noticesOf(...args).map(({ title }) => title);
}

test('a kill, and its settlement, are each told once', () => {
  const armed = engineState(live);
  const killing = killedState(null, live);
  expect(noticesOf(armed, killing, atMs)).toEqual([
    { title: 'KILLING', body: 'By the button, over WiFi: prices look wrong', critical: true, place: 'now' },
  ]);
  expect(noticesOf(killing, { ...killing }, atMs)).toEqual([]);
  expect(titles(killing, killedState(true, live), atMs)).toEqual(['KILLED · FLAT']);
  expect(noticesOf(killedState(true, live), killedState(true, live), atMs)).toEqual([]);
});

test('a kill that settled while nobody listened is told whole', () => {
  const [notice] = noticesOf(engineState(live), killedState(true, live), atMs);
  expect(notice).toMatchObject({ title: 'KILLED · FLAT', body: expect.stringContaining('prices look wrong') });
  expect(titles(null, killedState(false, live), atMs)).toEqual(['KILLED · NOT FLAT']);
});

test('what is left is named, and told again when it is gone', () => {
  const flatten = {
    phase: 'holding',
    cancelled: 0,
    cancelTotal: 0,
    closed: 0,
    closeTotal: 1,
    flat: false,
    words: '',
    deadlineAt: at,
    settledAt: at,
    residuals: [
      { broker: 'demo', symbol: 'XYZ', quantity: '5', outcome: 'failed', words: '', accept: 'demo/XYZ@5' } as const,
    ],
  } as const;
  const broker = { name: 'demo', kind: 'paper', paper: true, equity: null, currency: null, asOf: null, trouble: null };
  const left = killedState(false, {
    ...live,
    brokers: [
      { ...broker, positions: [], orders: [], flatten: { ...flatten, residuals: [...flatten.residuals], retries: [] } },
    ],
  });
  expect(noticesOf(killedState(null, live), left, atMs)).toMatchObject([
    { title: 'KILLED · NOT FLAT', body: 'Left: demo XYZ. The work goes on.', critical: true },
  ]);
  expect(titles(left, killedState(true, live), atMs)).toEqual(['KILLED · FLAT']);
});

test('warning, critical and triggered are told as they come; ok is not', () => {
  const state = (deadMan: DeadManState, leftMs: number) =>
    engineState({
      ...live,
      deadMan: { state: deadMan, deadline: new Date(atMs + leftMs).toISOString(), lastCheckIn: null, windowMs: 1 },
    });
  const ok = state('ok', 80_000_000);
  const warning = state('warning', 4 * 3_600_000);
  expect(noticesOf(ok, warning, atMs)).toMatchObject([
    { title: 'CHECK IN', body: expect.stringContaining('Check in within 4 hours'), critical: false },
  ]);
  expect(noticesOf(warning, warning, atMs)).toEqual([]);
  expect(noticesOf(warning, state('critical', 3_000_000), atMs)).toMatchObject([{ title: 'CHECK IN', critical: true }]);
  expect(noticesOf(warning, state('triggered', -1), atMs)).toMatchObject([
    { title: 'PAUSED', critical: true, place: 'dead-man-reset' },
  ]);
  expect(noticesOf(warning, ok, atMs)).toEqual([]);
});

test('a link fault and its end are told; losing the second path is not the end of the first fault', () => {
  const well = engineState(live);
  const oneLost = engineState({ ...live, conditions: [condition('link_silent:d1:usb')] });
  const allLost = engineState({ ...live, conditions: [condition('device_silent:d1', 'critical')] });
  expect(noticesOf(well, oneLost, atMs)).toMatchObject([{ body: 'link_silent:d1:usb is so. Do something.' }]);
  expect(noticesOf(oneLost, allLost, atMs).map(({ body }) => body)).toEqual(['device_silent:d1 is so. Do something.']);
  expect(noticesOf(allLost, well, atMs).map(({ body }) => body)).toEqual([
    'Over: device_silent:d1 is so. It is heard again.',
  ]);
});

test('what the engine tells on its channels is told here too: a bot that did not halt, and that it is over', () => {
  const well = engineState(live);
  const failed = engineState({ ...live, conditions: [condition('bot_not_halted:ft', 'critical')] });
  const andMore = { ...failed, conditions: [condition('broker_unreadable:ft')] };
  expect(noticesOf(well, failed, atMs)).toMatchObject([{ critical: true, place: 'now' }]);
  // A broker of the same name is another matter.
  expect(noticesOf(failed, andMore, atMs).map(({ body }) => body)).toEqual([
    'broker_unreadable:ft is so. Do something.',
    'Over: bot_not_halted:ft is so. This is no longer so.',
  ]);
  const news = engineState({ ...live, conditions: [condition('device_unpaired:1', 'info')] });
  expect(noticesOf(well, news, atMs)).toEqual([]);
});

test('a kill that nobody has acknowledged is told again when its reminder goes out', () => {
  const remindedAt = (nextReminderAt: string) => {
    const unacknowledged = { killId: 'k-1', reason: '', firedAt: at, nextReminderAt };
    return killedState(true, { ...live, alerts: { channels: [], recent: [], unacknowledged } });
  };
  const [first, second] = [remindedAt('2026-11-21T09:16:03.000Z'), remindedAt('2026-11-21T09:21:03.000Z')];
  expect(noticesOf(first, remindedAt('2026-11-21T09:16:03.002Z'), atMs)).toEqual([]);
  expect(noticesOf(first, second, atMs)).toMatchObject([
    { title: 'KILLED · FLAT', body: 'Nobody has acknowledged this kill yet.', critical: true },
  ]);
  expect(noticesOf(second, killedState(true, live), atMs)).toEqual([]);
});

test('a channel that fails is told; conditions that belong to the window alone are not', () => {
  const failing = engineState({ ...live, conditions: [condition('alert_failing:slack')] });
  expect(noticesOf(engineState(live), failing, atMs)).toMatchObject([{ place: 'setup' }]);
  expect(noticesOf(null, engineState({ ...live, conditions: [condition('static_tokens')] }), atMs)).toEqual([]);
});

test('a reset is told, and paper is marked', () => {
  const reset = { at, source: 'cli', reason: 'prices checked', killId: 'k-1' } as const;
  expect(noticesOf(killedState(true), engineState({ lastReset: reset }), atMs)).toMatchObject([
    { title: 'ARMED · PAPER', body: expect.stringContaining('prices checked'), critical: false },
  ]);
  expect(noticesOf(null, engineState(), atMs)).toEqual([]);
});

test('an engine that has just started has not looked at everything yet: that it does not say a thing is no end of it', () => {
  const failing = engineState({ ...live, conditions: [condition('alert_channel_failing:slack')] });
  const restarted = engineState({ ...live, startedAt: '2026-11-21T10:00:00.000Z' });
  expect(noticesOf(failing, restarted, atMs)).toEqual([]);
  expect(noticesOf(failing, engineState(live), atMs)).toHaveLength(1);
});
