import type * as z from 'zod';
import { assertNever } from '../../../shared/assert-never.ts';
import type { Clock } from '../../clock.ts';
import type { Read } from '../broker.ts';
import { Budget, type Purpose } from '../budget/budget.ts';
import { parseJson } from '../http/json.ts';
import { headerOf, type Sent, warmHttp } from '../http/warm-http.ts';
import { alpacaLimits } from './limits.ts';
import { ClockAnswer, RefusalAnswer } from './wire.ts';

export interface AlpacaKeys {
  keyId: string;
  secretKey: string;
}

/**
 * What came of a call. `silence`: no answer, or none that can be understood, so that a command may have landed all the same.
 * `unsent`: it never left this side, so that it surely has not.
 */
export type Reply<T> =
  | { kind: 'answer'; value: T; tookMs: number }
  | { kind: 'refused'; status: number; refusal: RefusalAnswer; words: string }
  | { kind: 'limited'; words: string; retryAfterMs: number }
  | { kind: 'silence'; words: string }
  | { kind: 'unsent'; words: string };

export interface Call<T> {
  method: 'GET' | 'POST' | 'DELETE';
  path: string;
  body?: object;
  /** null: the answer has no body that matters. */
  answer: z.ZodType<T> | null;
}

export interface AlpacaApi {
  readonly budget: Budget;
  /** A call that the budget has been asked about already. Never rejects. */
  send<T>(purpose: Purpose, call: Call<T>): Promise<Reply<T>>;
  /** A call if the budget has a place for it now. Never rejects. */
  ask<T>(purpose: Purpose, call: Call<T>): Promise<Reply<T>>;
  warm(connections: number): Promise<void>;
  dispose(): void;
}

interface ApiOptions {
  baseUrl: string;
  keys: AlpacaKeys;
  clock: Clock;
  /** The venue's clock, from the calls that keep connections open. */
  onClock: (answer: z.infer<typeof ClockAnswer>) => void;
}

export const clockPath = '/v2/clock';

/** Alpaca's trading API over warm connections and within its budget. Secrets are in the headers, and in no answer or error. */
export function alpacaApi({ baseUrl, keys, clock, onClock }: ApiOptions): AlpacaApi {
  const budget = new Budget(clock, alpacaLimits);
  /** Counts a request; what comes back takes what became of it. */
  function count(purpose: Purpose): (sent: Sent) => void {
    const answered = budget.count(purpose);
    return (sent) => {
      answered();
      hearBudget(budget, sent, clock);
    };
  }
  const http = warmHttp({
    base: baseUrl,
    limits: alpacaLimits,
    headers: ['APCA-API-KEY-ID', keys.keyId, 'APCA-API-SECRET-KEY', keys.secretKey, 'Accept', 'application/json'],
    warmPath: clockPath,
    mayWarm: () => !budget.isPaused(),
    onWarm() {
      const heard = count('reading');
      return (sent) => {
        heard(sent);
        const read = sent.kind === 'http' ? ClockAnswer.safeParse(parseJson(sent.text)) : null;
        if (read?.success) onClock(read.data);
      };
    },
  });

  async function send<T>(purpose: Purpose, { method, path, body, answer }: Call<T>): Promise<Reply<T>> {
    const heard = count(purpose);
    const startedMs = clock.monotonicMs();
    const sent = await http.send({ method, path, body: body === undefined ? null : JSON.stringify(body) });
    heard(sent);
    return understand(sent, answer, { tookMs: clock.monotonicMs() - startedMs, wallMs: clock.wallMs() });
  }

  return {
    budget,
    send,
    async ask(purpose, call) {
      const waitMs = budget.waitMs(purpose);
      if (waitMs === 0) return send(purpose, call);
      const words = `the requests of this minute are used up: waiting ${Math.ceil(waitMs / 1_000)} s`;
      return { kind: 'limited', words, retryAfterMs: Math.ceil(waitMs) };
    },
    warm: http.warm,
    dispose: http.dispose,
  };
}

interface Times {
  tookMs: number;
  wallMs: number;
}

function understand<T>(sent: Sent, answer: z.ZodType<T> | null, { tookMs, wallMs }: Times): Reply<T> {
  switch (sent.kind) {
    case 'silence':
      return { kind: 'silence', words: sent.words };
    case 'unreached':
      return { kind: 'unsent', words: sent.words };
    case 'http':
      return sent.status < 300 ? understood(sent, answer, tookMs) : refused(sent, wallMs);
    default:
      return assertNever(sent);
  }
}

