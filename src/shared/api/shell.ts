import * as z from 'zod';
import { requiredReason } from '../reason.ts';

/**
 * `attached`: a shell shows notifications, so that the engine need not; repeated every `shellRepeatMs`, since a frozen shell says
 * nothing. `detached`: it no longer does. `hotkey_off`: a way to kill is taken away, which wants a reason as in the configuration;
 * `hotkey_on`: it is there again. The rest is what the operating system says of the machine.
 */
export const ShellRequest = z.discriminatedUnion(
  'event',
  [
    z.strictObject({ event: z.enum(['attached', 'detached', 'suspend', 'resume', 'shutdown', 'hotkey_on']) }),
    z.strictObject({
      event: z.literal('hotkey_off'),
      reason: requiredReason('why the hotkey is not needed'),
    }),
  ],
  { error: 'must be attached, detached, suspend, resume, shutdown, hotkey_on or hotkey_off' },
);
export type ShellRequest = z.infer<typeof ShellRequest>;

/** The engine believes one `attached` for more than twice as long. */
export const shellRepeatMs = 5_000;
