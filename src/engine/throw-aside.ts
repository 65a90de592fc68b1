/** Throws where nobody's work is interrupted by it: the process reports what no code has caught (`index.ts`), and goes on. */
export function throwAside(bug: unknown): void {
  queueMicrotask(() => {
    throw bug;
  });
}
