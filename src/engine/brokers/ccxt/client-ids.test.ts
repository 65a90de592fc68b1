import { expect, it } from 'vitest';
import { ClientIds, hashedId, uuidId } from './client-ids.ts';

it('makes the same id of the same id, and another of another, in the form of the venue', () => {
  expect(hashedId('scram-k-1', 36)).toBe(hashedId('scram-k-1', 36));
  expect(hashedId('scram-k-1', 36)).not.toBe(hashedId('scram-k-2', 36));
  expect(hashedId('scram-k-1', 32)).toMatch(/^scram[0-9a-f]{27}$/);
  expect(uuidId('scram-k-1')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

it('knows an id of ours again, and leaves a stranger’s as it is', () => {
  const ids = new ClientIds((ours) => hashedId(ours, 36));
  const form = ids.venues('scram-k-1');
  expect(ids.ours(form)).toBe('scram-k-1');
  expect(ids.ours('web_123')).toBe('web_123');
});
