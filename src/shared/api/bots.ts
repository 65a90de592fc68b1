import * as z from 'zod';

/** How far a bot is held back. `pause`: it must trade no more, its positions and stops stay. `halt`: it must stop. */
export const HoldLevel = z.enum(['pause', 'halt']);
export type HoldLevel = z.infer<typeof HoldLevel>;

/** A bot that is held stays held, through resets and restarts, until the operator resumes it. */
export const BotHold = z.object({
  to: HoldLevel,
  since: z.iso.datetime(),
  /** What held it: a kill, the dead man's switch, a silent device. */
  cause: z.string(),
  /** The kill that it was held for; null when it was none. */
  killId: z.string().nullable(),
});
export type BotHold = z.infer<typeof BotHold>;

const common = {
  name: z.string(),
  kind: z.enum(['flag-file', 'process', 'command', 'webhook', 'freqtrade']),
  held: BotHold.nullable(),
  /** How often it has come back since it was held. */
  returns: z.number().int(),
  /** Since when it is in this state. */
  since: z.iso.datetime(),
  /** What was last seen or said, in the words of the adapter. */
  words: z.string(),
};
const deadlineAt = z.iso.datetime().describe('When this counts as failed; the work on it goes on after that.');

/**
 * One bot as the engine knows it. `paused` and `halted` are said only of a bot that was looked at and found so. `unknown`: it can't
 * be looked at, or has not been; `asked` then says what it was told to do.
 */
export const BotState = z.discriminatedUnion('state', [
  z.object({ ...common, state: z.literal('unknown'), asked: HoldLevel.nullable() }),
  z.object({ ...common, state: z.literal('running') }),
  z.object({ ...common, state: z.literal('pausing'), deadlineAt }),
  z.object({ ...common, state: z.literal('paused') }),
  z.object({ ...common, state: z.literal('halting'), deadlineAt }),
  z.object({ ...common, state: z.literal('halted') }),
  /** It did not do in time what was wanted of it: to pause, to halt, or, after the operator's word, to run. */
  z.object({ ...common, state: z.literal('failed'), wanted: z.enum(['pause', 'halt', 'run']) }),
]);
export type BotState = z.infer<typeof BotState>;
