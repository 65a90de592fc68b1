/** A kill that the command line asks for beyond doubt. */
export interface EarlyKill {
  reason: string | undefined;
  data: string | undefined;
}

const withValue = ['--data', '--reason', '--wait'] as const;

/**
 * Recognises `scram kill` before the parser of commands is loaded, so that the kill leaves first. It takes only what the parser
 * takes in the same way; anything else (help, a reset, a slip of the keys) is null and left to the parser.
 */
export function earlyKill(argv: readonly string[]): EarlyKill | null {
  const values = new Map<string, string>();
  const words = argv[Symbol.iterator]();
  let isKill = false;
  for (const word of words) {
    const option = withValue.find((name) => word === name || word.startsWith(`${name}=`));
    if (option === undefined) {
      if (word !== 'kill' || isKill) return null;
      isKill = true;
      continue;
    }
    if (!isKill && option !== '--data') return null;
    const value = word === option ? words.next().value : word.slice(option.length + 1);
    // A value that looks like an option may be one to the parser.
    if (value === undefined || value.startsWith('-') || (option === '--data' && value === '')) return null;
    values.set(option, value);
  }
  return isKill ? { reason: values.get('--reason'), data: values.get('--data') } : null;
}
