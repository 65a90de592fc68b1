/** What a trigger says at one moment, with its numbers in words. `unknown` neither fires nor clears. */
export interface Verdict {
  state: 'holds' | 'clear' | 'unknown';
  words: string;
}

export function holds(words: string): Verdict {
  return { state: 'holds', words };
}

export function clear(words: string): Verdict {
  return { state: 'clear', words };
}

export function unknown(words: string): Verdict {
  return { state: 'unknown', words };
}
