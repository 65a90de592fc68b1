import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { sharedInTurn } from './shared-in-turn.ts';

test('who asks in the same turn shares a call; who asks later gets one of its own, though the first still runs', async () => {
  let calls = 0;
  const finish: (() => void)[] = [];
  const shared = sharedInTurn(async (_key: object) => {
    calls += 1;
    await new Promise<void>((resolve) => finish.push(resolve));
    return calls;
  });
  const [key, other] = [{}, {}];
  const first = shared(key);
  await Promise.resolve();
  expect(shared(key)).toBe(first);
  expect(shared(other)).not.toBe(first);
  expect(calls).toBe(2);
  await nextTurn();
  const later = shared(key);
  expect(later).not.toBe(first);
  expect(calls).toBe(3);
  for (const each of finish) each();
  await Promise.all([first, later]);
});

test('a call that fails fails for all that shared it', async () => {
  const shared = sharedInTurn(async (_key: object) => {
    throw new Error('cut off');
  });
  const key = {};
  const asked = [shared(key), shared(key)];
  for (const each of await Promise.allSettled(asked)) expect(each.status).toBe('rejected');
});
