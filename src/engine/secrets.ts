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
  /** Adds a secret of the file, on the disk before it resolves; throws the system's error when that can't be done. */
  keep(name: string, value: string): Promise<void>;
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
    async keep(name, value) {
      // What can't be read must not be overwritten: somebody's other secrets are in it.
      if (trouble !== null) throw new Error(trouble);
      const next = { ...values, [name]: value };
      await replaceFile(path, `${JSON.stringify(next, null, 2)}\n`, 0o600);
      values = next;
      trouble = null;
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
