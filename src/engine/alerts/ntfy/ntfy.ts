import * as z from 'zod';
import { assertNever } from '../../../shared/assert-never.ts';
import type { Clock } from '../../clock.ts';
import type { Channel, ChannelCheck, Delivery } from '../channel.ts';
import { failedStatus, jsonIn, post, type Said, under } from '../http.ts';
import { type AlertMessage, fitted, titleOf } from '../message.ts';
import { plainText } from '../text.ts';

export interface NtfyOptions {
  name: string;
  baseUrl: string;
  topic: string;
  token: string | null;
  clock: Clock;
}

/**
 * A message of 4,096 bytes becomes an attachment there, and the whole document may have twice as many
 * (https://docs.ntfy.sh/publish/#limitations): a UTF-16 unit has at most three bytes, and six where JSON escapes it.
 */
const limits = { messageCharacters: 1_000, titleCharacters: 200 } as const;

/** ntfy, published as JSON (https://docs.ntfy.sh/publish/#publish-as-json). */
export function ntfyChannel({ name, baseUrl, topic, token, clock }: NtfyOptions): Channel {
  const headers: Record<string, string> = token === null ? {} : { Authorization: `Bearer ${token}` };
  return {
    name,
    kind: 'ntfy',
    async send(message, { signal }) {
      const body = JSON.stringify({ topic, ...ntfyBody(message) });
      const answer = await post({ url: under(baseUrl, '/'), headers, body: ['application/json', body], signal });
      return answer.ok ? deliveryOf(answer.said, clock.wallMs()) : answer.failed;
    },
    async check(signal) {
      const url = under(baseUrl, `/${encodeURIComponent(topic)}/auth`);
      const answer = await post({ method: 'GET', url, headers, signal });
      return checkOf(answer.ok ? answer.said : null, answer.ok ? '' : answer.failed.words);
    },
    dispose: () => undefined,
  };
}

/** All but the topic. */
export function ntfyBody(message: AlertMessage) {
  return {
    title: fitted(titleOf(message), limits.titleCharacters),
    message: fitted(plainText(message), limits.messageCharacters),
    priority: priorityOf(message),
    tags: [tagOf(message)],
  };
}

/** 5 rings through until it is seen, 3 is the standard, 2 makes no sound. A rehearsal never rings through. */
function priorityOf({ severity, drill }: AlertMessage): number {
  switch (severity) {
    case 'critical':
      return drill ? 3 : 5;
    case 'warning':
      return drill ? 3 : 4;
    case 'info':
      return 3;
    default:
      return assertNever(severity);
  }
}

/** A short code that ntfy shows as an emoji. */
function tagOf({ severity, step }: AlertMessage): string {
  if (step === 'closed') return 'white_check_mark';
  return severity === 'critical' ? 'rotating_light' : severity === 'warning' ? 'warning' : 'information_source';
}

const Published = z.object({ id: z.string().min(1), event: z.literal('message') });

/** The published message with its id is ntfy's word that it has it. */
function deliveryOf(said: Said, nowMs: number): Delivery {
  if (said.status !== 200) return failedStatus(said, nowMs);
  if (Published.safeParse(jsonIn(said.text)).success) return { kind: 'sent', words: 'ntfy published it' };
  return { kind: 'failed', permanent: false, words: 'it answered 200, but not with a published message' };
}

function checkOf(said: Said | null, words: string): ChannelCheck {
  const nextAction = 'Check baseUrl, and that the server runs.';
  if (said === null) return { kind: 'bad', words, nextAction };
  if (said.status === 200)
    return { kind: 'unproven', words: 'ntfy lets you read the topic; writing shows with a message' };
  if (said.status === 401 || said.status === 403) {
    const action = 'Give the token the right to this topic, or mend the secret.';
    return { kind: 'bad', words: `ntfy does not let you near the topic (${said.status})`, nextAction: action };
  }
  return { kind: 'bad', words: `it answered with status ${said.status}`, nextAction };
}
