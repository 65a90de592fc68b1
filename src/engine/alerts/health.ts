import type { Delivery } from './channel.ts';
import { alertLimits } from './limits.ts';

/** How a channel has done since the start, by its attempts alone. */
export interface Health {
  lastSentAt: string | null;
  /** Of the failures since the last success; null when there is none. */
  trouble: { since: string; sinceMs: number; words: string; permanent: boolean } | null;
}

export const freshHealth: Health = { lastSentAt: null, trouble: null };

export function healthAfter(health: Health, delivery: Delivery, at: string, nowMs: number): Health {
  if (delivery.kind === 'sent') return { lastSentAt: at, trouble: null };
  const { words, permanent } = delivery;
  const { since, sinceMs } = health.trouble ?? { since: at, sinceMs: nowMs };
  return { ...health, trouble: { since, sinceMs, words, permanent } };
}

/** A final refusal counts at once; what may pass counts when it has lasted. */
export function isFailing({ trouble }: Health, nowMs: number): boolean {
  if (trouble === null) return false;
  return trouble.permanent || nowMs - trouble.sinceMs >= alertLimits.failingAfterMs;
}
