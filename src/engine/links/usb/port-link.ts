import { messageOf } from '../../../shared/errors.ts';
import type { Clock } from '../../clock.ts';
import { linkLimits } from '../limits.ts';
import type { OpenPort, SerialPorts } from './port.ts';

export interface PortLinkOptions {
  path: string;
  ports: SerialPorts;
  clock: Clock;
  /** Takes a line; what comes back is written as the answer. `isOurs` tells that one of our boards is at the other end. */
  hear: (line: string, path: string) => { isOurs: boolean; answer: string | Promise<string> | null };
  /** For a port that was only found by its chip: nothing of ours was ever heard, and it has been closed for good. */
  onForeign: (() => void) | null;
}

/** How often an open port is looked after. */
const lookEveryMs = 500;
/** A quiet port is written to before it is given up: that finds out a dead one which never says that it is closed. */
const probeAfterMs = 1_500;

/** A port that has not opened by then is said to hang. It is not opened again meanwhile: each attempt takes a thread that hangs too. */
const openPatienceMs = 5_000;

/**
 * One serial port, kept open for as long as the engine lives. Whatever happens to it (unplugged, asleep, taken by another
 * program, dead without a word) ends in closing and opening it again.
 */
export class PortLink {
  readonly path: string;
  private readonly options: PortLinkOptions;
  private port: OpenPort | null = null;
  private heardMs = 0;
  private lookedMs = 0;
  private heardSinceOpening = false;
  /** In any opening of it: one of our boards that is silent for long is still ours. */
  private everHeard = false;
  private timer: NodeJS.Timeout | null = null;
  private waitMs: number = linkLimits.reopenMinMs;
  private stopped = false;
  /** Counts openings, so that what an earlier one still has to say is not taken for this one's. */
  private opening = 0;
  private words: string | null = null;

  constructor(options: PortLinkOptions) {
    this.options = options;
    this.path = options.path;
  }

  start(): void {
    void this.open();
  }

  /** Why it is not open; null when it is, or is just being opened. */
  trouble(): string | null {
    return this.words;
  }

  /** Writes to whatever is at the other end; false when the port is not open. */
  write(line: string): boolean {
    return this.port?.write(`${line}\n`) ?? false;
  }

  async stop(): Promise<void> {
    this.stopped = true;
    if (this.timer) clearTimeout(this.timer);
    const { port } = this;
    this.port = null;
    await port?.close();
  }

  private async open(): Promise<void> {
    const opening = ++this.opening;
    const isCurrent = () => !this.stopped && this.opening === opening;
    const slow = setTimeout(() => {
      if (isCurrent()) this.words = `it has not opened for ${openPatienceMs / 1_000} s`;
    }, openPatienceMs);
    try {
      const port = await this.options.ports.open(this.path, {
        line: (line) => {
          if (isCurrent()) this.take(line);
        },
        lost: (why) => {
          if (isCurrent()) this.reopen(why);
        },
      });
      if (!isCurrent()) return await port.close();
      this.port = port;
      this.words = null;
      this.heardMs = this.options.clock.monotonicMs();
      this.lookedMs = this.heardMs;
      this.heardSinceOpening = false;
      this.lookLater();
    } catch (error) {
      if (isCurrent()) this.reopen(messageOf(error));
    } finally {
      clearTimeout(slow);
    }
  }

  private take(line: string): void {
    const { isOurs, answer } = this.options.hear(line, this.path);
    if (isOurs) {
      this.heardMs = this.options.clock.monotonicMs();
      this.heardSinceOpening = true;
      this.everHeard = true;
      this.waitMs = linkLimits.reopenMinMs;
    }
    if (answer === null) return;
    if (typeof answer === 'string') this.write(answer);
    else void answer.then((text) => this.write(text));
  }

  private lookLater(): void {
    this.timer = setTimeout(() => this.look(), lookEveryMs);
  }

  private look(): void {
    const nowMs = this.options.clock.monotonicMs();
    // An engine that slept or was stopped has heard nothing meanwhile, and reopening restarts many boards: listen first.
    if (nowMs - this.lookedMs > 4 * lookEveryMs) this.heardMs = nowMs;
    this.lookedMs = nowMs;
    const silentMs = nowMs - this.heardMs;
    const patienceMs = this.heardSinceOpening ? linkLimits.usbSilentMs : linkLimits.bootGraceMs;
    if (silentMs > patienceMs) {
      const { onForeign } = this.options;
      if (onForeign === null || this.everHeard) this.reopen('nothing is heard on it');
      else void this.stop().then(onForeign);
    } else if (silentMs > probeAfterMs && this.port?.write('\n') === false) {
      this.reopen('nobody reads it');
    } else {
      this.lookLater();
    }
  }

  private reopen(why: string): void {
    this.opening += 1;
    this.words = why;
    const { port } = this;
    this.port = null;
    if (this.timer) clearTimeout(this.timer);
    const waitMs = this.waitMs;
    this.waitMs = Math.min(this.waitMs * 2, linkLimits.reopenMaxMs);
    void (port?.close() ?? Promise.resolve()).then(() => {
      if (!this.stopped) this.timer = setTimeout(() => void this.open(), waitMs);
    });
  }
}
