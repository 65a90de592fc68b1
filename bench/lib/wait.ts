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

/** What is promised; rejects with `what` when it has not come after `withinMs`. */
export async function within<T>(promised: Promise<T>, withinMs: number, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} did not end within ${withinMs} ms`)), withinMs);
  });
  try {
    return await Promise.race([promised, over]);
  } finally {
    clearTimeout(timer);
  }
}
