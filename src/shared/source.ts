import * as z from 'zod';

/** Who or what gave a command, or saw what is recorded: a closed list, and the `source` of every row of the journal. */
export const Source = z.union([
  z.enum(['wifi', 'usb', 'hotkey', 'tray', 'window', 'cli', 'telegram', 'api', 'bot', 'dead_man', 'peer', 'engine']),
  /** The name under which the dead man's switch fires its circuit breaker; all else that it does is `dead_man`. */
  z.literal('dead_man_switch'),
  z.templateLiteral(['trigger:', z.string()]),
]);
export type Source = z.infer<typeof Source>;

/**
 * The sources an operator's client may name for itself in the `X-Scram-Source` header. The rest are decided by the way a
 * command came in, so that no client can pass for a device.
 */
export const ClientSource = z.enum(['hotkey', 'tray', 'window', 'cli', 'api']);
export type ClientSource = z.infer<typeof ClientSource>;
export const sourceHeader = 'x-scram-source';
