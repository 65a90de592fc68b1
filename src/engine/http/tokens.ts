import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { chmod, mkdir, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Whose tokens there are: the operator may do everything, a bot may only make things safer. */
export interface Tokens {
  operator: string;
  bot: string;
}

const tokenPattern = /^[\w-]{43}$/;

/** Reads the two tokens, making those that are missing: 32 random bytes each, readable by the owner alone. */
export async function openTokens(dataDir: string): Promise<Tokens> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  return {
    operator: await openToken(join(dataDir, 'operator.token')),
    bot: await openToken(join(dataDir, 'bot.token')),
  };
}

async function openToken(path: string): Promise<string> {
  const text = await readFile(path, 'utf8').catch(() => '');
  if (tokenPattern.test(text.trim())) {
    await chmod(path, 0o600);
    return text.trim();
  }
  const token = randomBytes(32).toString('base64url');
  const file = await open(path, 'w', 0o600);
  try {
    await file.chmod(0o600);
    await file.writeFile(`${token}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  return token;
}

/** Compares in a time that tells nothing, whatever the lengths. */
export function sameSecret(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}
