import { expect, it } from 'vitest';
import type { Broker, OrderReport, Read } from '../brokers/broker.ts';
import type { FlattenEvent } from '../journal/events.ts';
import { Fills } from './fills.ts';
import { defaultFlattenLimits as limits } from './limits.ts';

type Found = Read<OrderReport | null>;

const report = (status: OrderReport['status']): Found => {
  return { ok: true, value: { clientOrderId: 'c', symbol: 'X', status, filledQuantity: '1', averagePrice: '5' } };
};

/** Fills that are answered as `found` says at the moment. */
function rig() {
  const clock = { nowMs: 0, wallMs: () => 0, monotonicMs: () => clock.nowMs };
  const events: FlattenEvent[] = [];
  const world = { found: report('filled'), asked: 0 };
  const findOrder: Broker['findOrder'] = async () => {
    world.asked += 1;
    return world.found;
  };
  const never = async () => Promise.reject(new Error('not part of this test'));
  const facts = { name: 'b', throughZero: 'refused', readIntervalMs: 1_000 } as const;
  const broker = { ...facts, open: never, read: never, cancelAll: never, cancel: never, close: never, findOrder };
  const fills = new Fills({ killId: 'k', broker, clock, limits, record: (event) => events.push(event) });
  for (const id of ['1', '2', '3']) fills.expect(id, 'X');
  const price = (atMost = Number.POSITIVE_INFINITY) => fills.price(() => true, atMost);
  return { clock, events, world, fills, price };
}

it('records each fill once, and no more of them at a time than it may ask for', async () => {
  const { events, price } = rig();
  await price(2);
  expect(events.map(({ kind }) => kind)).toEqual(['CLOSE_FILLED', 'CLOSE_FILLED']);
  await price(2);
  await price(2);
  expect(events).toHaveLength(3);
});

it('comes back for what is still at work, and not for what the venue has never seen', async () => {
  const { world, events, price } = rig();
  world.found = report('working');
  await price();
  expect(events).toEqual([]);
  world.found = report('cancelled');
  await price();
  expect(events).toHaveLength(3);
  const other = rig();
  other.world.found = { ok: true, value: null };
  await other.price();
  await other.price();
  expect([other.world.asked, other.events]).toEqual([3, []]);
});

it('does not come back for ever for what never ends', async () => {
  const { world, price } = rig();
  world.found = report('working');
  for (let nth = 0; nth < limits.fillTries + 3; nth++) await price();
  expect(world.asked).toBe(3 * limits.fillTries);
});

it('leaves the rest to the next time at the first trouble, and gives one up that always fails', async () => {
  const { world, events, price } = rig();
  world.found = { ok: false, words: 'down' };
  for (let nth = 0; nth < limits.fillTries; nth++) await price();
  expect(world.asked).toBe(limits.fillTries);
  world.found = report('filled');
  await price();
  expect(events).toHaveLength(2);
});

it('waits as long as the venue asks, which costs no try', async () => {
  const { world, events, clock, price } = rig();
  world.found = { ok: false, words: 'too many', retryAfterMs: 5_000 };
  for (let nth = 0; nth <= limits.fillTries; nth++) {
    await price();
    clock.nowMs += 4_999;
    await price();
    expect(world.asked).toBe(nth + 1);
    clock.nowMs += 1;
  }
  world.found = report('filled');
  await price();
  expect(events).toHaveLength(3);
});

it('asks for nothing twice at a time, and for nothing more once it is disposed of', async () => {
  const { world, fills, price } = rig();
  const asking = price();
  await price();
  expect(world.asked).toBe(1);
  fills.dispose();
  await asking;
  expect(world.asked).toBe(1);
});
