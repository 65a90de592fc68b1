import type { Config } from '../../../shared/config.ts';
import { messageOf } from '../../../shared/errors.ts';
import type { Clock } from '../../clock.ts';
import { linkLimits } from '../limits.ts';
import type { KnownPort, SerialPorts } from './port.ts';
import { PortLink, type PortLinkOptions } from './port-link.ts';

export interface UsbOptions {
  config: NonNullable<Config['links']['usb']>;
  ports: SerialPorts;
  clock: Clock;
  hear: PortLinkOptions['hear'];
}

/** USB chips of boards that may be a button: CP2102, CH340, CH9102, and the ESP32's own. The first line decides. */
const boardChips = new Set(['10c4:ea60', '1a86:7523', '1a86:55d4', '303a:1001']);
/** Where the system can't list its ports it is asked again only so often. */
const listTroubleMs = 30_000;
/** After a change they are listed again at the next look: a port has its name before the system knows the chip behind it. */
const listsPerChange = 2;

/** Every serial port that may lead to a button: those that are named, and those that are found. */
export class UsbLinks {
  private readonly options: UsbOptions;
  private readonly named: PortLink[];
  private readonly found = new Map<string, PortLink>();
  /** Ports at which something else answered, or nothing, and until when they are left alone. */
  private readonly foreign = new Map<string, number>();
  private candidates: readonly string[] = [];
  private signature: string | null = null;
  private listsDue = 0;
  private timer: NodeJS.Timeout | null = null;
  private discoveryWords: string | null = null;
  private stopped = false;

  constructor(options: UsbOptions) {
    this.options = options;
    this.named = [...new Set(options.config.paths)].map((path) => this.link(path, null));
  }

  /** Opens one more port by its name. */
  add(path: string): void {
    if (this.named.some((link) => link.path === path)) return;
    const link = this.link(path, null);
    this.named.push(link);
    link.start();
  }

  start(): void {
    for (const link of this.named) link.start();
    if (this.options.config.discover) void this.discover();
  }

  /** What is wrong with the ports that are named, and with looking for others; empty when nothing is. */
  troubles(): { port: string; why: string }[] {
    const named = this.named.flatMap((link) => {
      const why = link.trouble();
      return why === null ? [] : [{ port: link.path, why }];
    });
    return this.discoveryWords === null ? named : [...named, { port: 'discovery', why: this.discoveryWords }];
  }

  /** Writes a line to the board at a port; false when that port is not open. */
  write(path: string, line: string): boolean {
    const link = this.named.find((each) => each.path === path) ?? this.found.get(path);
    return link?.write(line) ?? false;
  }

  async stop(): Promise<void> {
    this.stopped = true;
    if (this.timer) clearTimeout(this.timer);
    await Promise.all([...this.named, ...this.found.values()].map((link) => link.stop()));
  }

  private async discover(): Promise<void> {
    let againMs: number = linkLimits.discoverEveryMs;
    try {
      const signature = await this.options.ports.signature();
      if (signature !== this.signature) this.listsDue = listsPerChange;
      if (this.listsDue > 0) {
        this.candidates = boardsAmong(await this.options.ports.list());
        this.listsDue -= 1;
      }
      this.signature = signature;
      this.discoveryWords = null;
      if (!this.stopped) await this.follow();
    } catch (error) {
      this.discoveryWords = messageOf(error);
      againMs = listTroubleMs;
    }
    if (!this.stopped) this.timer = setTimeout(() => void this.discover(), againMs);
  }

  /** Opens what was plugged in, lets go of what is gone. */
  private async follow(): Promise<void> {
    const nowMs = this.options.clock.monotonicMs();
    for (const [path, link] of this.found) {
      if (this.candidates.includes(path)) continue;
      this.found.delete(path);
      await link.stop();
    }
    for (const path of this.candidates) {
      const isTaken = this.found.has(path) || this.named.some((link) => link.path === path);
      if (isTaken || this.found.size >= linkLimits.discoveredPorts) continue;
      if ((this.foreign.get(path) ?? 0) > nowMs) continue;
      const link = this.link(path, () => {
        this.found.delete(path);
        this.foreign.set(path, this.options.clock.monotonicMs() + linkLimits.foreignPortMs);
      });
      this.found.set(path, link);
      link.start();
    }
    for (const path of this.foreign.keys()) if (!this.candidates.includes(path)) this.foreign.delete(path);
  }

  private link(path: string, onForeign: (() => void) | null): PortLink {
    const { ports, clock, hear } = this.options;
    return new PortLink({ path, ports, clock, hear, onForeign });
  }
}

function boardsAmong(ports: readonly KnownPort[]): string[] {
  return ports.filter(({ vendorId, productId }) => boardChips.has(`${vendorId}:${productId}`)).map(({ path }) => path);
}
