import { gateLimits } from './limits.ts';

/** What comes is no stream of events, one without bounds, or not Scram's. */
export class BadStream extends Error {}

/** A comment (the keep-alive) or a whole event. A line that is not yet whole is neither. */
export type StreamItem = { kind: 'comment' } | { kind: 'event'; name: string; data: string };

const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/**
 * Server-sent events, cut out of bytes with a bound on everything. Fed with bytes as they come, cut wherever the network cuts
 * them; ends a line at LF, CR or CR LF, as the standard says.
 */
export class EventStream {
  private readonly decoder = new TextDecoder('utf-8', { fatal: true });
  private readonly line = Buffer.alloc(gateLimits.lineBytes);
  private lineBytes = 0;
  private eventBytes = 0;
  private afterReturn = false;
  private name = '';
  private data: string[] = [];

  /** The items that this chunk completes. Throws BadStream. */
  feed(chunk: Uint8Array): StreamItem[] {
    const items: StreamItem[] = [];
    for (const byte of chunk) {
      // The LF of a CR LF belongs to the line before, also where the two came apart.
      const isSecondOfPair = this.afterReturn && byte === lineFeed;
      this.afterReturn = byte === carriageReturn;
      if (isSecondOfPair) continue;
      if (byte !== lineFeed && byte !== carriageReturn) this.keep(byte);
      else this.endLine(items);
    }
    return items;
  }

  private keep(byte: number): void {
    if (this.lineBytes === this.line.length) throw new BadStream(`a line over ${gateLimits.lineBytes} bytes`);
    this.line[this.lineBytes] = byte;
    this.lineBytes += 1;
  }

  private endLine(items: StreamItem[]): void {
    const line = this.decode(this.line.subarray(0, this.lineBytes));
    if (line === '') this.dispatch(items);
    else if (line.startsWith(':')) items.push({ kind: 'comment' });
    else this.takeField(line);
    this.lineBytes = 0;
  }

  private decode(bytes: Uint8Array): string {
    try {
      return this.decoder.decode(bytes);
    } catch {
      throw new BadStream('a line that is not UTF-8');
    }
  }

  private takeField(line: string): void {
    this.eventBytes += this.lineBytes;
    if (this.eventBytes > gateLimits.eventBytes) throw new BadStream(`an event over ${gateLimits.eventBytes} bytes`);
    const [, field, value = ''] = /^([^:]*)(?:: ?(.*))?$/s.exec(line) ?? [];
    if (field === 'event') this.name = value;
    else if (field === 'data') this.data.push(value);
  }

  private dispatch(items: StreamItem[]): void {
    if (this.data.length > 0) items.push({ kind: 'event', name: this.name, data: this.data.join('\n') });
    this.name = '';
    this.data = [];
    this.eventBytes = 0;
  }
}
