import { expect, it } from 'vitest';
import { within } from './within.ts';

it('waits for a value, but not for ever', async () => {
  expect(await within(Promise.resolve(7), 1_000)).toBe(7);
  expect(await within(new Promise(() => undefined), 5)).toBeUndefined();
  await expect(within(Promise.reject(new Error('no')), 1_000)).rejects.toThrow('no');
});
