import { hash } from 'node:crypto';

/** Marks every order that Scram places, in any account. */
const prefix = 'scram';

/** Kills of engines and of devices have shorter names; a flag file may hold any. */
const killIdCharactersMax = 28;

/**
 * All closing orders of one kill begin with this, whichever engine and whichever life of it placed them. A name that would make ids
 * longer than a venue takes is stood for by its hash.
 */
export function killOrderPrefix(killId: string): string {
  const name =
    killId.length <= killIdCharactersMax ? killId : hash('sha256', killId, 'hex').slice(0, killIdCharactersMax);
  return `${prefix}-${name}-`;
}

/** Whether an order was placed by Scram, in this kill or another, by this engine or its peer. */
export function isScramOrder({ clientOrderId }: { clientOrderId?: string | null }): boolean {
  return clientOrderId?.startsWith(`${prefix}-`) ?? false;
}

/**
 * The client order id of the n-th close of an instrument in a kill. It is derived, not drawn, so that a restarted engine and a
 * second engine on the same account arrive at the same id, and the venue refuses the second of two equal orders. At most 48
 * characters, which is Alpaca's limit, up to attempt 9999.
 */
export function closeOrderId(killId: string, symbol: string, attempt: number): string {
  return `${killOrderPrefix(killId)}${instrumentMark(symbol)}-${attempt}`;
}

/** Marks that are ready before a kill, for as many instruments as an account may reasonably hold. */
const knownMarks = new Map<string, string>();
const marksKept = 10_000;

/** Eight hex digits for an instrument, whatever characters its symbol has. A flatten prepares them while nothing is urgent. */
export function instrumentMark(symbol: string): string {
  const known = knownMarks.get(symbol);
  if (known !== undefined) return known;
  const mark = hash('sha256', symbol, 'hex').slice(0, 8);
  if (knownMarks.size >= marksKept) knownMarks.clear();
  knownMarks.set(symbol, mark);
  return mark;
}
