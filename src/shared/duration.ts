import * as z from 'zod';

const msOfUnit = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
type Unit = keyof typeof msOfUnit;

const pattern = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/;

/** Milliseconds of a duration such as `"90s"` or `"12h"`; undefined when it is not one. */
export function parseDurationMs(text: string): number | undefined {
  const match = pattern.exec(text);
  if (!match) return undefined;
  return Math.round(Number(match[1]) * msOfUnit[match[2] as Unit]);
}

/** A duration in the configuration: a string with a unit, at least `minMs`, at most `maxMs`. */
export function durationSchema(minMs: number, maxMs: number) {
  const error = `must be a duration such as "90s" or "12h", from ${formatDuration(minMs)} to ${formatDuration(maxMs)}`;
  return z.string({ error: ({ input }) => (input === undefined ? undefined : error) }).refine(
    (text) => {
      const ms = parseDurationMs(text);
      return ms !== undefined && ms >= minMs && ms <= maxMs;
    },
    { error },
  );
}

/** A duration for people: `850 ms`, `1.2 s`, `42 s`, `4 min`, `17 h`, `3 d`. */
export function formatDuration(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 10_000) return `${(ms / 1_000).toFixed(1)} s`;
  if (ms < 120_000) return `${Math.round(ms / 1_000)} s`;
  if (ms < 2 * 3_600_000) return `${Math.round(ms / 60_000)} min`;
  if (ms < 2 * 86_400_000) return `${Math.round(ms / 3_600_000)} h`;
  return `${Math.round(ms / 86_400_000)} d`;
}
