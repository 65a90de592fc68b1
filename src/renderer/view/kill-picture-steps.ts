import type { PictureMark } from './kill-picture.ts';

/** The mark whose moment is drawn nearest to `x` pixels; undefined in an empty lane. */
export function nearestMark(
  marks: readonly PictureMark[],
  x: number,
  scale: (ms: number) => number,
): PictureMark | undefined {
  const distance = ({ toMs }: PictureMark): number => Math.abs(scale(Math.max(1, toMs)) - x);
  return marks.reduce<PictureMark | undefined>(
    (best, mark) => (best === undefined || distance(mark) < distance(best) ? mark : best),
    undefined,
  );
}

/** Where a key leads among `count` rows from number `index` (−1: none yet); null for a key that leads nowhere. */
export function stepFrom(index: number, key: string, count: number): number | null {
  const to = {
    ArrowRight: index + 1,
    ArrowUp: index + 1,
    ArrowLeft: index - 1,
    ArrowDown: index - 1,
    Home: 0,
    End: count - 1,
  };
  if (count === 0 || !Object.hasOwn(to, key)) return null;
  return Math.min(count - 1, Math.max(0, to[key as keyof typeof to]));
}