type Heard = Extract<Sent, { kind: 'http' }>;

function understood<T>({ text }: Heard, answer: z.ZodType<T> | null, tookMs: number): Reply<T> {
  if (answer === null) return { kind: 'answer', value: undefined as T, tookMs };
  const read = answer.safeParse(parseJson(text));
  if (read.success) return { kind: 'answer', value: read.data, tookMs };
  return { kind: 'silence', words: `an answer that can't be understood: ${excerpt(text)}` };
}

/** Within the venue, or on the way to it, something failed: whether the command was carried out nobody knows. */
const isUndecided = (status: number) => status >= 500 || status === 408;

function refused(heard: Heard, wallMs: number): Exclude<Reply<never>, { kind: 'answer' }> {
  const { status, text, rawHeaders } = heard;
  const parsed = RefusalAnswer.safeParse(parseJson(text));
  const message = excerpt(parsed.success ? parsed.data.message : text);
  if (isUndecided(status)) return { kind: 'silence', words: `HTTP ${status}: ${message}` };
  if (status === 429) {
    return {
      kind: 'limited',
      words: `too many requests (429): ${message}`,
      retryAfterMs: retryAfterMs(rawHeaders, wallMs),
    };
  }
  const refusal = parsed.success ? parsed.data : { message };
  if (status === 401 || (status === 403 && /^(forbidden|unauthorized|request is not authorized)/i.test(message))) {
    return { kind: 'refused', status, refusal, words: `the key is not accepted (${status}: ${message})` };
  }
  return { kind: 'refused', status, refusal, words: `${message} (${status})` };
}

function excerpt(text: string): string {
  return text.slice(0, alpacaLimits.wordsCharacters);
}

/** What the answer says about the venue's count, and a pause where it has refused for that. */
function hearBudget(budget: Budget, sent: Sent, clock: Clock): void {
  if (sent.kind !== 'http') return;
  const { rawHeaders, status } = sent;
  if (status === 429) budget.pause(retryAfterMs(rawHeaders, clock.wallMs()));
  const perWindow = numberIn(rawHeaders, 'x-ratelimit-limit');
  const remaining = numberIn(rawHeaders, 'x-ratelimit-remaining');
  const resetInMs = resetIn(rawHeaders, clock.wallMs());
  if (perWindow === null || remaining === null || resetInMs === null) return;
  budget.hear({ perWindow, remaining, resetInMs });
}

/** `Retry-After` in seconds, else the venue's own reset, else a whole window. */
function retryAfterMs(rawHeaders: readonly string[], wallMs: number): number {
  const seconds = numberIn(rawHeaders, 'retry-after');
  const ms = seconds === null ? resetIn(rawHeaders, wallMs) : seconds * 1_000;
  return Math.min(ms ?? alpacaLimits.windowMs, alpacaLimits.windowMs);
}

/** Until the second that the venue names, by its own clock where the answer has a date: ours may be wrong. */
function resetIn(rawHeaders: readonly string[], wallMs: number): number | null {
  const resetSeconds = numberIn(rawHeaders, 'x-ratelimit-reset');
  if (resetSeconds === null) return null;
  const date = Date.parse(headerOf(rawHeaders, 'date') ?? '');
  const inMs = resetSeconds * 1_000 - (Number.isNaN(date) ? wallMs : date) + alpacaLimits.resetMarginMs;
  return Math.min(Math.max(0, inMs), alpacaLimits.windowMs + alpacaLimits.resetMarginMs);
}

function numberIn(rawHeaders: readonly string[], name: string): number | null {
  const text = headerOf(rawHeaders, name)?.trim();
  return text !== undefined && /^\d+(\.\d+)?$/.test(text) ? Number(text) : null;
}

/** What a reading says of a call that brought nothing. */
export function unread(reply: Exclude<Reply<unknown>, { kind: 'answer' }>): Extract<Read<never>, { ok: false }> {
  const retryAfterMs = reply.kind === 'limited' ? reply.retryAfterMs : undefined;
  return { ok: false, words: reply.words, ...(retryAfterMs !== undefined && { retryAfterMs }) };
}
