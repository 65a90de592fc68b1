import { hash } from 'node:crypto';

/**
 * A client order id of a given length, for venues that take fewer characters than ours has: letters and digits, the same for the
 * same id of ours. `length` characters; 26 hex digits after the prefix already make a collision unthinkable.
 */
export function hashedId(ours: string, length: number): string {
  return `scram${hash('sha256', ours, 'hex')}`.slice(0, length);
}

/** The same in the form of a UUID, for venues that take nothing else. */
export function uuidId(ours: string): string {
  const digits = hash('sha256', ours, 'hex');
  const variant = '89ab'[Number.parseInt(digits.charAt(16), 16) % 4];
  const parts = [digits.slice(0, 8), digits.slice(8, 12), `4${digits.slice(13, 16)}`];
  return [...parts, `${variant}${digits.slice(17, 20)}`, digits.slice(20, 32)].join('-');
}
