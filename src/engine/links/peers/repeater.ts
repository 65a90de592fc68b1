/** Work that is done again and again, one run at a time: each run says when the next is due, and anyone may ask for one sooner. */
export class Repeater {
  /** Milliseconds until the next run; null to wait until asked. Must not throw. */
  private readonly work: () => Promise<number | null>;
  private timer: NodeJS.Timeout | null = null;
  private running = false;
  private askedMeanwhile = false;
  private stopped = false;

  constructor(work: () => Promise<number | null>) {
    this.work = work;
  }

  /** Asks for a run in the next turn of the event loop; during a run: right after it. */
  soon(): void {
    if (this.running) this.askedMeanwhile = true;
    else this.after(0);
  }

  stop(): void {
    this.stopped = true;
    if (this.timer) clearTimeout(this.timer);
  }

  private after(ms: number): void {
    if (this.timer) clearTimeout(this.timer);
    if (!this.stopped) this.timer = setTimeout(() => void this.run(), ms);
  }

  private async run(): Promise<void> {
    this.running = true;
    this.askedMeanwhile = false;
    const nextMs = await this.work();
    this.running = false;
    if (this.askedMeanwhile) this.after(0);
    else if (nextMs !== null) this.after(nextMs);
  }
}
