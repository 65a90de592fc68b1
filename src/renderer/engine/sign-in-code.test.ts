import { expect, test } from 'vitest';
import { codeInAddress, codeInPaste } from './sign-in-code.ts';

test.each([
  ['http://127.0.0.1:5051/#code=a-B_9', 'a-B_9'],
  ['#code=a', 'a'],
  ['#code=', null],
  ['#other=a', null],
  ['', null],
  ['#/kills&code=a', null],
  ['http://127.0.0.1:5051/?code=a', null],
])('the address %j holds the code %j', (address, code) => {
  expect(codeInAddress(address)).toBe(code);
});

test.each([
  ['  YMwYSxs2s5RPi5E2EU9jjg \n', 'YMwYSxs2s5RPi5E2EU9jjg'],
  [' http://127.0.0.1:5051/#code=a ', 'a'],
  ['http://127.0.0.1:5051/', null],
  ['two words', null],
  ['', null],
])('what is pasted as %j holds the code %j', (text, code) => {
  expect(codeInPaste(text)).toBe(code);
});
