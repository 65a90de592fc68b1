import { chmod, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import type { SecretRef } from '../shared/config.ts';
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
  /** Why `secrets.json` can't be used; null when it can, or is not there. */
  trouble(): string | null;
}

/** Opens `DIR/secrets.json`: one object of names and values, readable by its owner alone. */
export async function openSecrets(dataDir: string, env: Record<string, string | undefined>): Promise<Secrets> {
  const path = join(dataDir, 'secrets.json');
  let { values, trouble } = await readSecrets(path);
  return {
    of: (reference) => ('env' in reference ? env[reference.env] : values[reference.secret])?.trim() || null,
    placeOf: (reference) =>
      'env' in reference ? `the environment variable ${reference.env}` : `"${reference.secret}" in ${path}`,
    async keep(changes) {
      // Read again: somebody may have added to it since. What can't be read must not be overwritten.
      ({ values, trouble } = await readSecrets(path));
      if (trouble !== null) throw new Error(trouble);
      const next = Object.entries({ ...values, ...changes }).filter(
        (entry): entry is [string, string] => entry[1] !== null,
      );
      await replaceFile(path, `${JSON.stringify(Object.fromEntries(next), null, 2)}\n`, 0o600);
      values = Object.fromEntries(next);
    },
    trouble: () => trouble,
  };
}

async function readSecrets(path: string): Promise<{ values: Record<string, string>; trouble: string | null }> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
    await chmod(path, 0o600);
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    return { values: {}, trouble: missing ? null : `${path} can't be read` };
  }
  try {
    return { values: SecretsFile.parse(JSON.parse(text)), trouble: null };
  } catch {
    // Not the parser's words: they quote the text, which is secret.
    return { values: {}, trouble: `${path} is not one object of names and texts` };
  }
}
