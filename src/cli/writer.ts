/** Every word of the command line goes through here, so that a test can read it and a closed pipe is noticed once. */
export interface Writer {
  readonly isTerminal: boolean;
  readonly colour: boolean;
  columns(): number;
  line(text?: string): void;
  /** Text with the cursor movements of the progress display in it. */
  raw(text: string): void;
  /** Resolves when everything written has left this process: false when some of it could not. */
  flush(): Promise<boolean>;
}

const fallbackColumns = 120;
const escapeCode = '\u001b';
/** Control and text-direction characters, other than the colours that we set: a venue's words must not move the cursor. */
const unsafe = new RegExp(`(?!${escapeCode}\\[\\d+m)\\p{Cc}|\\p{Bidi_Control}`, 'gu');

export function safeText(text: string): string {
  return text.replaceAll(unsafe, '\uFFFD');
}

export function streamWriter(
  stream: NodeJS.WriteStream,
  env: Record<string, string | undefined>,
  onBroken: () => void,
): Writer {
  const isTerminal = stream.isTTY === true;
  const { NO_COLOR, TERM } = env;
  let isBroken = false;
  stream.on('error', () => {
    isBroken = true;
    onBroken();
  });
  return {
    isTerminal,
    colour: isTerminal && !NO_COLOR && TERM !== 'dumb',
    // A pseudo-terminal that nobody has sized says 0.
    columns: () => stream.columns || fallbackColumns,
    line: (text = '') => void stream.write(`${safeText(text)}\n`),
    raw: (text) => void stream.write(text),
    flush: () => new Promise((resolve) => stream.write('', (error) => resolve(!error && !isBroken))),
  };
}
