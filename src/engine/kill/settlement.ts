import type { Residual } from '../../shared/api/state.ts';
import type { FlattenView } from '../flatten/flatten.ts';
import type { LatchEvent } from '../journal/events.ts';
import type { Latch } from '../switch/latch.ts';

type Settlement = Extract<LatchEvent, { kind: 'KILL_SETTLED' | 'FLAT_CHANGED' }>;

/**
 * What the brokers' news make of the engaged kill: that it has settled, or that what is left is something else; null for no news.
 * `flattens`: of every broker, null where it has not begun. `elapsedMs`: since the firing.
 */
export function settlementOf(
  latch: Latch,
  flattens: readonly (FlattenView | null)[],
  elapsedMs: number,
): Settlement | null {
  if (latch.state === 'armed') return null;
  const { killId } = latch.kill;
  const begun = flattens.filter((flatten) => flatten !== null).filter((flatten) => flatten.killId === killId);
  if (begun.length < flattens.length) return null;
  const flat = begun.every((flatten) => flatten.isFlat());
  // Asked at every answer of a kill, and hardly ever needed.
  const residualsOf = () => begun.flatMap((flatten) => flatten.residuals());
  const common = { source: 'engine', killId } as const;
  if (latch.state === 'killing') {
    if (!begun.every((flatten) => flatten.isSettled())) return null;
    return { ...common, kind: 'KILL_SETTLED', data: { flat, elapsedMs, residuals: residualsOf() } };
  }
  const isOpen = begun.some((flatten) => flatten.verdict() === 'open');
  if (!flat && !isOpen) return null;
  const residuals = residualsOf();
  if (flat === latch.flat && sameThings(residuals, latch.residuals)) return null;
  return { ...common, kind: 'FLAT_CHANGED', data: { flat, residuals } };
}

/** Whether the same things are left; sizes alone are no news for the journal. */
function sameThings(a: readonly Residual[], b: readonly Residual[]): boolean {
  const names = (list: readonly Residual[]) =>
    list
      .map(({ broker, symbol, orderId }) => `${broker}/${symbol}#${orderId ?? ''}`)
      .sort()
      .join('\n');
  return names(a) === names(b);
}
