import * as z from 'zod';
import { Decimal } from '../decimal.ts';
import { Source } from '../source.ts';
import { Outcome, Residual, Side } from './state.ts';

/** A row of the journal as every reader sees it. */
export const JournalRow = z.object({
  seq: z.number().int(),
  at: z.iso.datetime(),
  kind: z.string(),
  source: Source,
  killId: z.string().nullable(),
  reason: z.string().nullable(),
  data: z.record(z.string(), z.unknown()),
});
export type JournalRow = z.infer<typeof JournalRow>;

/** The event of the streams when the dead man's switch triggers; a row of the journal has the same in its columns and data. */
export const CircuitBreakerFired = z.object({
  kind: z.literal('CIRCUIT_BREAKER_FIRED'),
  source: z.literal('dead_man_switch'),
  /** null when nobody has ever checked in. */
  lastCheckIn: z.iso.datetime().nullable(),
  /** Since the timer was started. */
  elapsedMs: z.number(),
});
export type CircuitBreakerFired = z.infer<typeof CircuitBreakerFired>;

/** `rows` are newest first; `next` goes into `before` for the page after, null at the end. */
export const JournalPage = z.object({ rows: z.array(JournalRow), next: z.number().int().nullable() });
export type JournalPage = z.infer<typeof JournalPage>;

/** `firstBroken` is the sequence number of the first row whose hash, order or presence does not hold. */
export const JournalVerdict = z.object({
  ok: z.boolean(),
  rows: z.number().int(),
  firstBroken: z.number().int().optional(),
  why: z.string().optional(),
});
export type JournalVerdict = z.infer<typeof JournalVerdict>;

/** The kinds of which the journal has rows, in the order of the alphabet. */
export const JournalKinds = z.object({ kinds: z.array(z.string()) });

/** A walk along the whole chain: the one at work, and the last that came to its end, from the journal's own record of it. */
export const JournalVerification = z.object({
  /** `row`: up to which it holds so far; `rows`: how many there were when it began. */
  running: z.object({ row: z.number().int(), rows: z.number().int() }).nullable(),
  last: z.object({ at: z.iso.datetime(), tookMs: z.number(), verdict: JournalVerdict }).nullable(),
});
export type JournalVerification = z.infer<typeof JournalVerification>;

/** What one instrument fetched in a kill. */
export const LiquidatedInstrument = z.object({
  broker: z.string(),
  symbol: z.string(),
  /** As read when the kill fired; null when it appeared later. */
  quantityAtKill: Decimal.nullable(),
  lastPriceAtKill: Decimal.nullable(),
  filledQuantity: Decimal,
  averagePrice: Decimal.nullable(),
  /** Against the last price at the kill, positive when it cost money; null when either price is missing. */
  slippageFraction: Decimal.nullable(),
  outcome: Outcome.nullable(),
  words: z.string(),
});
export type LiquidatedInstrument = z.infer<typeof LiquidatedInstrument>;

export const LiquidationSummary = z.object({
  killId: z.string(),
  source: Source,
  reason: z.string(),
  firedAt: z.iso.datetime(),
  settledAt: z.iso.datetime().nullable(),
  flat: z.boolean(),
  resetAt: z.iso.datetime().nullable(),
  resetReason: z.string().nullable(),
});
export type LiquidationSummary = z.infer<typeof LiquidationSummary>;

/** One kill, whole: what was open, what was done about it and when, what it fetched, what is left. */
export const Liquidation = LiquidationSummary.extend({
  signals: z.array(z.object({ source: Source, reason: z.string(), at: z.iso.datetime() })),
  cancelledOrders: z.array(
    z.object({
      broker: z.string(),
      id: z.string(),
      symbol: z.string(),
      side: Side,
      quantity: Decimal,
      type: z.string(),
    }),
  ),
  instruments: z.array(LiquidatedInstrument),
  residuals: z.array(Residual),
  rows: z.array(JournalRow),
});
export type Liquidation = z.infer<typeof Liquidation>;
