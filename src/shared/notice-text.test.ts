import { expect, test } from 'vitest';
import { noticeBody } from './notice-text.ts';

test('what a Linux desktop would read as markup is written so that it shows as it was meant', () => {
  expect(noticeBody('P&L < -5 %, <b>now</b> &lt;', 'linux')).toBe('P&amp;L &lt; -5 %, &lt;b&gt;now&lt;/b&gt; &amp;lt;');
  expect(noticeBody('P&L < -5 %', 'darwin')).toBe('P&L < -5 %');
});
