import { createHmac } from 'node:crypto';
import type { Clock } from '../../clock.ts';
import type { Channel } from '../channel.ts';
import { failedStatus, post } from '../http.ts';
import type { AlertMessage } from '../message.ts';

export interface WebhookOptions {
  name: string;
  webhookUrl: URL;
  /** Both sides hold it; at least `webhookKeyCharacters`. */
  key: string;
  clock: Clock;
}

/** `X-Scram-Signature`: HMAC-SHA256 of the time, a dot and the body, in hex. The time is in it, so that a recording grows old. */
export function alertSignature(key: string, timestampMs: number, body: string): string {
  return `v1=${createHmac('sha256', key).update(`${timestampMs}.${body}`).digest('hex')}`;
}

/** The whole message as JSON to an address of the operator's, signed (docs/alerts.md). Any 2xx is its word that it has it. */
export function webhookChannel({ name, webhookUrl, key, clock }: WebhookOptions): Channel {
  return {
    name,
    kind: 'webhook',
    async send(message, { id, number, signal }) {
      const body = JSON.stringify(webhookBody(message));
      const atMs = clock.wallMs();
      const headers = {
        'X-Scram-Timestamp': String(atMs),
        'X-Scram-Signature': alertSignature(key, atMs, body),
        // A header takes no more than ASCII, and a condition may be named by the path of a device.
        'Idempotency-Key': encodeURI(id),
        'X-Scram-Attempt': String(number),
      };
      const answer = await post({ url: webhookUrl, headers, body: ['application/json', body], signal });
      if (!answer.ok) return answer.failed;
      const { status } = answer.said;
      if (status >= 200 && status < 300) return { kind: 'sent', words: `it answered ${status}` };
      return failedStatus(answer.said, clock.wallMs());
    },
    check: async () => ({ kind: 'unproven', words: 'an address can only be tried by a message' }),
    dispose: () => undefined,
  };
}

/** What is sent: the message without what only the outbox needs. */
export function webhookBody({ urgent: _urgent, slot: _slot, ...message }: AlertMessage) {
  return { version: 1, ...message };
}
