import { expect, test } from 'vitest';
import { paint } from './colour.ts';
import { safeText } from './writer.ts';

test('our colours pass, other control characters do not', () => {
  expect(safeText(paint('KILLED', 'red', true))).toBe('\u001b[91mKILLED\u001b[0m');
  expect(safeText('a\u001b[2Jb\rc\nd\u0000')).toBe('a\uFFFD[2Jb\uFFFDc\uFFFDd\uFFFD');
  expect(safeText('\u202Eevil')).toBe('\uFFFDevil');
});

test('without colour the words stand alone', () => {
  expect(paint('KILLED', 'red', false)).toBe('KILLED');
});
