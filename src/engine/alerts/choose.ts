import { alertLimits, type Pace } from './limits.ts';

/** What the choice needs to know of an entry. */
export interface Waiting {
  id: string;
  thread: string;
  urgent: boolean;
  /** An attempt at it has failed before. */
  tried: boolean;
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
 * goes at once and by itself, several at a time; what is repeated has a room of its own, so that messages which hang keep no new
 * kill waiting. What stands before something urgent of its thread is urgent as well, as that would wait for it. The rest is sent
 * one message at a time and as the pace allows; what had to wait is merged into one, where the channel merges.
 */
export function choose(given: readonly Waiting[], channel: ChannelNow): Choice {
  const waiting = urged(given);
  const { nowMs, pace } = channel;
  const held = new Set<string>();
  const batches: string[][] = [];
  const merged: string[] = [];
  const most = pace.merges ? alertLimits.mergedMost : 1;
  let wakeAtMs: number | null = null;
  const wakeAt = (ms: number) => {
    wakeAtMs = Math.min(wakeAtMs ?? ms, ms);
  };
  const flying = inFlightOf(waiting);
  const room = { first: alertLimits.urgentAtOnce - flying.first, again: alertLimits.urgentAtOnce - flying.again };
  for (const { id, thread, urgent, tried, notBeforeMs, inFlight } of waiting) {
    if (held.has(thread)) continue;
    const readyMs = Math.max(notBeforeMs, allowedAtMs(channel, urgent, tried));
    const isReady = !inFlight && readyMs <= nowMs;
    if (isReady && !urgent && flying.ordinary === 0 && merged.length < most) {
      merged.push(id);
      // The next of its thread may stand in the same message.
      continue;
    }
    const turn = turnOf(tried);
    if (isReady && urgent && room[turn] > 0) {
      room[turn] -= 1;
      batches.push([id]);
    } else if (readyMs > nowMs) {
      wakeAt(readyMs);
    }
    held.add(thread);
  }
  if (merged.length > 0) batches.push(merged);
  return { batches, wakeAtMs };
}

/** The same, each urgent that has something urgent of its thread behind it. */
function urged(waiting: readonly Waiting[]): Waiting[] {
  const threads = new Set<string>();
  const fromLast = waiting.toReversed().map((each) => {
    if (each.urgent) threads.add(each.thread);
    return threads.has(each.thread) ? { ...each, urgent: true } : each;
  });
  return fromLast.toReversed();
}

function turnOf(tried: boolean): 'first' | 'again' {
  return tried ? 'again' : 'first';
}

function inFlightOf(waiting: readonly Waiting[]): Record<'first' | 'again' | 'ordinary', number> {
  const count = { first: 0, again: 0, ordinary: 0 };
  for (const { inFlight, urgent, tried } of waiting) if (inFlight) count[urgent ? turnOf(tried) : 'ordinary'] += 1;
  return count;
}

/** From when on the channel may be called with such a message. */
function allowedAtMs({ quietUntilMs, tokens, nextTokenMs }: ChannelNow, urgent: boolean, tried: boolean): number {
  if (urgent) return tried ? quietUntilMs : 0;
  return tokens < 1 ? Math.max(quietUntilMs, nextTokenMs) : quietUntilMs;
}
