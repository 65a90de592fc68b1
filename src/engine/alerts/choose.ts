import { alertLimits, type Pace } from './limits.ts';

/** What the choice needs to know of an entry. */
export interface Waiting {
  id: string;
  thread: string;
  urgent: boolean;
  /** Not to be tried before; monotonic. */
  notBeforeMs: number;
  inFlight: boolean;
}

/** The channel's own state: when it may be called again at all, and how often it may speak of what is not urgent. */
export interface ChannelNow {
  nowMs: number;
  /** A service that asked for a pause; only the first attempt at something urgent passes it. */
  quietUntilMs: number;
  tokens: number;
  nextTokenMs: number;
  pace: Pace;
}

/** What goes out now, each list as one message, and when to choose again by itself (null: when something changes). */
export interface Choice {
  batches: string[][];
  wakeAtMs: number | null;
}

/**
 * What of a channel's waiting entries (oldest first) is to be sent now. Messages of one thread go in their order. What is urgent
 * goes at once and by itself, several at a time. The rest is sent one message at a time and as the pace allows; what had to wait
 * is merged into one, where the channel merges.
 */
export function choose(waiting: readonly Waiting[], channel: ChannelNow): Choice {
  const { nowMs, pace } = channel;
  const held = new Set<string>();
  const batches: string[][] = [];
  const merged: string[] = [];
  const most = pace.merges ? alertLimits.mergedMost : 1;
  let wakeAtMs: number | null = null;
  const wakeAt = (ms: number) => {
    wakeAtMs = Math.min(wakeAtMs ?? ms, ms);
  };
  let urgentRoom = alertLimits.urgentAtOnce - waiting.filter(({ inFlight, urgent }) => inFlight && urgent).length;
  const busy = waiting.some(({ inFlight, urgent }) => inFlight && !urgent);
  for (const { id, thread, urgent, notBeforeMs, inFlight } of waiting) {
    if (held.has(thread)) continue;
    const readyMs = urgent ? notBeforeMs : Math.max(notBeforeMs, allowedAtMs(channel));
    const isReady = !inFlight && readyMs <= nowMs;
    if (isReady && !urgent && !busy && merged.length < most) {
      merged.push(id);
      // The next of its thread may stand in the same message.
      continue;
    }
    if (isReady && urgent && urgentRoom > 0) {
      urgentRoom -= 1;
      batches.push([id]);
    } else if (readyMs > nowMs) {
      wakeAt(readyMs);
    }
    held.add(thread);
  }
  if (merged.length > 0) batches.push(merged);
  return { batches, wakeAtMs };
}

/** From when on the channel may speak of what is not urgent. */
function allowedAtMs({ quietUntilMs, tokens, nextTokenMs }: ChannelNow): number {
  return tokens < 1 ? Math.max(quietUntilMs, nextTokenMs) : quietUntilMs;
}
