/** Where the keyboard stands in a list of rows. */
export interface Standing {
  /** null: on no row yet. */
  active: number | null;
  /** The first row in view. */
  first: number;
  count: number;
  pageRows: number;
}

/** The row that a key leads to; null for a key that leads nowhere. The first key puts the keyboard on what is in view. */
export function keyTarget(key: string, { active, first, count, pageRows }: Standing): number | null {
  if (count === 0) return null;
  const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: pageRows, PageUp: -pageRows };
  if (key === 'Home') return 0;
  if (key === 'End') return count - 1;
  const step = steps[key];
  if (step === undefined) return null;
  if (active === null) return Math.min(first, count - 1);
  return Math.min(Math.max(0, active + step), count - 1);
}
