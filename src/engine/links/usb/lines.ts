import { linkLimits } from '../limits.ts';

/**
 * Bytes of a serial port to lines, whatever else is on the wire. A line over 160 characters is dropped whole, up to its end: its
 * tail must not be read as a line of its own. Holds no more than one line, which no ready-made parser promises.
 */
export class LineReader {
  private text = '';
  private isOverlong = false;

  /** The whole lines that these bytes complete, without their ends; empty ones are left out. */
  push(bytes: Buffer): string[] {
    const lines: string[] = [];
    // Latin-1, one character a byte: what is no ASCII is no frame either, and must not be able to break the reading.
    const [first = '', ...rest] = bytes.toString('latin1').split('\n');
    this.add(first);
    for (const part of rest) {
      const line = this.text.replace(/\r$/, '');
      if (!this.isOverlong && line !== '') lines.push(line);
      this.text = '';
      this.isOverlong = false;
      this.add(part);
    }
    return lines;
  }

  private add(part: string): void {
    if (!this.isOverlong) this.text += part;
    if (this.text.length <= linkLimits.lineCharacters) return;
    this.isOverlong = true;
    this.text = '';
  }
}
