import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Decimal, decimal } from '../../../../shared/decimal.ts';
import { absOf, decimalAtStep, floorToStep, isMultiple, isZero, negated, placesOf, signOf } from './digits.ts';

const amount = fc
  .tuple(fc.bigInt({ min: -(10n ** 14n), max: 10n ** 14n }), fc.integer({ min: 0, max: 9 }))
  .map(([digits, places]): Decimal => decimal.times(String(digits), `1e-${places}`));
const step = fc.constantFrom('1', '0.1', '0.01', '0.0001', '0.00000001');

test('what the digits tell is what the calculation gives', () => {
  fc.assert(
    fc.property(amount, step, (value, size) => {
      expect(signOf(value)).toBe(decimal.sign(value));
      expect(isZero(value)).toBe(decimal.isZero(value));
      expect(negated(value)).toBe(decimal.negate(value));
      expect(absOf(value)).toBe(decimal.abs(value));
      expect(floorToStep(value, size)).toBe(decimal.floorTo(value, size));
      expect(isMultiple(value, size)).toBe(decimal.compare(decimal.floorTo(value, size), value) === 0);
    }),
  );
});

test('a number becomes a multiple of the step at most so large', () => {
  expect(decimalAtStep(231.4, '0.01')).toBe('231.4');
  expect(decimalAtStep(231.409, '0.01')).toBe('231.4');
  expect(decimalAtStep(120, '1')).toBe('120');
  expect(decimalAtStep(0.004, '0.01')).toBe('0');
});

test('a step that is no power of ten is a mistake in the listing', () => {
  expect(() => placesOf('0.05')).toThrow('power of ten');
});
