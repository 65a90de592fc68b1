import { validateHeaderValue } from 'node:http';
import { webClientFor } from '../http-or-https.ts';
import type { Delivery } from './channel.ts';
import { alertLimits } from './limits.ts';

export interface Post {
  method?: 'GET' | 'POST';
  url: URL;
  headers?: Record<string, string>;
  /** With its type: `['application/json', '{}']`. */
  body?: readonly [type: string, text: string];
  signal: AbortSignal;
}

export interface Said {
  status: number;
  text: string;
  retryAfter: string | undefined;
}

type Failed = Extract<Delivery, { kind: 'failed' }>;
export type Answered = { ok: true; said: Said } | { ok: false; failed: Failed };

/**
 * One call over a connection of its own, so that nothing is left of a bad one. Bounded in time by the signal and in bytes by
 * `answerBytes`; redirects are answers. What goes wrong is said by its code alone: messages of the system quote addresses.
 */
export function post({ method = 'POST', url, headers, body, signal }: Post): Promise<Answered> {
  return new Promise((resolve) => {
    const fail = (words: string) => resolve({ ok: false, failed: { kind: 'failed', permanent: false, words } });
    const failBy = (error: unknown) => fail(signal.aborted ? 'no answer in time' : troubleWords(error));
    if (signal.aborted) return fail('no answer in time');
    const all = {
      'User-Agent': 'Scram',
      ...(body && { 'Content-Type': body[0], 'Content-Length': Buffer.byteLength(body[1]) }),
      ...headers,
    };
    if (!Object.entries(all).every(isSendable)) {
      return resolve({ ok: false, failed: { kind: 'failed', permanent: true, words: unsendable } });
    }
    const request = webClientFor(url).request(url, { method, agent: false, signal, headers: all });
    request.on('error', failBy);
    request.on('response', (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
        if (text.length <= alertLimits.answerBytes) return;
        fail('its answer is too long');
        request.destroy();
      });
      response.on('error', failBy);
      response.on('end', () => {
        const { statusCode: status = 0, headers: said } = response;
        resolve({ ok: true, said: { status, text, retryAfter: said['retry-after'] } });
      });
    });
    request.end(body?.[1]);
  });
}

const unsendable = 'its secret has characters that can’t be sent, such as a line break';

/** Node throws for the others, and what it would throw here is an ordinary mistake in a secret. */
function isSendable([name, value]: [string, string | number]): boolean {
  try {
    validateHeaderValue(name, String(value));
    return true;
  } catch {
    return false;
  }
}

/** A failure of the connection, by its code: `its name can't be found (ENOTFOUND)`. */
export function troubleWords(error: unknown): string {
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown';
  return `${sentenceOfCode(code)} (${code})`;
}

function sentenceOfCode(code: string): string {
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return "its name can't be found";
  if (code.includes('CERT') || code.includes('TLS') || code.includes('SSL')) return 'its certificate is not good';
  return 'the connection failed';
}

/** What a status says that the service has not explained: 4xx will not be taken like this, all else may be later. */
export function failedStatus({ status, retryAfter }: Said, nowMs: number): Failed {
  const isRefusal = status >= 400 && status < 500 && ![408, 425, 429].includes(status);
  const retryAfterMs = retryAfterMsOf(retryAfter, nowMs);
  return {
    kind: 'failed',
    permanent: isRefusal,
    words: statusWords(status),
    ...(!isRefusal && retryAfterMs !== undefined && { retryAfterMs }),
  };
}

function statusWords(status: number): string {
  if (status === 429) return 'it asks to be called less often (429)';
  if (status >= 300 && status < 400) return `it redirects (${status}), which is not followed`;
  if (status === 401 || status === 403) return `it does not accept the credentials (${status})`;
  return `it answered with status ${status}`;
}

/** `Retry-After` as seconds or as a date (RFC 9110, 10.2.3), in milliseconds from now, at most `retryAfterMaxMs`. */
export function retryAfterMsOf(header: string | undefined, nowMs: number): number | undefined {
  if (header === undefined) return undefined;
  const ms = /^\d+$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - nowMs;
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(0, ms), alertLimits.retryAfterMaxMs);
}

/** The JSON in an answer; null when it is none. */
export function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** An address with its origin replaced, where one is configured: a proxy, or a served imitation. */
export function withBase(address: URL, baseUrl: string | undefined): URL {
  if (baseUrl === undefined) return address;
  const target = new URL(baseUrl);
  target.pathname = `${target.pathname.replace(/\/$/, '')}${address.pathname}`;
  target.search = address.search;
  return target;
}

/** A path below a base address that may have a path of its own. */
export function under(baseUrl: string, path: string): URL {
  return new URL(`${baseUrl.replace(/\/$/, '')}${path}`);
}

/** The address in a secret; null when it holds none that can be called. */
export function httpAddress(text: string): URL | null {
  const url = URL.parse(text);
  return url !== null && (url.protocol === 'https:' || url.protocol === 'http:') ? url : null;
}
