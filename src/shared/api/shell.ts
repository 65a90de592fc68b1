import * as z from 'zod';
import { limits } from '../limits.ts';
import { isMeaningfulReason } from './commands.ts';

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
      reason: z
        .string({ error: 'is required: say why the hotkey is not needed' })
        .max(limits.reasonCharacters, { error: `must be at most ${limits.reasonCharacters} characters` })
        .refine(isMeaningfulReason, { error: 'must say something: at least 8 characters and 2 words' }),
    }),
  ],
  { error: 'must be attached, detached, suspend, resume, shutdown, hotkey_on or hotkey_off' },
);
export type ShellRequest = z.infer<typeof ShellRequest>;

/** The engine believes one `attached` for more than twice as long. */
export const shellRepeatMs = 5_000;
