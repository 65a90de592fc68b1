import { assertNever } from '../shared/assert-never.ts';
import type { Tone } from '../shared/words.ts';

function codeOf(tone: Tone): number {
  switch (tone) {
    case 'blue':
      return 94;
    case 'yellow':
      return 93;
    case 'amber':
      return 33;
    case 'red':
      return 91;
    case 'grey':
      return 90;
    default:
      return assertNever(tone);
  }
}

/** Colour is state and nothing else; without a terminal, or with NO_COLOR, the words stand alone. */
export function paint(text: string, tone: Tone, colour: boolean): string {
  return colour ? `\u001b[${codeOf(tone)}m${text}\u001b[0m` : text;
}
