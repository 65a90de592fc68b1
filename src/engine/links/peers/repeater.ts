import { throwAside } from '../../throw-aside.ts';

/** After a run that ended with a bug: the next kill must be told all the same. */
const afterBugMs = 1_000;

/** Work that is done again and again, one run at a time: each run says when the next is due, and anyone may ask for one sooner. */
export class Repeater {
  /** Milliseconds until the next run; null to wait until asked. */
  private readonly work: () => Promise<number | null>;
  private readonly report: (bug: unknown) => void;
  private timer: NodeJS.Timeout | null = null;
  private running = false;
  private askedMeanwhile = false;
  private stopped = false;

  constructor(work: () => Promise<number | null>, report: (bug: unknown) => void = throwAside) {
    this.work = work;
    this.report = report;
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
    const nextMs = await this.work().catch((bug: unknown) => {
      this.report(bug);
      return afterBugMs;
    });
    this.running = false;
    if (this.askedMeanwhile) this.after(0);
    else if (nextMs !== null) this.after(nextMs);
  }
}
