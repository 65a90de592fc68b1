import { expect, test } from 'vitest';
import { readAddress, writeAddress } from './address.ts';

test.each([
  ['', 'now', ''],
  ['#', 'now', ''],
  ['#code=abc', 'now', ''],
  ['#/nowhere', 'now', ''],
  ['#/kills', 'kills', ''],
  ['#/kills/', 'kills', ''],
  ['#/kills/1a2b-07', 'kills', '1a2b-07'],
  ['#/risk/a%2Fb/c', 'risk', 'a/b/c'],
  ['#/kills/100%', 'kills', '100%'],
])('%j is the place %s with the rest %j', (hash, place, rest) => {
  expect(readAddress(hash)).toEqual({ place, rest });
});

test('an address that was written is read as what was meant, whatever is in it', () => {
  expect(writeAddress('setup')).toBe('#/setup');
  expect(readAddress(writeAddress('risk', 'a/b?c=d&code=#%'))).toEqual({ place: 'risk', rest: 'a/b?c=d&code=#%' });
});
