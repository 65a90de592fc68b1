import { afterEach, expect, it, vi } from 'vitest';
import type { Broker } from './broker.ts';
import { unfailing } from './unfailing.ts';

const order = { id: '1', clientOrderId: null, symbol: 'X', type: 'limit', side: 'buy', quantity: '1' } as const;
const close = { symbol: 'X', side: 'sell', quantity: '1', clientOrderId: 'scram-k-1' } as const;

/** A broker that breaks its promise: `thrown` in the same tick, or a moment later. */
function broken(thrown: 'at once' | 'later'): Broker {
  const fails = (): never | Promise<never> => {
    if (thrown === 'at once') throw new Error('bug');
    return Promise.reject(new Error('bug'));
  };
  const calls = { open: fails, read: fails, cancelAll: fails, cancel: fails, close: fails, findOrder: fails };
  const facts = { name: 'b', kind: 'paper', paper: true, throughZero: 'possible', readIntervalMs: 1_000 } as const;
  return { ...facts, ...calls, dispose: async () => undefined };
}

afterEach(() => void vi.useRealTimers());

it.each(['at once', 'later'] as const)('makes a value of what an adapter throws %s, and reports it', async (thrown) => {
  const bugs: unknown[] = [];
  const broker = unfailing(broken(thrown), (bug) => bugs.push(bug));
  await broker.open();
  expect(await broker.read()).toMatchObject({ ok: false });
  expect(await broker.findOrder('scram-k-1', 'X')).toMatchObject({ ok: false });
  for (const answer of [broker.cancelAll(), broker.cancel(order), broker.close(close)]) {
    expect(await answer).toMatchObject({ kind: 'unanswered' });
  }
  expect(bugs).toHaveLength(6);
});

it('waits for no call for ever', async () => {
  vi.useFakeTimers();
  const bugs: unknown[] = [];
  const hangs = () => new Promise<never>(() => undefined);
  const broker = unfailing({ ...broken('later'), read: hangs, close: hangs }, (bug) => bugs.push(bug));
  const [read, closed] = [broker.read(), broker.close(close)];
  await vi.advanceTimersByTimeAsync(120_000);
  expect(await read).toMatchObject({ ok: false });
  expect(await closed).toMatchObject({ kind: 'unanswered' });
  expect(bugs).toHaveLength(2);
});

it('asks at each look whether orders may cross zero: a venue may say so later', () => {
  const venue = { ...broken('later'), throughZero: 'possible' as Broker['throughZero'] };
  const broker = unfailing(venue);
  venue.throughZero = 'refused';
  expect(broker.throughZero).toBe('refused');
});
