import * as z from 'zod';

/** One way on which people are told. `unproven`: nothing has gone out on it since the engine's start. */
export const AlertChannelState = z.object({
  name: z.string(),
  kind: z.string(),
  state: z.enum(['unproven', 'working', 'failing']),
  /** Why the last attempt failed; empty when it did not. */
  words: z.string(),
  /** Since when it has failed; null when it has not. */
  since: z.iso.datetime().nullable(),
  /** Since the engine's start. */
  lastSentAt: z.iso.datetime().nullable(),
  /** Messages that have not gone out yet. */
  waiting: z.number().int(),
});
export type AlertChannelState = z.infer<typeof AlertChannelState>;

/** One message to one channel. `sent`: the service has acknowledged it. */
export const AlertState = z.object({
  id: z.string(),
  channel: z.string(),
  title: z.string(),
  severity: z.enum(['info', 'warning', 'critical']),
  killId: z.string().nullable(),
  state: z.enum(['waiting', 'sent', 'failed']),
  queuedAt: z.iso.datetime(),
  attempts: z.number().int(),
  /** From when it was queued to when the service acknowledged it. */
  latencyMs: z.number().nullable(),
  words: z.string(),
});
export type AlertState = z.infer<typeof AlertState>;

/** A kill that is told again until somebody says that they have it. */
export const UnacknowledgedKill = z.object({
  killId: z.string(),
  reason: z.string(),
  firedAt: z.iso.datetime(),
  nextReminderAt: z.iso.datetime(),
});
export type UnacknowledgedKill = z.infer<typeof UnacknowledgedKill>;

export const AlertsState = z.object({
  channels: z.array(AlertChannelState),
  /** The latest messages, the newest first. */
  recent: z.array(AlertState),
  /** null when there is none, and where no channel is configured. */
  unacknowledged: UnacknowledgedKill.nullable(),
});
export type AlertsState = z.infer<typeof AlertsState>;

/** What came of a test message: `sent` when the service has acknowledged it. */
export const AlertTestAnswer = z.object({
  channel: z.string(),
  sent: z.boolean(),
  words: z.string(),
  tookMs: z.number(),
});
export type AlertTestAnswer = z.infer<typeof AlertTestAnswer>;

export const AcknowledgeAnswer = z.object({ killId: z.string() });
export type AcknowledgeAnswer = z.infer<typeof AcknowledgeAnswer>;
