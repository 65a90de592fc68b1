import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type LongScroll, placePx, resized, scrolledBy, scrolledTo, unscrolled } from './long-scroll.ts';

const mostPx = 8_000_000;
const viewPx = 400;
const of = (wholePx: number): LongScroll => resized(unscrolled, { wholePx, viewPx, mostPx });

test('what fits is scrolled as it is', () => {
  const scroll = scrolledBy(scrolledTo(of(10_000), 1_000), 1_250);
  expect(scroll).toMatchObject({ laidOutPx: 10_000, offsetPx: 0, seenPx: 1_250 });
  expect(scrolledBy(scroll, 9_600)).toMatchObject({ seenPx: 9_600, offsetPx: 0 });
});

test('a million rows: both ends, and the middle, are reached by the thumb', () => {
  const wholePx = 32_000_000;
  const scroll = of(wholePx);
  expect(scroll.laidOutPx).toBe(mostPx);
  expect(placePx(scrolledBy(scroll, mostPx - viewPx))).toBe(wholePx - viewPx);
  expect(placePx(scrolledBy(scroll, (mostPx - viewPx) / 2))).toBeCloseTo((wholePx - viewPx) / 2, 0);
  expect(placePx(scrolledBy(scrolledTo(scroll, 20_000_000), 0))).toBe(0);
});

test('wherever one is, a small step is as small as it says, and the element can always show it', () => {
  const places = fc.record({
    wholePx: fc.integer({ min: viewPx, max: 400_000_000 }),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
    steps: fc.array(fc.integer({ min: -1_999, max: 1_999 }), { maxLength: 60 }),
  });
  fc.assert(
    fc.property(places, ({ wholePx, share, steps }) => {
      let scroll = scrolledTo(of(wholePx), share * (wholePx - viewPx));
      for (const step of steps) {
        const beforePx = placePx(scroll);
        const toPx = scroll.seenPx + step;
        const endPx = scroll.laidOutPx - viewPx;
        scroll = scrolledBy(scroll, Math.min(Math.max(0, toPx), endPx));
        expect(scroll.seenPx).toBeGreaterThanOrEqual(0);
        expect(scroll.seenPx).toBeLessThanOrEqual(Math.max(0, endPx));
        expect(placePx(scroll)).toBeGreaterThanOrEqual(0);
        expect(placePx(scroll)).toBeLessThanOrEqual(wholePx - viewPx + 1e-6);
        const isInside = toPx > 0 && toPx < endPx && beforePx + step >= 0 && beforePx + step <= wholePx - viewPx;
        if (isInside) expect(placePx(scroll)).toBeCloseTo(beforePx + step, 3);
      }
    }),
  );
});

test('the end of the element is the end of the whole, and nowhere else', () => {
  const scroll = scrolledTo(of(32_000_000), 31_000_000);
  expect(scroll.seenPx).toBeLessThan(scroll.laidOutPx - viewPx);
  expect(placePx(scroll)).toBe(31_000_000);
});

test('more rows, or another size of the view, leave the place as it is', () => {
  const scroll = scrolledTo(of(32_000_000), 12_345_678);
  expect(placePx(resized(scroll, { wholePx: 32_003_200, viewPx: 300, mostPx }))).toBe(12_345_678);
  expect(placePx(resized(scroll, { wholePx: 1_000, viewPx, mostPx }))).toBe(600);
});
