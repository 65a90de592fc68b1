import { expect, test } from 'vitest';
import { appUrl, isAppUrl } from './app-origin.ts';

test('only our own scheme and host are our page', () => {
  expect([appUrl, 'scram://app/index.html#/reset', 'scram://app'].map(isAppUrl)).toEqual([true, true, true]);
  const foreign = [
    'scram://app.evil.example/',
    'scram://apple/',
    'scram://app:1/',
    'scram://user@app/',
    'scram://evil/?scram://app/',
    'https://app/',
    'file:///app/',
    'about:blank',
    'scramx://app/',
    'javascript:scram://app/',
    '',
  ];
  expect(foreign.filter(isAppUrl)).toEqual([]);
});
