import type { Config } from '../../../shared/config.ts';
import type { Clock } from '../../clock.ts';
import { Refusals } from '../../http/refusals.ts';
import type { JournalEvent } from '../../journal/events.ts';
import type { DeviceDesk } from '../device-desk.ts';
import { splitMac } from '../frame.ts';
import { linkLimits } from '../limits.ts';
import { type Notice, parseNotice } from './notice.ts';
import type { SerialPorts } from './port.ts';
import { UsbLinks } from './usb-links.ts';

export interface UsbDeskOptions {
  clock: Clock;
  devices: DeviceDesk;
  record: (event: JournalEvent) => void;
  onChange: () => void;
  /** Loads the serial library, which is native and large: only when a port is to be opened. */
  loadPorts: () => Promise<SerialPorts>;
}

/** A board at a port that waits to be paired. */
export interface Unpaired {
  device: string;
  version: string;
  port: string;
}

type UsbConfig = NonNullable<Config['links']['usb']>;

/** What comes in over serial ports, taken to where it belongs. */
export class UsbDesk {
  private readonly options: UsbDeskOptions;
  private readonly refusals: Refusals;
  private links: UsbLinks | null = null;
  private loadWords: string | null = null;
  /** By port, since a port has one board. */
  private readonly waiting = new Map<string, Unpaired & { saidMs: number }>();
  private readonly listeners = new Set<(notice: Notice, port: string) => void>();

  constructor(options: UsbDeskOptions) {
    this.options = options;
    this.refusals = new Refusals(options.clock, options.record);
  }

  /** Begins to listen, once; a library that can't be loaded is a trouble to be shown, no more. */
  async listen(config: UsbConfig): Promise<void> {
    if (this.links !== null) return;
    try {
      const ports = await this.options.loadPorts();
      const { clock } = this.options;
      this.links = new UsbLinks({ config, ports, clock, hear: (line, port) => this.hear(line, port) });
      this.links.start();
      this.loadWords = null;
    } catch (error) {
      this.loadWords = error instanceof Error ? error.message : String(error);
    }
    this.options.onChange();
  }

  isListening(): boolean {
    return this.links !== null;
  }

  troubles(): { port: string; why: string }[] {
    if (this.loadWords !== null) return [{ port: 'the serial library', why: this.loadWords }];
    return this.links?.troubles() ?? [];
  }

  unpaired(): Unpaired[] {
    const sinceMs = this.options.clock.monotonicMs() - linkLimits.bootGraceMs;
    const there = [...this.waiting.values()].filter(({ saidMs }) => saidMs >= sinceMs);
    return there.map(({ device, version, port }) => ({ device, version, port }));
  }

  write(port: string, line: string): boolean {
    return this.links?.write(port, line) ?? false;
  }

  onNotice(listener: (notice: Notice, port: string) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  async stop(): Promise<void> {
    await this.links?.stop();
    this.refusals.flush();
  }

  private hear(line: string, port: string): { isOurs: boolean; answer: string | Promise<string> | null } {
    const notice = parseNotice(line);
    if (notice) {
      this.takeNotice(notice, port);
      return { isOurs: true, answer: null };
    }
    const signed = line.startsWith('S1|') ? splitMac(line) : null;
    if (!signed) return { isOurs: false, answer: null };
    const heard = this.options.devices.hear({ ...signed, path: 'usb', from: port });
    if (heard.ok) {
      if (this.waiting.delete(port)) this.options.onChange();
      return { isOurs: true, answer: heard.answer };
    }
    if (heard.refusal !== 'noise' && heard.refusal !== 'retired') this.refusals.note(port, 'usb', heard.why);
    // A button of somebody else, or one whose secret is lost, is a button all the same: its port is not dead.
    return { isOurs: heard.refusal !== 'noise', answer: null };
  }

  private takeNotice(notice: Notice, port: string): void {
    if (notice.says === 'unpaired') {
      const { device, version } = notice;
      const isNew = !this.waiting.has(port);
      this.waiting.set(port, { device, version, port, saidMs: this.options.clock.monotonicMs() });
      if (isNew) this.options.onChange();
    }
    for (const listener of this.listeners) listener(notice, port);
  }
}
