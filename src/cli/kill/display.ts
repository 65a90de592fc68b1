import { formatDuration } from '../../shared/duration.ts';
import { fitted } from '../render/fitted.ts';
import { safeText, type Writer } from '../writer.ts';

export interface Display {
  /** The current lines: repainted in place on a terminal, one line for each that changed elsewhere. */
  show(lines: readonly { key: string; text: string }[], elapsedMs: number): void;
  /** Takes the display out of the way for ordinary lines, which stay above it. */
  settle(): void;
}

export function displayOn(writer: Writer): Display {
  return writer.isTerminal ? paintedDisplay(writer) : plainDisplay(writer);
}

function plainDisplay(writer: Writer): Display {
  const shown = new Map<string, string>();
  return {
    show(lines, elapsedMs) {
      for (const { key, text } of lines) {
        if (shown.get(key) === text) continue;
        shown.set(key, text);
        writer.line(`+${formatDuration(elapsedMs)}  ${text}`);
      }
    },
    settle() {},
  };
}

function paintedDisplay(writer: Writer): Display {
  let height = 0;
  return {
    show(lines, elapsedMs) {
      const width = Math.max(1, writer.columns() - 1);
      const rows = [...lines.map((each) => each.text), `${(elapsedMs / 1_000).toFixed(1)} s`];
      writer.raw(
        `${toTop(height)}${rows.map((row) => `${eraseLine}${fitted(safeText(row), width)}\n`).join('')}${eraseBelow}`,
      );
      height = rows.length;
    },
    settle() {
      height = 0;
    },
  };
}

const eraseLine = '\u001b[2K';
const eraseBelow = '\u001b[0J';

function toTop(height: number): string {
  return height === 0 ? '' : `\u001b[${height}A`;
}
