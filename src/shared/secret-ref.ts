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
