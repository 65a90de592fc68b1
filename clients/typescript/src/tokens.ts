import { readFileSync } from 'node:fs';
import { GateError } from './errors.ts';
import { gateLimits } from './limits.ts';

export type TokenSource = () => string;

/**
 * Where a token comes from: the option, else the file, else the environment. It stays within the function that is returned, so
 * that no dump of an object has it; that one throws GateError.
 */
export function tokenSource(
  name: 'bot' | 'operator',
  given: string | undefined,
  file: string | undefined,
): TokenSource {
  const variable = `SCRAM_${name.toUpperCase()}_TOKEN`;
  return () => {
    if (given !== undefined) return checked(given, `${name}Token`);
    if (file !== undefined) return checked(readToken(file, `${name}TokenFile`), `${name}TokenFile`);
    const token = process.env[variable];
    if (token !== undefined) return checked(token, variable);
    throw new GateError(
      'unauthenticated',
      `This takes the ${name}'s token.`,
      `Give ${name}TokenFile (Scram's data folder has ${name}.token), ${name}Token, or ${variable}.`,
      { field: `${name}Token` },
    );
  };
}

function readToken(file: string, field: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const words = error instanceof Error && 'code' in error ? error.code : 'no text';
    const hint = `See that ${file} exists and is yours.`;
    throw new GateError('unauthenticated', `${field} can't be read (${words}).`, hint, { field });
  }
}

function checked(text: string, field: string): string {
  const token = text.trim();
  if (token.length <= gateLimits.tokenCharacters && /^[\x21-\x7e]+$/.test(token)) return token;
  const hint = "Copy it whole, as it stands in Scram's data folder.";
  throw new GateError('unauthenticated', `What ${field} gives is no token.`, hint, { field });
}
