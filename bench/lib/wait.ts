export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Asks again every `everyMs` until the answer is yes; rejects with `what` after `withinMs`. */
export async function until(
  what: string,
  ask: () => Promise<boolean>,
  withinMs: number,
  everyMs: number,
): Promise<void> {
  const deadlineMs = performance.now() + withinMs;
  while (!(await ask())) {
    if (performance.now() > deadlineMs) throw new Error(`${what} did not happen within ${withinMs} ms`);
    await sleep(everyMs);
  }
}
