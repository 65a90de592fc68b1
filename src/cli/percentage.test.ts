import { expect, test } from 'vitest';
import { parsePercentage } from './percentage.ts';

test.each([
  ['-30%', -0.3],
  ['+5%', 0.05],
  ['0.5 %', 0.005],
  ['-30', undefined],
  ['30%%', undefined],
  ['%', undefined],
  ['--30%', undefined],
  ['1e3%', undefined],
  ['-99.9%', -0.9990000000000001],
  ['-100%', undefined],
])('%s is %s', (text, fraction) => {
  expect(parsePercentage(text)).toBe(fraction);
});
