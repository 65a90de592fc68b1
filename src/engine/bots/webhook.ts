import { createHmac } from 'node:crypto';
import * as z from 'zod';
import { messageOf } from '../../shared/errors.ts';
import type { Clock } from '../clock.ts';
import { type BotAdapter, type BotCheck, type Order, oneLine, type Seen } from './adapter.ts';
import { HttpCaller, type HttpSaid, jsonOf } from './http-caller.ts';
import { botLimits } from './limits.ts';

export interface WebhookBotOptions {
  name: string;
  baseUrl: string;
  key: string;
  /** Whether it may be asked what the bot is. */
  check: boolean;
  clock: Clock;
}

type Action = 'halt' | 'pause' | 'resume' | 'check';

/** What an answer may say of the bot; everything else in it is left alone. */
const Answer = z.object({ state: z.enum(['running', 'paused', 'halted']), words: z.string().optional() });

/** `X-Scram-Signature`: HMAC-SHA256 of the time, a dot and the body, in hex. The time is in it, so that a recording grows old. */
export function signatureOf(key: string, timestampMs: number, body: string): string {
  return `v1=${createHmac('sha256', key).update(`${timestampMs}.${body}`).digest('hex')}`;
}

/**
 * Signed messages to an address of the operator's. A bot is reported as halted or paused when an answer says so; an answer of 2xx
 * that says nothing is an order taken, no more.
 */
export function webhookBot({ name, baseUrl, key, check, clock }: WebhookBotOptions): BotAdapter {
  const caller = new HttpCaller(baseUrl);
  const post = async (action: Action, killId: string | null, signal: AbortSignal): Promise<Seen> => {
    const atMs = clock.wallMs();
    const body = JSON.stringify({ bot: name, action, killId });
    const headers = { 'X-Scram-Timestamp': String(atMs), 'X-Scram-Signature': signatureOf(key, atMs, body) };
    try {
      const ask = { method: 'POST', path: '', headers, body, answerBytes: botLimits.webhookAnswerBytes } as const;
      return seenIn(action, await caller.ask(ask, signal));
    } catch (error) {
      return { is: 'unreadable', words: `no answer: ${messageOf(error)}` };
    }
  };
  const look = (signal: AbortSignal): Promise<Seen> =>
    check
      ? post('check', null, signal)
      : Promise.resolve({ is: 'unchecked', words: 'it is not asked ("check" is false)' });
  return {
    look,
    drive: (to, { killId }: Order, signal) => post(to, killId, signal),
    resume: (signal) => post('resume', null, signal),
    preflight: async (signal) => preflightOf(await look(signal), baseUrl),
  };
}

function seenIn(action: Action, { status, text }: HttpSaid): Seen {
  if (status >= 300 && status < 400)
    return { is: 'unreadable', words: `it redirects (${status}), which is not followed` };
  if (status < 200 || status >= 300) return { is: 'unreadable', words: `it answered with status ${status}` };
  const parsed = Answer.safeParse(jsonOf(text));
  if (parsed.success) {
    const { state, words } = parsed.data;
    return { is: state, words: oneLine(words ?? `it says ${state}`, botLimits.wordsCharacters) };
  }
  if (action === 'check') return { is: 'unchecked', words: `it answered ${status} without a state` };
  return { is: 'told', words: `it took the order (${status}) and said nothing of the bot` };
}

function preflightOf(seen: Seen, baseUrl: string): BotCheck {
  const host = new URL(baseUrl).host;
  if (seen.is === 'unchecked') {
    const sentence = `would be told at ${host}; ${seen.words}.`;
    return { status: 'warn', sentence, nextAction: 'Have it answer {"state":…}, and set "check": true.' };
  }
  if (seen.is !== 'unreadable') return { status: 'pass', sentence: `${host} answers: ${seen.words}.`, nextAction: '' };
  return { status: 'fail', sentence: `${host}: ${seen.words}.`, nextAction: 'Check the address, and that it runs.' };
}
