const lookEveryMs = 1_000;
/** Of one core. An engine at rest needs 0.003, and 0.15 in a look that has a collection of garbage in it. */
const busyShare = 0.3;

/**
 * Calls once, as soon as this process has real work: `isAtWork` says so, or it has worked hard for a second, with a large account, bots
 * that ask often, or a chain that is verified.
 */
export function whenBusy(isAtWork: () => boolean, call: () => void): void {
  let before = cpuMs();
  const timer = setInterval(() => {
    const now = cpuMs();
    const share = (now - before) / lookEveryMs;
    before = now;
    if (share < busyShare && !isAtWork()) return;
    clearInterval(timer);
    call();
  }, lookEveryMs);
  timer.unref();
}

/** Of all threads, since they began. */
function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}
