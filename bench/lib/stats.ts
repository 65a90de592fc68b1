/** The value below which `share` of the numbers lie, between neighbours in proportion; NaN of none. */
export function quantile(numbers: readonly number[], share: number): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const at = (sorted.length - 1) * share;
  const below = sorted[Math.floor(at)];
  const above = sorted[Math.ceil(at)];
  if (below === undefined || above === undefined) return Number.NaN;
  return below + (above - below) * (at - Math.floor(at));
}

export function median(numbers: readonly number[]): number {
  return quantile(numbers, 0.5);
}

/** Median and the middle half, such as `1.32 (1.20–1.51)`. */
export function spread(numbers: readonly number[]): string {
  const [low, middle, high] = [0.25, 0.5, 0.75].map((share) => figure(quantile(numbers, share)));
  return `${middle} (${low}–${high})`;
}

/** Three figures, and never an exponent: 0.93, 23.1, 2 495. */
export function figure(value: number): string {
  if (Number.isNaN(value)) return '–';
  if (value >= 1_000) return Math.round(value).toLocaleString('en').replace(',', ' ');
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

/**
 * How many times as long as the floor, as the median of the rounds' own ratios: both of a pair were measured within seconds, so
 * that whatever else the machine did in the minutes between weighs on neither.
 */
export function timesFloor(own: readonly number[], floor: readonly number[]): string {
  const ratios = own.flatMap((value, round) => {
    const below = floor[round];
    return below === undefined ? [] : [value / below];
  });
  return `${figure(median(ratios))}×`;
}
