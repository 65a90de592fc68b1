/** An answer that is given once: with the first value, or null at the deadline or when nothing can be said. */
export class FirstAnswer<T> {
  readonly promise: Promise<T | null>;
  #resolve: ((value: T | null) => void) | null = null;

  constructor(deadlineMs: number, onDeadline: () => void) {
    this.promise = new Promise((resolve) => {
      const timer = setTimeout(() => {
        onDeadline();
        this.give(null);
      }, deadlineMs);
      this.#resolve = (value) => {
        clearTimeout(timer);
        resolve(value);
      };
    });
  }

  /** False when it has been given before, so that the value is news to whoever asked. */
  give(value: T | null): boolean {
    const resolve = this.#resolve;
    this.#resolve = null;
    resolve?.(value);
    return resolve !== null;
  }
}
