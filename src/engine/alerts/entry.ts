import * as z from 'zod';
import type { Delivery } from './channel.ts';
import { alertLimits } from './limits.ts';
import { AlertMessage } from './message.ts';

/** One message on its way to one channel, and what became of it: what the outbox keeps on the disk. */
export const Entry = z.object({
  /** `<message id>@<channel>`: the same event is taken in once a channel. */
  id: z.string(),
  channel: z.string(),
  message: AlertMessage,
  state: z.enum(['waiting', 'sent', 'failed']),
  queuedAt: z.iso.datetime(),
  attempts: z.number().int(),
  /** null while it waits. */
  endedAt: z.iso.datetime().nullable(),
  /** From when it was queued to when the service acknowledged it; null until then. */
  latencyMs: z.number().nullable(),
  /** What came of the last attempt; empty before the first. */
  words: z.string(),
});
export type Entry = z.infer<typeof Entry>;

/** A message that begins its way on one channel; `queuedAt`: ISO 8601. */
export function newEntry(message: AlertMessage, channel: string, queuedAt: string): Entry {
  return {
    id: `${message.id}@${channel}`,
    channel,
    message,
    state: 'waiting',
    queuedAt,
    attempts: 0,
    endedAt: null,
    latencyMs: null,
    words: '',
  };
}

/**
 * An entry that was never tried, with a newer message in its place. It keeps its id, under which nothing has gone out, and so its
 * row: no crash finds both of them or neither. What was urgent stays so.
 */
export function withNewer(entry: Entry, message: AlertMessage, queuedAt: string): Entry {
  const { id, urgent } = entry.message;
  return { ...entry, queuedAt, message: { ...message, id, urgent: urgent || message.urgent } };
}

/** The entry after an attempt. `tookMs`: since it was queued. */
export function afterAttempt(entry: Entry, delivery: Delivery, at: string, tookMs: number): Entry {
  const tried = { ...entry, attempts: entry.attempts + 1, words: delivery.words };
  if (delivery.kind === 'sent')
    return { ...tried, state: 'sent', endedAt: at, latencyMs: Math.max(0, Math.round(tookMs)) };
  return delivery.permanent ? { ...tried, state: 'failed', endedAt: at } : tried;
}

/** The entry given up unsent, for why. */
export function givenUp(entry: Entry, at: string, words: string): Entry {
  return { ...entry, state: 'failed', endedAt: at, words };
}

/**
 * How long to wait after a failed attempt: doubling from `retryMinMs` to `retryMaxMs`, a half of it up or down by chance, so that
 * what failed together does not come back together. A service may ask for more, never for less: one that asks for none at all must
 * not have us call it without a pause. `chance`: 0 to 1.
 */
export function retryDelayMs(attempts: number, retryAfterMs: number | undefined, chance: number): number {
  const { retryMinMs, retryMaxMs } = alertLimits;
  const doubled = Math.min(retryMaxMs, retryMinMs * 2 ** Math.min(attempts - 1, 30));
  return Math.max(Math.round(doubled * (0.5 + chance)), obeyedMs(retryAfterMs));
}

/** The pause that a service asks for, as far as it is obeyed. */
export function obeyedMs(retryAfterMs: number | undefined): number {
  return Math.min(retryAfterMs ?? 0, alertLimits.retryAfterMaxMs);
}
