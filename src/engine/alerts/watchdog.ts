import { type Clock, isoTime } from '../clock.ts';
import { httpAddress, post } from './http.ts';
import { alertLimits } from './limits.ts';

export interface WatchdogOptions {
  /** The ping address; null when its secret is missing. A secret: whoever knows it can ping. */
  address: string | null;
  everyMs: number;
  /** Whether the engine is well enough to say so. */
  isHealthy: () => boolean;
  clock: Clock;
}

/** How the last ping went; null before the first. */
export type LastPing = { ok: true; at: string } | { ok: false; words: string } | null;

export interface WatchdogPings {
  last(): LastPing;
  stop(): void;
}

/**
 * Pings an outside service as long as the engine is healthy (https://healthchecks.io/docs/http_api/). A machine that is dead, or an
 * engine that can't record, sends none, and that service tells somebody.
 */
export function startWatchdog({ address, everyMs, isHealthy, clock }: WatchdogOptions): WatchdogPings {
  const url = address === null ? null : httpAddress(address);
  let last: LastPing =
    url === null ? { ok: false, words: 'there is no http:// or https:// address in its secret' } : null;
  let inFlight: AbortController | null = null;
  const ping = async (to: URL) => {
    if (inFlight !== null || !isHealthy()) return;
    inFlight = new AbortController();
    const late = setTimeout(() => inFlight?.abort(), alertLimits.attemptMs);
    const answer = await post({ method: 'GET', url: to, signal: inFlight.signal });
    clearTimeout(late);
    inFlight = null;
    if (!answer.ok) last = { ok: false, words: answer.failed.words };
    else if (answer.said.status >= 200 && answer.said.status < 300) last = { ok: true, at: isoTime(clock.wallMs()) };
    else last = { ok: false, words: `it answered with status ${answer.said.status}` };
  };
  const timer = url && setInterval(() => void ping(url), everyMs);
  if (url) void ping(url);
  return {
    last: () => last,
    stop() {
      if (timer) clearInterval(timer);
      inFlight?.abort();
    },
  };
}
