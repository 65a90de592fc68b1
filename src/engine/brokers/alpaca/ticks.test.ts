import { expect, it } from 'vitest';
import { cryptoTick, stockTick } from './ticks.ts';

it.each([
  ['123.456', '0.01'],
  ['1', '0.01'],
  ['0.9999', '0.0001'],
])('stocks at %s have a tick of %s', (price, tick) => expect(stockTick(price)).toBe(tick));

it.each([
  ['61234.5', '1'],
  ['612345', '10'],
  ['2987.654', '0.1'],
  ['1', '0.0001'],
  ['0.00001234', '0.000000001'],
])('a pair at %s is priced to %s', (price, tick) => expect(cryptoTick(price)).toBe(tick));
