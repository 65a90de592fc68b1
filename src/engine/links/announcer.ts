import { isIP } from 'node:net';

/** A name that is answered for on the local network. */
export interface Announcement {
  end(): Promise<void>;
}

export interface AnnouncerOptions {
  /** `links.wifi.announce`. */
  enabled: boolean;
  /** Whether any device looks for this engine over WiFi. */
  isWanted: () => boolean;
  /** This machine's addresses. An announcement gives out those that were there when it was begun, for ever. */
  addresses: () => string;
  /** Begins to answer for `scram.local` at a port; loads what it needs for that. */
  announce: (port: number) => Promise<Announcement>;
  reportBug: (error: unknown) => void;
}

/** How often this machine's addresses are looked at. */
const lookEveryMs = 5_000;

/** Answers for `scram.local` while a button may be looking for it, and only where it could then reach the listener. */
export class Announcer {
  private readonly options: AnnouncerOptions;
  private port: number | null = null;
  private announcement: Promise<Announcement | null> | null = null;
  private announced: string | null = null;
  private timer: NodeJS.Timeout | null = null;

  constructor(options: AnnouncerOptions) {
    this.options = options;
  }

  /** The device listener is open. */
  opened(host: string, port: number): void {
    if (!this.options.enabled || isLoopback(host)) return;
    this.port = port;
    this.timer = setInterval(() => this.review(), lookEveryMs).unref();
    this.review();
  }

  /** To be called when devices have changed. */
  review(): void {
    if (this.port === null || !this.options.isWanted()) return;
    const addresses = this.options.addresses();
    if (addresses === this.announced) return;
    this.announced = addresses;
    this.announcement = this.renew(this.port, this.announcement);
  }

  async stop(): Promise<void> {
    this.port = null;
    if (this.timer) clearInterval(this.timer);
    await (await this.announcement)?.end();
  }

  private async renew(port: number, before: Promise<Announcement | null> | null): Promise<Announcement | null> {
    try {
      // Its last words take back the same name.
      await (await before)?.end();
      return await this.options.announce(port);
    } catch (error) {
      this.options.reportBug(error);
      return null;
    }
  }
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}
