import type { Clock } from '../../clock.ts';

/** Venue time runs with the monotonic clock from the later of now and where the account was, so that it never goes back. */
export function timeFrom(clock: Clock, atLeastMs: number): () => number {
  const offsetMs = Math.max(clock.wallMs(), atLeastMs) - clock.monotonicMs();
  return () => Math.floor(clock.monotonicMs() + offsetMs);
}

/** Everything that changes in one turn of the event loop is stored together: hundreds of orders cost one transaction. */
export function groupCommit(save: () => void): () => Promise<void> {
  let pending: Promise<void> | null = null;
  return () => {
    pending ??= new Promise((resolve) => {
      setImmediate(() => {
        pending = null;
        save();
        resolve();
      });
    });
    return pending;
  };
}

/** One timer for whatever is due next; without anything due there is none. */
export function alarmClock(ring: () => void) {
  let timer: NodeJS.Timeout | undefined;
  let ringsAtMs = Number.POSITIVE_INFINITY;
  const clear = () => {
    clearTimeout(timer);
    ringsAtMs = Number.POSITIVE_INFINITY;
  };
  const set = (inMs: number | null) => {
    if (inMs === null) return clear();
    const atMs = performance.now() + inMs;
    if (atMs >= ringsAtMs) return;
    clear();
    ringsAtMs = atMs;
    timer = setTimeout(() => {
      ringsAtMs = Number.POSITIVE_INFINITY;
      ring();
    }, inMs).unref();
  };
  return { set, clear };
}

export function delay(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
