import { ReadlineParser } from '@serialport/parser-readline';
import { linkLimits } from '../limits.ts';

/**
 * Bytes of a serial port to lines, whatever else is on the wire. A line over 160 characters is dropped whole, up to its end: its
 * tail must not be read as a line of its own.
 *
 * The library's parser cuts the lines. It would hold one of any length, so no more than one byte over the limit of a line reaches
 * it, which is enough to know the overlong ones by.
 */
export class LineReader {
  // Latin-1, one character a byte: what is no ASCII is no frame either, and must not be able to break the reading.
  private readonly parser = new ReadlineParser({ delimiter: '\n', encoding: 'latin1', readableObjectMode: true });
  /** Bytes of the line that is coming in. */
  private length = 0;

  /** The whole lines that these bytes complete, without their ends; empty ones are left out. */
  push(bytes: Buffer): string[] {
    for (let start = 0; start < bytes.length; ) {
      const end = bytes.indexOf('\n', start);
      start = this.give(bytes, start, end === -1 ? bytes.length : end + 1, end !== -1);
    }
    const lines: string[] = [];
    for (let line = this.parser.read(); line !== null; line = this.parser.read()) {
      const text = String(line).replace(/\r$/, '');
      if (text !== '' && text.length <= linkLimits.lineCharacters) lines.push(text);
    }
    return lines;
  }

  /** Hands on a part of one line; returns where the next begins. */
  private give(bytes: Buffer, start: number, end: number, isWhole: boolean): number {
    const room = Math.max(0, linkLimits.lineCharacters + 1 - this.length);
    const text = bytes.subarray(start, isWhole ? end - 1 : end);
    this.parser.write(text.subarray(0, room));
    this.length += text.length;
    if (isWhole) {
      this.parser.write('\n');
      this.length = 0;
    }
    return end;
  }
}
