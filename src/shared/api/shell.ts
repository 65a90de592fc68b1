import * as z from 'zod';

/**
 * `attached`: a shell shows notifications, so that the engine need not; repeated every `shellRepeatMs`, since a frozen shell says
 * nothing. `detached`: it no longer does. The rest is what the operating system says of the machine.
 */
export const ShellRequest = z.strictObject({
  event: z.enum(['attached', 'detached', 'suspend', 'resume', 'shutdown'], {
    error: 'must be attached, detached, suspend, resume or shutdown',
  }),
});
export type ShellRequest = z.infer<typeof ShellRequest>;

/** The engine believes one `attached` for more than twice as long. */
export const shellRepeatMs = 5_000;
