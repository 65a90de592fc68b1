import * as z from 'zod';

/** Where a secret is found: never in the configuration itself. */
export const SecretRef = z
  .union(
    [z.strictObject({ env: z.string().min(1).max(128) }), z.strictObject({ secret: z.string().min(1).max(128) })],
    {
      error: 'must be {"env": "NAME"} or {"secret": "NAME"}: secrets never stand in the configuration itself',
    },
  )
  .describe('An environment variable, or a name in DIR/secrets.json (readable by you alone).');
export type SecretRef = z.infer<typeof SecretRef>;

/** Such names as can be typed, stand in a sentence, and be a key of any object. */
export function isSecretName(name: string): boolean {
  return name !== '__proto__' && /^[\w.:@-]{1,128}$/.test(name);
}
export const secretNameHint = 'Use letters, digits and . _ : @ -, at most 128.';
