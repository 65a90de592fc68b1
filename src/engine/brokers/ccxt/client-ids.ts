import { hash } from 'node:crypto';
import { ccxtLimits } from './limits.ts';

/** Client ids in the venue's form, and ours by them, so that an order of ours is known as such where it is listed. */
export class ClientIds {
  private readonly formOf: (ours: string) => string;
  private readonly known = new Map<string, string>();

  constructor(formOf: (ours: string) => string) {
    this.formOf = formOf;
  }

  venues(ours: string): string {
    const form = this.formOf(ours);
    if (this.known.size >= ccxtLimits.placedOrders) this.known.clear();
    this.known.set(form, ours);
    return form;
  }

  /** A stranger's stays what it is. */
  ours(form: string): string {
    return this.known.get(form) ?? form;
  }
}

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
