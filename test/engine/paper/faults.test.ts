import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { PaperBroker } from '../../../src/engine/brokers/paper/adapter.ts';
import { paperLimits } from '../../../src/engine/brokers/paper/limits.ts';
import { ask, bookOf, bothFaces, Cleanup, readValue, until } from './harness.ts';

const cleanup = new Cleanup();
afterEach(() => cleanup.run());

describe.each(bothFaces(cleanup))('the paper broker %s, under faults', (_, create) => {
  let broker: PaperBroker;
  beforeEach(async () => {
    broker = await create();
    cleanup.add(() => broker.dispose());
    await broker.open();
  });

  const close = (symbol: string, quantity: string, clientOrderId = `k-${symbol}`) =>
    broker.close({ symbol, side: 'sell', quantity, clientOrderId });

  const fault = (route: 'submit' | 'positions' | 'cancel' | 'cancelAll' | 'orders', what: object, count = 1) =>
    broker.venue.call('addFault', { route, fault: what, count } as never);

  test('refuse', async () => {
    await fault('submit', { kind: 'refuse', code: 'market_closed' });
    expect(await close('MSFT', '40')).toMatchObject({ kind: 'refused', because: 'market_closed' });
    expect(await close('MSFT', '40')).toMatchObject({ kind: 'accepted' });
  });

  test('rate limit', async () => {
    await fault('submit', { kind: 'rate_limit', retryAfterMs: 250 });
    await fault('positions', { kind: 'rate_limit', retryAfterMs: 300 });
    expect(await close('MSFT', '40')).toMatchObject({ kind: 'refused', because: 'rate_limited', retryAfterMs: 250 });
    expect(await broker.read()).toMatchObject({ ok: false, retryAfterMs: 300 });
  });

  test.each(['drop', 'error'])('%s after the order has landed, and before', async (kind) => {
    await fault('submit', { kind, landed: true });
    expect(await close('MSFT', '40', 'landed')).toMatchObject({ kind: 'unanswered' });
    expect(readValue(await broker.findOrder('landed', 'MSFT'))).toMatchObject({ clientOrderId: 'landed' });
    await fault('submit', { kind, landed: false });
    expect(await close('ETH/USD', '2.075', 'lost')).toMatchObject({ kind: 'unanswered' });
    expect(readValue(await broker.findOrder('lost', 'MSFT'))).toBe(null);
  });

  test('hang: the call ends at its limit, the order is there', async () => {
    await fault('submit', { kind: 'hang', landed: true });
    const began = performance.now();
    expect(await close('MSFT', '40')).toMatchObject({ kind: 'unanswered' });
    expect(performance.now() - began).toBeGreaterThan(paperLimits.callMs - 50);
    expect(performance.now() - began).toBeLessThan(paperLimits.callMs + 1_000);
    expect(readValue(await broker.findOrder('k-MSFT', 'MSFT'))).toMatchObject({ status: 'filled' });
  });

  test('a dropped reading is trouble, never an empty book', async () => {
    await fault('orders', { kind: 'drop', landed: true }, 5);
    expect(await broker.read()).toMatchObject({ ok: false });
  });

  test('stale readings', async () => {
    await fault('positions', { kind: 'stale' }, 2);
    await close('MSFT', '40');
    await until(
      () => ask(broker.venue, 'ledger', {}),
      ({ fills }) => fills.length === 1,
    );
    const symbols = async () => (await bookOf(broker)).positions.map(({ symbol }) => symbol);
    expect(await symbols()).toContain('MSFT');
    expect(await symbols()).toContain('MSFT');
    expect(await symbols()).not.toContain('MSFT');
  });

  test('a cancel that never takes effect', async () => {
    await fault('cancelAll', { kind: 'stuck_cancel' }, 2);
    await broker.cancelAll();
    const { orders } = await until(
      () => bookOf(broker),
      (book) => book.orders.length === 2,
    );
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect((await bookOf(broker)).orders).toEqual(orders);
    await broker.cancelAll();
    await until(
      () => bookOf(broker),
      (book) => book.orders.length === 0,
    );
  });

  test('partial fills', async () => {
    await ask(broker.venue, 'setConditions', { fillRatio: 0.5, fillIntervalMs: 20 });
    await close('MSFT', '40');
    await until(
      () => bookOf(broker),
      ({ positions }) => !positions.some(({ symbol }) => symbol === 'MSFT'),
    );
    const { fills } = await ask(broker.venue, 'ledger', {});
    expect(fills.map(({ quantity }) => quantity)).toEqual(['20', '10', '5', '2', '1', '1', '1']);
  });

  test('faults can be listed and cleared', async () => {
    await fault('submit', { kind: 'refuse', code: 'full' }, 9);
    expect((await ask(broker.venue, 'control', {})).faults).toHaveLength(1);
    await ask(broker.venue, 'clearFaults', {});
    expect(await close('MSFT', '40')).toMatchObject({ kind: 'accepted' });
  });
});
