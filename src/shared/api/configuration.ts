import * as z from 'zod';
import { limits } from '../limits.ts';
import { SecretRef } from '../secret-ref.ts';

/** A configuration as it stands in a file. Checked against its own schema, whose messages name the setting and the remedy. */
export const ConfigDocument = z.record(z.string(), z.unknown());
export type ConfigDocument = z.infer<typeof ConfigDocument>;

export const ConfigAnswer = z.object({
  /** In force: of the file as it was at the engine's start, with the environment's word and with the defaults. */
  config: z.unknown(),
  /** null: there is none, and the demo runs. */
  file: z.string().nullable(),
  /** What the file says now, without defaults; what it would say of the demo where there is none. null: it can't be read. */
  document: ConfigDocument.nullable(),
  /** Of the file as it is now; null where there is none. */
  revision: z.string().nullable(),
  /** Named by `document`, and not found by the engine that runs; it looks into the keychain at its start alone. */
  missingSecrets: z.array(SecretRef),
});
export type ConfigAnswer = z.infer<typeof ConfigAnswer>;

/**
 * The longer form of `PUT /api/config`; a body without `config` is the document itself. No setting is called `config`, so that the two
 * can't be taken for each other.
 */
export const ConfigReplacement = z.strictObject({
  config: ConfigDocument,
  /** Why; wanted where the change takes away some protection (`config-changes`). */
  reason: z
    .string()
    .max(limits.reasonCharacters, { error: `must be at most ${limits.reasonCharacters} characters` })
    .optional(),
  /** What was edited: refused where the file has been changed since. null: there was no file. */
  revision: z.string().max(128).nullable().optional(),
});
export type ConfigReplacement = z.infer<typeof ConfigReplacement>;

/** Written to `file`, and in force from the engine's next start on. */
export const ConfigWritten = z.object({ file: z.string(), inForce: z.literal('after a restart') });
export type ConfigWritten = z.infer<typeof ConfigWritten>;

/** Put into `DIR/secrets.json` under the name in the address; no route ever gives it back. */
export const KeepSecretRequest = z.strictObject({
  value: z
    .string({ error: 'is required: the secret itself' })
    .trim()
    .min(1, { error: 'must say something' })
    .max(limits.secretCharacters, { error: `must be at most ${limits.secretCharacters} characters` }),
});
