import type { Decimal } from '../../../../shared/decimal.ts';

/*
 * What can be told from the digits of a decimal without calculating. An order asks such things dozens of times, and each would
 * otherwise cost as much as a multiplication.
 */

export function signOf(value: Decimal): -1 | 0 | 1 {
  if (isZero(value)) return 0;
  return value.startsWith('-') ? -1 : 1;
}

export function isZero(value: Decimal): boolean {
  return !/[1-9]/.test(value);
}

export function negated(value: Decimal): Decimal {
  if (isZero(value)) return value;
  return value.startsWith('-') ? value.slice(1) : `-${value}`;
}

export function absOf(value: Decimal): Decimal {
  return value.startsWith('-') ? value.slice(1) : value;
}

/**
 * Steps and ticks are powers of ten from 1 down, such as `"0.01"`, as nearly every venue has them. A multiple is then a matter
 * of counting digits, where a division would cost more than all the rest of an order.
 */
export function placesOf(step: Decimal): number {
  if (!/^(1|0\.0*1)$/.test(step)) throw new Error(`a step must be a power of ten from 1 down, not ${step}`);
  return fractionOf(step).length;
}

/** Both in canonical form, without trailing zeros. */
export function isMultiple(value: Decimal, step: Decimal): boolean {
  return fractionOf(value).length <= placesOf(step);
}

/** Towards zero. */
export function floorToStep(value: Decimal, step: Decimal): Decimal {
  const places = placesOf(step);
  const fraction = fractionOf(value);
  if (fraction.length <= places) return value;
  return canonical(value.slice(0, value.length - fraction.length + places));
}

/** A number, towards zero, as a decimal. */
export function decimalAtStep(value: number, step: Decimal): Decimal {
  const places = placesOf(step);
  const scale = 10 ** places;
  return canonical((Math.trunc(value * scale) / scale).toFixed(places));
}

function fractionOf(value: Decimal): string {
  const point = value.indexOf('.');
  return point === -1 ? '' : value.slice(point + 1);
}

function canonical(text: string): Decimal {
  if (!text.includes('.')) return text === '-0' ? '0' : text;
  const trimmed = text.replace(/\.?0*$/, '');
  return trimmed === '-0' ? '0' : trimmed;
}
