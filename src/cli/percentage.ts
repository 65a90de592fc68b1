/** `-30%` → -0.3; undefined for what is not a percentage with its sign of per cent, because `-30` alone could mean either. */
export function parsePercentage(text: string): number | undefined {
  const match = /^([+-]?\d+(?:\.\d+)?)\s*%$/.exec(text);
  return match ? Number(match[1]) / 100 : undefined;
}
