import { expect, it } from 'vitest';
import { towardsMarket } from './tick.ts';

it.each([
  ['100.001', '0.01', 'sell', '100.01'],
  ['100.009', '0.01', 'buy', '100'],
  ['100.01', '0.01', 'sell', '100.01'],
  ['100.010', '0.01', 'sell', '100.01'],
  ['100.01', '0.01', 'buy', '100.01'],
  ['0.003', '0.01', 'sell', '0.01'],
  ['101', '5', 'sell', '105'],
] as const)('%s at a tick of %s becomes, for a %s, %s', (price, tick, side, expected) => {
  expect(towardsMarket(price, tick, side)).toBe(expected);
});
