import { expect, test } from 'vitest';
import { Faults } from './faults.ts';
import { paperLimits } from './limits.ts';

const drop = { kind: 'drop', landed: true } as const;
const refuse = { kind: 'refuse', code: 'held' } as const;

test('a rule with a count fires so often, on its own route alone', () => {
  const faults = new Faults(1);
  faults.add({ route: 'submit', fault: drop, count: 2 });
  expect(faults.draw('cancel')).toBe(null);
  expect([1, 2, 3].map(() => faults.draw('submit'))).toEqual([drop, drop, null]);
  expect(faults.list()).toEqual([]);
});

test('rules are tried in order, the next when one is used up', () => {
  const faults = new Faults(1);
  faults.add({ route: 'submit', fault: drop, count: 1 });
  faults.add({ route: 'submit', fault: refuse });
  expect([1, 2, 3].map(() => faults.draw('submit'))).toEqual([drop, refuse, refuse]);
});

test('a probability is drawn from the seed: near its share, and the same again', () => {
  const pattern = (seed: number) => {
    const faults = new Faults(seed);
    faults.add({ route: 'submit', fault: drop, probability: 0.3 });
    return Array.from({ length: 2_000 }, () => faults.draw('submit') !== null);
  };
  const fired = pattern(7).filter(Boolean).length;
  expect(fired).toBeGreaterThan(500);
  expect(fired).toBeLessThan(700);
  expect(pattern(7)).toEqual(pattern(7));
  expect(pattern(8)).not.toEqual(pattern(7));
});

test('a stuck cancel is drawn by the order, never by the call', () => {
  const faults = new Faults(1);
  faults.add({ route: 'cancelAll', fault: { kind: 'stuck_cancel' }, count: 1 });
  expect(faults.draw('cancelAll')).toBe(null);
  expect(faults.drawStuck('cancel')).toBe(false);
  expect([1, 2].map(() => faults.drawStuck('cancelAll'))).toEqual([true, false]);
});

test('rules have a limit', () => {
  const faults = new Faults(1);
  const added = Array.from({ length: paperLimits.faultRules + 1 }, () => faults.add({ route: 'quotes', fault: drop }));
  expect(added.indexOf(false)).toBe(paperLimits.faultRules);
});
