import { expect, test } from 'vitest';
import type { DrillReport, PreflightCheck } from '../../../shared/api/commands.ts';
import { channelOf, gravestFirst, readySentence } from './checks.ts';
import { drillBars, drillSentence, fineDuration } from './drill-bars.ts';

const check = (id: string, status: PreflightCheck['status']): PreflightCheck => ({
  id,
  status,
  sentence: '',
  nextAction: '',
});

test('what is wrong stands first, what is well last, each in the order of the engine', () => {
  const checks = [check('a', 'pass'), check('b', 'warn'), check('c', 'fail'), check('d', 'warn'), check('e', 'fail')];
  expect(gravestFirst(checks).map(({ id }) => id)).toEqual(['c', 'e', 'b', 'd', 'a']);
});

test('ready is said only where nothing is wrong, and plainly only where nothing is open', () => {
  expect(readySentence([check('a', 'pass'), check('b', 'pass')])).toBe('Ready: all 2 checks are well.');
  expect(readySentence([check('a', 'pass'), check('b', 'warn')])).toBe(
    'Ready as far as is known: 1 to look at, 1 well.',
  );
  expect(readySentence([check('a', 'fail'), check('b', 'warn')])).toBe('Not ready: 1 wrong, 1 to look at, 0 well.');
});

test('a channel is tried by its own name, and nothing else is', () => {
  expect(channelOf(check('alerts:slack', 'pass'))).toBe('slack');
  expect(channelOf(check('alerts', 'warn'))).toBeNull();
  expect(channelOf(check('broker:alerts', 'pass'))).toBeNull();
});

const report: DrillReport = {
  flat: true,
  latchedMs: 0.4,
  firstRequestMs: 0.6,
  answeredMs: 2.1,
  flatMs: 2_100,
  ordersCancelled: 5,
  positionsClosed: 6,
  residuals: [],
};

test('bars grow with their times, on the scale of both drills, and what never came has none', () => {
  const bars = drillBars(report, { ...report, answeredMs: null, flatMs: 4_000 });
  const shares = bars.map(({ share }) => share);
  expect(shares).toEqual(shares.toSorted((a, b) => a - b));
  expect(bars.at(-1)).toMatchObject({ name: 'flat', beforeMs: 4_000, beforeShare: 1 });
  expect(bars[2]).toMatchObject({ beforeMs: null, beforeShare: 0 });
  expect(shares.at(-1)).toBeLessThan(1);
  expect(Math.min(...shares)).toBeGreaterThan(0.02);
  expect(drillBars({ ...report, latchedMs: 0 }, null)[0]).toMatchObject({ ms: 0, share: 0.02, beforeMs: null });
});

test('times as fine as they differ', () => {
  expect([0.4, 9.96, 42.4, 2_104, null].map(fineDuration)).toEqual(['0.4 ms', '10.0 ms', '42 ms', '2.10 s', 'never']);
});

test('progress names what has been done so far', () => {
  const progress = { phase: 'closing', elapsedMs: 12, cancelled: 1, cancelTotal: 5, closed: 0, closeTotal: 6 } as const;
  expect(drillSentence(progress)).toBe('Cancelled 1 of 5, closed 0 of 6.');
});
