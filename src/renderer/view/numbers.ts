import { type Decimal, decimal } from '../../shared/decimal.ts';

/** `-1234567.5` → `−1,234,567.5`: grouped, with a real minus, and every digit as it came. */
export function grouped(value: Decimal): string {
  const [whole = '', fraction] = value.replace('-', '').split('.');
  const sign = value.startsWith('-') ? '−' : '';
  const groups = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return fraction === undefined ? `${sign}${groups}` : `${sign}${groups}.${fraction}`;
}

/** Money to the cent: `100,001.20 USD`. */
export function money(value: Decimal, currency: string | null): string {
  const [whole = '0', cents = ''] = decimal.round(value, 2).split('.');
  const amount = grouped(`${whole}.${cents.padEnd(2, '0')}`);
  return currency === null ? amount : `${amount} ${currency}`;
}

/** `0.012345` → `1.235 %`, to a thousandth, because a good close costs less than a hundredth. */
export function percent(fraction: Decimal): string {
  return `${grouped(decimal.round(decimal.times(fraction, '100'), 3))} %`;
}

export function plural(count: number, noun: string): string {
  return `${grouped(String(count))} ${noun}${count === 1 ? '' : 's'}`;
}
