import { chmod, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { hasCode } from '../shared/errors.ts';
import { SecretRef } from '../shared/secret-ref.ts';
import { keychainService, readKeychain } from './keychain.ts';
import { replaceFile } from './replace-file.ts';

const SecretsFile = z.record(z.string(), z.string());

/** Where secrets are looked up. They are never logged, and never part of an answer. */
export interface Secrets {
  /** The secret that a reference of the configuration names; null when there is none. */
  of(reference: SecretRef): string | null;
  /** Where the operator would put it, for a sentence. */
  placeOf(reference: SecretRef): string;
  /** Puts secrets into the file, or takes them out (null); on the disk when it resolves. Throws the system's error. */
  keep(changes: Record<string, string | null>): Promise<void>;
  /** Why the keychain or `secrets.json` can't be used; null when they can, or nothing is missed. */
  trouble(): string | null;
}

/**
 * The secrets that the configuration names (`wanted`): from the operating system's keychain, else from `DIR/secrets.json`, one
 * object of names and values, readable by its owner alone. Both are read once, now.
 */
export async function openSecrets(
  dataDir: string,
  env: Record<string, string | undefined>,
  wanted: readonly string[],
): Promise<Secrets> {
  const path = join(dataDir, 'secrets.json');
  const [keychain, file] = await Promise.all([readKeychain(wanted), readSecrets(path)]);
  let { values, trouble } = file;
  const isMissed = () => wanted.some((name) => keychain.values[name] === undefined && values[name] === undefined);
  const lookUp = (reference: SecretRef) =>
    'env' in reference ? env[reference.env] : (keychain.values[reference.secret] ?? values[reference.secret]);
  return {
    of: (reference) => lookUp(reference)?.trim() || null,
    placeOf: (reference) =>
      'env' in reference
        ? `the environment variable ${reference.env}`
        : `the keychain (service "${keychainService}", account "${reference.secret}") or "${reference.secret}" in ${path}`,
    async keep(changes) {
      const hidden = Object.keys(changes).find((name) => keychain.values[name] !== undefined);
      if (hidden !== undefined) throw new Error(`"${hidden}" is in the keychain, which would hide it: remove it there`);
      // Read again: somebody may have added to it since. What can't be read must not be overwritten.
      ({ values, trouble } = await readSecrets(path));
      if (trouble !== null) throw new Error(trouble);
      const next = Object.entries({ ...values, ...changes }).filter(
        (entry): entry is [string, string] => entry[1] !== null,
      );
      await replaceFile(path, `${JSON.stringify(Object.fromEntries(next), null, 2)}\n`, 0o600);
      values = Object.fromEntries(next);
    },
    trouble: () => trouble ?? (keychain.trouble !== null && isMissed() ? `the keychain: ${keychain.trouble}` : null),
  };
}

/** The names of all secrets that a configuration refers to, wherever in it they stand. */
export function secretNames(value: unknown): string[] {
  return [...new Set(secretRefs(value).flatMap((reference) => ('secret' in reference ? [reference.secret] : [])))];
}

/** The references of a configuration that lead to nothing now. One that the keychain alone has is found at the next start. */
export function missingSecrets(document: unknown, secrets: Pick<Secrets, 'of'>): SecretRef[] {
  return secretRefs(document).filter((reference) => secrets.of(reference) === null);
}

function secretRefs(value: unknown): SecretRef[] {
  if (typeof value !== 'object' || value === null) return [];
  const reference = SecretRef.safeParse(value);
  return reference.success ? [reference.data] : Object.values(value).flatMap(secretRefs);
}

async function readSecrets(path: string): Promise<{ values: Record<string, string>; trouble: string | null }> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
    await chmod(path, 0o600);
  } catch (error) {
    const missing = hasCode(error, 'ENOENT');
    return { values: {}, trouble: missing ? null : `${path} can't be read` };
  }
  try {
    return { values: SecretsFile.parse(JSON.parse(text)), trouble: null };
  } catch {
    // Not the parser's words: they quote the text, which is secret.
    return { values: {}, trouble: `${path} is not one object of names and texts` };
  }
}
