import { expect, test } from 'vitest';
import { isOnScreen } from './on-screen.ts';

const laptop = { x: 0, y: 25, width: 1440, height: 875 };
const size = { width: 960, height: 640 };

test.each([
  ['in the middle', 200, 100, true],
  ['mostly out at the right', 1_340, 100, true],
  ['nearly out at the right', 1_341, 100, false],
  ['nearly out at the bottom', 200, 801, false],
  ['on a screen to the left that is gone', -1_600, 100, false],
])('a window %s', (_, x, y, isSeen) => {
  expect(isOnScreen({ x, y, ...size }, [laptop])).toBe(isSeen);
});

test('any of several screens will do', () => {
  const left = { x: -1_920, y: 0, width: 1_920, height: 1_080 };
  expect(isOnScreen({ x: -1_600, y: 100, ...size }, [laptop, left])).toBe(true);
});
