const nsPerMs = 1_000_000n;

/** Answers when their time has come. Due in the order in which they came, because an account has one latency. */
export class Delay {
  latencyMs = 0;
  private readonly waiting: { dueNs: bigint; give: () => void }[] = [];
  private isArmed = false;

  after(arrivedNs: bigint, give: () => void): void {
    if (this.latencyMs === 0) {
      give();
      return;
    }
    this.waiting.push({ dueNs: arrivedNs + BigInt(this.latencyMs) * nsPerMs, give });
    if (!this.isArmed) this.arm();
  }

  private readonly ring = (): void => {
    this.isArmed = false;
    for (let next = this.waiting[0]; next && next.dueNs <= process.hrtime.bigint(); next = this.waiting[0]) {
      this.waiting.shift();
      next.give();
    }
    if (this.waiting.length > 0) this.arm();
  };

  /** Timers are a millisecond coarse; the last one is waited for awake. */
  private arm(): void {
    const next = this.waiting[0];
    if (!next) return;
    this.isArmed = true;
    const leftMs = Number(next.dueNs - process.hrtime.bigint()) / Number(nsPerMs);
    if (leftMs > 2) setTimeout(this.ring, Math.floor(leftMs) - 1);
    else setImmediate(this.ring);
  }
}
