/**
 * How far prices move, `-30%` → -0.3; undefined for what is not a percentage with its sign of per cent, because `-30` alone could
 * mean either, and for a fall by all of itself or more.
 */
export function parsePercentage(text: string): number | undefined {
  const match = /^([+-]?\d+(?:\.\d+)?)\s*%$/.exec(text);
  const fraction = match ? Number(match[1]) / 100 : undefined;
  return fraction !== undefined && fraction > -1 ? fraction : undefined;
}
