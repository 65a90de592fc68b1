import * as z from 'zod';
import { durationSchema } from './duration.ts';

const fraction = 'must be a fraction between 0 and 1: 0.25 is 25 %';
const jump = 'must be a fraction above 0 and at most 10: 0.2 is 20 %';

const PortfolioDrawdown = z
  .strictObject({
    event: z.literal('PortfolioDrawdown'),
    threshold: z
      .number({ error: fraction })
      .gt(0, { error: fraction })
      .lt(1, { error: fraction })
      .describe('How far the equity of all brokers together may fall below its peak: 0.25 is 25 %.'),
  })
  .describe('Fires when the equity has fallen so far below its peak. Deposits and withdrawals do not count.');

const MarginCall = z.strictObject({ event: z.literal('MarginCall') }).describe('Fires when a broker says so.');

const DataFeedCorruption = z
  .strictObject({
    event: z.literal('DataFeedCorruption'),
    maxAge: durationSchema(1_000, 3_600_000).describe('A price older than this, while its market is open, is stale.'),
    maxJump: z
      .number({ error: jump })
      .gt(0, { error: jump })
      .lte(10, { error: jump })
      .default(0.5)
      .describe('A price that differs from the last good one by more than this fraction is no price.'),
  })
  .describe(
    'Fires when the prices of a broker, or those that a bot posts, are stale or nonsense several times running.',
  );

const CompliancePause = z
  .strictObject({ event: z.literal('CompliancePause') })
  .describe('Fires at a call to POST /compliance, or when a broker keeps the account from trading.');

const members = [PortfolioDrawdown, MarginCall, DataFeedCorruption, CompliancePause] as const;
const names = members.map(({ shape }) => shape.event.value).join(', ');

/** One event that pulls the switch by itself. */
export const AutoTrigger = z.discriminatedUnion('event', members, { error: `must be one of ${names}` });
export type AutoTrigger = z.infer<typeof AutoTrigger>;

export const AutoTriggers = z
  .array(AutoTrigger)
  .refine((triggers) => new Set(triggers.map(({ event }) => event)).size === triggers.length, {
    error: 'must name each event once at most',
  })
  .default([])
  .describe('Events that engage the kill switch by themselves.');
