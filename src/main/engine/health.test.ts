import { expect, test } from 'vitest';
import { restartDelayMs, type Supervision, supervise, supervisionAtStart } from './health.ts';

const limits = { startMs: 15_000, restartFirstMs: 1_500, restartMaxMs: 60_000, steadyMs: 60_000 };

function step(before: Supervision, nowMs: number, lives: boolean, answers = false) {
  return supervise(before, { nowMs, lives, answers }, limits);
}

test('an engine that is there is attached to, and none is started', () => {
  const after = step(supervisionAtStart(0), 0, true, true);
  expect(after).toMatchObject({ health: { kind: 'attached', sinceMs: 0 }, start: false });
});

test('where there is none, one is started at once, and once', () => {
  const started = step(supervisionAtStart(0), 0, false);
  expect(started).toMatchObject({ health: { kind: 'starting' }, start: true, starts: 1 });
  expect(step(started, 500, true)).toMatchObject({ health: { kind: 'starting' }, start: false });
  expect(step(started, 900, true, true)).toMatchObject({ health: { kind: 'attached', sinceMs: 900 }, start: false });
});

test('a living engine that does not answer is silent at once, and never ended', () => {
  const silent = step(step(supervisionAtStart(0), 0, true, true), 1_000, true);
  expect(silent).toMatchObject({ health: { kind: 'silent', sinceMs: 1_000 }, start: false });
  expect(step(silent, 2_000, true, true)).toMatchObject({ health: { kind: 'attached' } });
});

test('because its number may belong to a stranger since a power cut, one is started beside it, seldom', () => {
  const silent = step(step(supervisionAtStart(0), 0, true, true), 1_000, true);
  expect(step(silent, 60_999, true).start).toBe(false);
  const again = step(silent, 61_000, true);
  expect(again).toMatchObject({ health: { kind: 'silent', sinceMs: 1_000, retryAtMs: 121_000 }, start: true });
  expect(step(again, 62_000, true).start).toBe(false);
});

test('a start has its time before it is called silent', () => {
  const started = step(supervisionAtStart(0), 0, false);
  expect(step(started, 14_999, true).health.kind).toBe('starting');
  expect(step(started, 15_000, true).health.kind).toBe('silent');
});

test('one that vanishes is left to a service manager for a moment, then started', () => {
  const gone = step(step(supervisionAtStart(0), 0, true, true), 1_000, false);
  expect(gone).toMatchObject({ health: { kind: 'gone', retryAtMs: 2_500 }, start: false });
  expect(step(gone, 2_499, false).start).toBe(false);
  expect(step(gone, 2_500, false).start).toBe(true);
  expect(step(gone, 2_000, true, true)).toMatchObject({ health: { kind: 'attached' }, start: false });
});

test('starts that fail come ever more seldom, up to the cap; a steady engine makes them quick again', () => {
  expect([0, 1, 2, 3, 4, 40].map((starts) => restartDelayMs(starts, limits))).toEqual([
    1_500, 1_500, 3_000, 6_000, 12_000, 60_000,
  ]);
  let now: Supervision = supervisionAtStart(0);
  let at = 0;
  for (let each = 0; each < 10; each += 1) {
    now = step(now, at, false);
    now = step(now, at, false);
    at = now.health.kind === 'gone' ? now.health.retryAtMs : at;
  }
  expect(now.starts).toBe(10);
  now = step(now, at, true, true);
  expect(step(now, at + 59_999, true, true).starts).toBe(10);
  expect(step(now, at + 60_000, true, true).starts).toBe(0);
});
