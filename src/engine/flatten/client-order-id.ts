import { createHash } from 'node:crypto';

/** Marks every order that Scram places, in any account. */
const prefix = 'scram';

/** All closing orders of one kill begin with this, whichever engine and whichever life of it placed them. */
export function killOrderPrefix(killId: string): string {
  return `${prefix}-${killId}-`;
}

/**
 * The client order id of the n-th close of an instrument in a kill. It is derived, not drawn, so that a restarted engine and a
 * second engine on the same account arrive at the same id, and the venue refuses the second of two equal orders. At most 48
 * characters (Alpaca's limit) for kill ids up to 28.
 */
export function closeOrderId(killId: string, symbol: string, attempt: number): string {
  const instrument = createHash('sha256').update(symbol).digest('hex').slice(0, 8);
  return `${killOrderPrefix(killId)}${instrument}-${attempt}`;
}
