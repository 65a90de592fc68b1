import * as z from 'zod';
import { limits } from '../limits.ts';

/** One automatic trigger as it was judged last. */
export const TriggerState = z.object({
  /** As it is configured: PortfolioDrawdown, … */
  name: z.string(),
  /** `holds` stands against a reset. `unknown`: it can't be judged now, and then it neither fires nor clears. */
  state: z.enum(['clear', 'holds', 'unknown']),
  /** With its numbers: `drawdown 3.2 % of 25.0 %`. */
  words: z.string(),
  since: z.iso.datetime(),
  /** It holds, and does not fire again before it has been clear: it has fired, or a reset acknowledged it. */
  spent: z.boolean(),
});
export type TriggerState = z.infer<typeof TriggerState>;

/** `null` stands for what JSON can't write: NaN and the infinities. That is a price all the same, and a bad one. */
const Price = z.union([z.number(), z.string().max(40), z.null()], { error: 'must be a number' }).optional();

/**
 * One tick of a bot's feed. A price that makes no sense is taken in and judged, never refused: it is what the trigger is there
 * to see. `at`: ISO 8601 or milliseconds since 1970; without it the time of arrival counts.
 */
export const FeedTick = z.strictObject({
  symbol: z.string().min(1).max(limits.feedSymbolCharacters),
  bid: Price,
  ask: Price,
  last: Price,
  at: z.union([z.string().max(40), z.number(), z.null()], { error: 'must be a time' }).optional(),
  /** false: its market is closed, or the bot no longer follows it; no further tick is owed then. */
  open: z.boolean().optional(),
});
export type FeedTick = z.infer<typeof FeedTick>;

export const FeedRequest = z.strictObject({
  ticks: z
    .array(FeedTick)
    .min(1)
    .max(limits.feedTicks, { error: `must be at most ${limits.feedTicks} ticks` }),
});

export const ComplianceRequest = z.strictObject({
  paused: z.boolean({ error: 'must be true or false' }),
  reason: z
    .string({ error: 'is required: say why' })
    .trim()
    .min(1, { error: 'must say something' })
    .max(limits.reasonCharacters, { error: `must be at most ${limits.reasonCharacters} characters` }),
});
export type ComplianceRequest = z.infer<typeof ComplianceRequest>;
