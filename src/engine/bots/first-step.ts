/**
 * Does a step that stands before others, with a signal of its own that ends it after `withinMs`: one that hangs must not take their
 * time. The signal of the whole call ends it too.
 */
export async function asFirstStep<T>(
  withinMs: number,
  signal: AbortSignal,
  step: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const own = new AbortController();
  const end = () => own.abort();
  const timer = setTimeout(end, withinMs);
  signal.addEventListener('abort', end, { once: true });
  if (signal.aborted) end();
  try {
    return await step(own.signal);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', end);
  }
}
