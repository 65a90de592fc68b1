/** What a press of the hotkey comes to. Times are monotonic milliseconds. */
export type Pressed =
  /** The first of two: the second must follow by `untilMs`. */
  | { kind: 'armed'; untilMs: number }
  | { kind: 'fire' }
  /** A key that bounces, or repeats because it is held. */
  | { kind: 'bounce' };

export interface Presses {
  /** When the first of two came; null while none waits. */
  firstAtMs: number | null;
  lastAtMs: number;
}

export const noPress: Presses = { firstAtMs: null, lastAtMs: Number.NEGATIVE_INFINITY };

export interface PressRules {
  presses: 1 | 2;
  withinMs: number;
  bounceMs: number;
}

/** One press more: what it comes to, and what is remembered. A fire forgets everything, so that a third press is a first again. */
export function press(before: Presses, nowMs: number, rules: PressRules): { pressed: Pressed; after: Presses } {
  const remembered = { ...before, lastAtMs: nowMs };
  if (nowMs - before.lastAtMs < rules.bounceMs) return { pressed: { kind: 'bounce' }, after: remembered };
  const isSecond = before.firstAtMs !== null && nowMs - before.firstAtMs <= rules.withinMs;
  if (rules.presses === 1 || isSecond) {
    return { pressed: { kind: 'fire' }, after: { firstAtMs: null, lastAtMs: nowMs } };
  }
  const untilMs = nowMs + rules.withinMs;
  return { pressed: { kind: 'armed', untilMs }, after: { firstAtMs: nowMs, lastAtMs: nowMs } };
}
