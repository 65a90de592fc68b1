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
  /** Begins to answer for `scram.local` at a port; loads what it needs for that. */
  announce: (port: number) => Promise<Announcement>;
  reportBug: (error: unknown) => void;
}

/** Answers for `scram.local` while a button may be looking for it, and only where it could then reach the listener. */
export class Announcer {
  private readonly options: AnnouncerOptions;
  private port: number | null = null;
  private announcement: Promise<Announcement | null> | null = null;

  constructor(options: AnnouncerOptions) {
    this.options = options;
  }

  /** The device listener is open. */
  opened(host: string, port: number): void {
    if (!isLoopback(host)) this.port = port;
    this.review();
  }

  /** To be called when devices have changed. */
  review(): void {
    const { enabled, isWanted, announce, reportBug } = this.options;
    if (!enabled || this.port === null || this.announcement !== null || !isWanted()) return;
    this.announcement = announce(this.port).catch((error: unknown) => {
      reportBug(error);
      return null;
    });
  }

  async stop(): Promise<void> {
    this.port = null;
    await (await this.announcement)?.end();
  }
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}
