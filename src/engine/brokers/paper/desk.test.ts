import { expect, test } from 'vitest';
import type { Clock } from '../../clock.ts';
import { conditionsFor, type Desk, openDesk } from './desk.ts';
import { memoryStore } from './store.ts';

class HeldClock implements Clock {
  wall = 1_790_000_000_000;
  monotonic = 500;

  wallMs(): number {
    return this.wall;
  }

  monotonicMs(): number {
    return this.monotonic;
  }
}

function deskAt(clock: Clock, seed = 1): Desk {
  const conditions = { ...conditionsFor(0, true), orderLatencyMs: 100 };
  return openDesk({ clock, store: memoryStore(), saved: null, seed, plan: { kind: 'demo' }, conditions });
}

async function valueOfCall(desk: Desk, route: 'clock' | 'quotes' | 'submit' | 'orderByClientId', input: unknown = {}) {
  const reply = await desk.call(route, input);
  if (reply.kind !== 'answer') throw new Error(JSON.stringify(reply));
  return reply.value;
}

const sell = { type: 'market', symbol: 'MSFT', side: 'sell', quantity: '40', clientOrderId: 'k' };

test('a wall clock that is set back stops nothing', async () => {
  const clock = new HeldClock();
  const desk = deskAt(clock);
  await desk.call('submit', sell);
  clock.wall -= 3_600_000;
  clock.monotonic += 100;
  expect(await valueOfCall(desk, 'orderByClientId', { clientOrderId: 'k' })).toMatchObject({ status: 'filled' });
  await desk.close();
});

test('an account that was last used in the future goes on from there', async () => {
  const clock = new HeldClock();
  const saved = {
    header: { seed: 1, nowMs: clock.wall + 3_600_000, cash: '1000', transfers: '0', level: '1', nextSeq: 1 },
    instruments: [],
    orders: [],
    fills: [],
  };
  const conditions = conditionsFor(0, true);
  const desk = openDesk({ clock, store: memoryStore(), saved, seed: 1, plan: { kind: 'demo' }, conditions });
  clock.monotonic += 1_000;
  expect(await valueOfCall(desk, 'clock')).toEqual({ at: new Date(saved.header.nowMs + 1_000).toISOString() });
  await desk.close();
});

test('a call is carried out before it returns', async () => {
  const desk = deskAt(new HeldClock());
  const answers = [desk.call('submit', sell), desk.call('submit', sell)];
  const [first, second] = await Promise.all(answers);
  expect(first).toMatchObject({ kind: 'answer', value: { status: 'pending_new' } });
  expect(second).toMatchObject({ kind: 'refused', code: 'duplicate' });
  await desk.close();
});

test('the prices are those of the seed', async () => {
  const [one, same, other] = [deskAt(new HeldClock()), deskAt(new HeldClock()), deskAt(new HeldClock(), 2)];
  expect(await valueOfCall(one, 'quotes')).toEqual(await valueOfCall(same, 'quotes'));
  expect(await valueOfCall(one, 'quotes')).not.toEqual(await valueOfCall(other, 'quotes'));
  for (const desk of [one, same, other]) await desk.close();
});
