import Big from 'big.js';
import * as z from 'zod';

/**
 * Quantities, prices and money are decimal strings everywhere they are stored, sent or compared, so that nothing is lost in a
 * float. Calculation goes through the functions below; a `Big` never leaves this file.
 */
export type Decimal = string;

// Division happens for prices and averages alone; 18 places is finer than any venue's tick.
Big.DP = 18;
Big.strict = false;

export const Decimal = z
  .string()
  .regex(/^-?\d+(\.\d+)?$/, { error: 'must be a decimal number in a string, such as "12.5"' });

function canonical(value: Big): Decimal {
  const text = value.toFixed();
  return text === '-0' ? '0' : text;
}

export const decimal = {
  of: (value: number | Decimal): Decimal => canonical(new Big(value)),
  plus: (a: Decimal, b: Decimal): Decimal => canonical(new Big(a).plus(b)),
  minus: (a: Decimal, b: Decimal): Decimal => canonical(new Big(a).minus(b)),
  times: (a: Decimal, b: Decimal): Decimal => canonical(new Big(a).times(b)),
  /** Rounded half-up to 18 places; throws on a zero divisor. */
  over: (a: Decimal, b: Decimal): Decimal => canonical(new Big(a).div(b)),
  negate: (a: Decimal): Decimal => canonical(new Big(a).neg()),
  abs: (a: Decimal): Decimal => canonical(new Big(a).abs()),
  sign: (a: Decimal): -1 | 0 | 1 => new Big(a).cmp(0) as -1 | 0 | 1,
  isZero: (a: Decimal): boolean => new Big(a).eq(0),
  compare: (a: Decimal, b: Decimal): -1 | 0 | 1 => new Big(a).cmp(b) as -1 | 0 | 1,
  min: (a: Decimal, b: Decimal): Decimal => (new Big(a).cmp(b) <= 0 ? a : b),
  /** Half-up to `places` decimals, without trailing zeros. */
  round: (a: Decimal, places: number): Decimal => canonical(new Big(new Big(a).toFixed(places))),
  /** Truncated towards zero to a multiple of `step`, as venues count lots. */
  floorTo: (a: Decimal, step: Decimal): Decimal => canonical(new Big(a).div(step).round(0, Big.roundDown).times(step)),
  /** For display and statistics alone. */
  toNumber: (a: Decimal): number => new Big(a).toNumber(),
};
