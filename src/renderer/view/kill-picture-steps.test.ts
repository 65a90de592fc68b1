import { expect, test } from 'vitest';
import type { PictureMark } from './kill-picture.ts';
import { nearestMark, stepFrom } from './kill-picture-steps.ts';

const mark = (toMs: number) => ({ toMs }) as PictureMark;
const scale = (ms: number): number => Math.log10(ms) * 100;

test('the pointer means the mark that is drawn nearest, on the axis as it is', () => {
  const marks = [mark(0), mark(10), mark(1_000)];
  expect(nearestMark(marks, 49, scale)).toBe(marks[0]);
  expect(nearestMark(marks, 51, scale)).toBe(marks[1]);
  expect(nearestMark(marks, 999, scale)).toBe(marks[2]);
  expect(nearestMark([], 0, scale)).toBeUndefined();
});

test.each([
  [-1, 'ArrowRight', 0],
  [0, 'ArrowRight', 1],
  [4, 'ArrowRight', 4],
  [0, 'ArrowLeft', 0],
  [-1, 'ArrowLeft', 0],
  [3, 'ArrowDown', 2],
  [3, 'ArrowUp', 4],
  [3, 'Home', 0],
  [1, 'End', 4],
  [1, 'Tab', null],
  [1, 'toString', null],
])('from row %i the key %s leads to %s of five', (index, key, to) => {
  expect(stepFrom(index, key, 5)).toBe(to);
});

test('in a picture without rows no key leads anywhere', () => {
  expect(stepFrom(-1, 'End', 0)).toBeNull();
});
