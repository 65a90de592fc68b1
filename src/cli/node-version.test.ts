import { expect, test } from 'vitest';
import { isTooOld } from './node-version.ts';

test.each([
  ['20.20.2', true],
  ['22.12.9', true],
  ['22.13.0', false],
  ['24.1.0', false],
])('Node %s is too old: %s', (version, tooOld) => {
  expect(isTooOld(version, '>=22.13')).toBe(tooOld);
  expect(isTooOld(process.versions.node)).toBe(false);
});
