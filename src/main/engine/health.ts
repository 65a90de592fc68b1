/** What is known of the engine now: two facts, and what the shell itself did about them. Times are monotonic milliseconds. */
export interface Facts {
  nowMs: number;
  /** Its process lives. */
  lives: boolean;
  /** It answers. */
  answers: boolean;
}

/**
 * `attached`: it lives and answers. `starting`: begun by us, not yet heard. `gone`: there is no process; `retryAtMs` says when one is
 * started. `silent`: it lives and does not answer. It is never ended from here, because a kill may be at work in it; but since after a
 * power cut the process of that number may be a stranger, one is started beside it now and then. If it was an engine after all, the
 * lock of the data folder sends the new one home.
 */
export type EngineHealth =
  | { kind: 'attached'; sinceMs: number }
  | { kind: 'starting'; sinceMs: number }
  | { kind: 'silent'; sinceMs: number; retryAtMs: number }
  | { kind: 'gone'; sinceMs: number; retryAtMs: number };

export interface Supervision {
  health: EngineHealth;
  /** Starts since the engine last was steady. */
  starts: number;
}

export interface SupervisionLimits {
  startMs: number;
  restartFirstMs: number;
  restartMaxMs: number;
  steadyMs: number;
}

/** Before anything is known: an engine that is missing is started at once. */
export function supervisionAtStart(nowMs: number): Supervision {
  return { health: { kind: 'gone', sinceMs: nowMs, retryAtMs: nowMs }, starts: 0 };
}

/** The next state by the facts, and whether to start an engine now. Pure: the caller starts it. */
export function supervise(
  before: Supervision,
  { nowMs, lives, answers }: Facts,
  limits: SupervisionLimits,
): Supervision & { start: boolean } {
  const { health } = before;
  if (lives && answers) {
    const sinceMs = health.kind === 'attached' ? health.sinceMs : nowMs;
    const starts = nowMs - sinceMs >= limits.steadyMs ? 0 : before.starts;
    return { health: { kind: 'attached', sinceMs }, starts, start: false };
  }
  if (lives) return unanswering(before, nowMs, limits);
  if (health.kind === 'gone') {
    if (nowMs < health.retryAtMs) return { ...before, start: false };
    return { health: { kind: 'starting', sinceMs: nowMs }, starts: before.starts + 1, start: true };
  }
  // A start of ours leaves no process to see until the system has made one.
  const retryAtMs = nowMs + restartDelayMs(before.starts, limits);
  return { ...before, health: { kind: 'gone', sinceMs: nowMs, retryAtMs }, start: false };
}

/** It lives and says nothing: a start gets its time, anything else is silent at once. */
function unanswering(before: Supervision, nowMs: number, limits: SupervisionLimits): Supervision & { start: boolean } {
  const { health } = before;
  const retryAtMs = nowMs + limits.restartMaxMs;
  if (health.kind === 'silent') {
    if (nowMs < health.retryAtMs) return { ...before, start: false };
    return { health: { ...health, retryAtMs }, starts: before.starts + 1, start: true };
  }
  if (health.kind === 'gone') return { ...before, health: { kind: 'starting', sinceMs: nowMs }, start: false };
  if (health.kind === 'starting' && nowMs - health.sinceMs < limits.startMs) return { ...before, start: false };
  return { ...before, health: { kind: 'silent', sinceMs: nowMs, retryAtMs }, start: false };
}

/** Doubling from the first to the cap: an engine that can't start must not take the machine with it. */
export function restartDelayMs(starts: number, limits: Pick<SupervisionLimits, 'restartFirstMs' | 'restartMaxMs'>) {
  return Math.min(limits.restartMaxMs, limits.restartFirstMs * 2 ** Math.max(0, starts - 1));
}
