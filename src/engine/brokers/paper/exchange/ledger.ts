import { signOf } from './digits.ts';
import type { Fill } from './types.ts';

/**
 * The fills by which an instrument went through zero: into the sign opposite to the last one that it had, in one fill or by way
 * of flat. A close that was too large, or came twice, shows here; so does a bot that turns its position on purpose.
 */
export function crossingsOf(fills: readonly Fill[]): Fill[] {
  const lastSign = new Map<string, number>();
  return fills.filter((fill) => {
    const before = signOf(fill.positionBefore) || lastSign.get(fill.symbol) || 0;
    const after = signOf(fill.positionAfter);
    lastSign.set(fill.symbol, after || before);
    return before * after < 0;
  });
}
