import fc from 'fast-check';
import { expect, test } from 'vitest';
import { noPress, type PressRules, press } from './presses.ts';

const twice: PressRules = { presses: 2, withinMs: 1_500, bounceMs: 60 };

function pressAt(times: readonly number[], rules: PressRules = twice): string[] {
  let presses = noPress;
  return times.map((ms) => {
    const { pressed, after } = press(presses, ms, rules);
    presses = after;
    return pressed.kind;
  });
}

test('two presses within the time fire, a lone one does not', () => {
  expect(pressAt([0])).toEqual(['armed']);
  expect(pressAt([0, 1_500])).toEqual(['armed', 'fire']);
  expect(pressAt([0, 1_501])).toEqual(['armed', 'armed']);
  expect(pressAt([0, 1_501, 2_000])).toEqual(['armed', 'armed', 'fire']);
});

test('after a fire the next press is a first one again', () => {
  expect(pressAt([0, 200, 400, 600])).toEqual(['armed', 'fire', 'armed', 'fire']);
});

test('a key that bounces is one press', () => {
  expect(pressAt([0, 20, 40, 59])).toEqual(['armed', 'bounce', 'bounce', 'bounce']);
  expect(pressAt([0, 20, 500])).toEqual(['armed', 'bounce', 'fire']);
});

test('where one press is enough, the first fires', () => {
  expect(pressAt([0, 500], { ...twice, presses: 1 })).toEqual(['fire', 'fire']);
});

test('it never fires without an earlier press within the time, whatever the rhythm', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 3_000 }), { maxLength: 40 }), (gaps) => {
      let ms = 0;
      const times = gaps.map((gap) => (ms += gap));
      const kinds = pressAt(times);
      for (const [index, kind] of kinds.entries()) {
        if (kind !== 'fire') continue;
        const firstAt = kinds.lastIndexOf('armed', index - 1);
        expect(firstAt).toBeGreaterThanOrEqual(0);
        expect((times[index] ?? 0) - (times[firstAt] ?? 0)).toBeLessThanOrEqual(twice.withinMs);
        expect(kinds.slice(firstAt + 1, index)).not.toContain('fire');
      }
    }),
  );
});
