import type { Config } from '../../../shared/config.ts';
import { messageOf } from '../../../shared/errors.ts';
import type { Failure } from '../../../shared/failure.ts';
import { ok, type Result, refuse } from '../../../shared/result.ts';
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

/** One of our boards, as it was last heard at a port. */
export interface Board {
  device: string;
  port: string;
  /** It says that it has no secret. */
  isUnpaired: boolean;
}

const findEveryMs = 100;

type UsbConfig = NonNullable<Config['links']['usb']>;

/** What comes in over serial ports, taken to where it belongs. */
export class UsbDesk {
  private readonly options: UsbDeskOptions;
  private readonly refusals: Refusals;
  private links: UsbLinks | null = null;
  private loadWords: string | null = null;
  /** By port, since a port has one board. */
  private readonly heard = new Map<string, Board & { heardMs: number }>();
  private readonly listeners = new Set<(notice: Notice, port: string) => void>();

  constructor(options: UsbDeskOptions) {
    this.options = options;
    this.refusals = new Refusals(options.clock, options.record);
  }

  /** Begins to listen, or adds ports to those that are; a library that can't be loaded is a trouble to be shown, no more. */
  async listen(config: UsbConfig): Promise<void> {
    if (this.links !== null) {
      for (const path of config.paths) this.links.add(path);
      return;
    }
    try {
      const ports = await this.options.loadPorts();
      const { clock } = this.options;
      this.links = new UsbLinks({ config, ports, clock, hear: (line, port) => this.hear(line, port) });
      this.links.start();
      this.loadWords = null;
    } catch (error) {
      this.loadWords = messageOf(error);
    }
    this.options.onChange();
  }

  troubles(): { port: string; why: string }[] {
    if (this.loadWords !== null) return [{ port: 'the serial library', why: this.loadWords }];
    return this.links?.troubles() ?? [];
  }

  /** The boards that are at a port now. */
  boards(): Board[] {
    const sinceMs = this.options.clock.monotonicMs() - linkLimits.bootGraceMs;
    const there = [...this.heard.values()].filter(({ heardMs }) => heardMs >= sinceMs);
    return there.map(({ device, port, isUnpaired }) => ({ device, port, isUnpaired }));
  }

  /** The board to be paired: the one that is wanted, or the only one, an unpaired one before any other. Waits for one to speak. */
  async findBoard(wanted: string | undefined, waitMs: number): Promise<Result<Board>> {
    const { clock } = this.options;
    const deadlineMs = clock.monotonicMs() + waitMs;
    for (;;) {
      const boards = this.boards().filter(({ device }) => wanted === undefined || device === wanted);
      const unpaired = boards.filter((board) => board.isUnpaired);
      const [board, ...others] = unpaired.length > 0 ? unpaired : boards;
      if (others.length > 0) return refuse(severalBoards(boards));
      if (board) return ok(board);
      if (clock.monotonicMs() > deadlineMs) return refuse(noBoard(this.troubles()));
      await new Promise((resolve) => setTimeout(resolve, findEveryMs));
    }
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
    if (heard.ok || heard.refusal !== 'noise') this.note(port, signed.body.slice(3, 11), false);
    if (heard.ok) return { isOurs: true, answer: heard.answer };
    if (heard.refusal !== 'noise' && heard.refusal !== 'retired') this.refusals.note(port, 'usb', heard.why);
    // A button of somebody else, or one whose secret is lost, is a button all the same: its port is not dead.
    return { isOurs: heard.refusal !== 'noise', answer: null };
  }

  private takeNotice(notice: Notice, port: string): void {
    if (notice.says === 'unpaired') this.note(port, notice.device, true);
    for (const listener of this.listeners) listener(notice, port);
  }

  private note(port: string, device: string, isUnpaired: boolean): void {
    const before = this.heard.get(port);
    this.heard.set(port, { device, port, isUnpaired, heardMs: this.options.clock.monotonicMs() });
    if (before?.isUnpaired !== isUnpaired || before.device !== device) this.options.onChange();
  }
}

function severalBoards(boards: readonly Board[]): Failure {
  const names = boards.map(({ device, port }) => `${device} at ${port}`).join(', ');
  const hint = 'Say which one by its id, or unplug the others.';
  return { code: 'bad_request', message: `Several boards are plugged in: ${names}.`, hint, field: 'device' };
}

function noBoard(troubles: readonly { port: string; why: string }[]): Failure {
  const why = troubles.map(({ port, why }) => ` ${port}: ${why}.`).join('');
  const hint = 'Check the cable, flash the firmware, or name the port under links.usb.paths.';
  return { code: 'not_found', message: `No button is heard on any serial port.${why}`, hint };
}
