import { expect, it } from 'vitest';
import { killMessage } from '../fixture.ts';
import { alertSignature, webhookBody } from './webhook.ts';

it('is the whole message under a version, without what only the outbox needs', () => {
  const message = killMessage();
  const { version, ...rest } = webhookBody(message);
  expect(version).toBe(1);
  expect({ ...rest, urgent: true, slot: null }).toEqual(message);
  expect(rest).not.toHaveProperty('urgent');
  expect(rest).not.toHaveProperty('slot');
});

it('is signed over time, dot and body: a vector for whoever writes the other side', () => {
  const signature = 'v1=9b8e7e3c7f8b4a199bbd1b80fbbd876e8abb4ad3c93cfc6baf02be0fc511af52';
  expect(alertSignature('a key that both sides hold', 1_763_712_843_000, '{"version":1}')).toBe(signature);
});

it('has another signature with another key, time or body', () => {
  const signatures = [
    alertSignature('key-of-16-letters', 1, '{}'),
    alertSignature('key-of-17-letters', 1, '{}'),
    alertSignature('key-of-16-letters', 2, '{}'),
    alertSignature('key-of-16-letters', 1, '{ }'),
  ];
  expect(new Set(signatures).size).toBe(4);
});
