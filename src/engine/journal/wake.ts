/** What a loop sleeps on. A call that comes while nobody sleeps is not lost: the next sleep ends at once. */
export class Wake {
  #wake: (() => void) | null = null;
  #missed = false;

  up(): void {
    if (this.#wake) this.#wake();
    else this.#missed = true;
  }

  /** Sleeps until `up`, or for `ms` milliseconds at most. */
  async sleep(ms: number | null): Promise<void> {
    if (!this.#missed) {
      await new Promise<void>((resolve) => {
        const timer = ms === null ? null : setTimeout(resolve, ms);
        this.#wake = () => {
          if (timer) clearTimeout(timer);
          resolve();
        };
      });
    }
    this.#wake = null;
    this.#missed = false;
  }
}
