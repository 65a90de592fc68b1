import { expect, it } from 'vitest';
import type { Book, Broker, Read } from '../brokers/broker.ts';
import { BrokerDesk } from './broker-desk.ts';
import { defaultFlattenLimits } from './limits.ts';

const empty: Book = { equity: '100', currency: 'USD', positions: [], orders: [] };
const holding: Book = { ...empty, positions: [{ symbol: 'X', quantity: '10', lastPrice: '5' }] };

it('does not believe a reading that a younger one has overtaken', async () => {
  const answers: ((read: Read<Book>) => void)[] = [];
  const clock = { nowMs: 1_000, wallMs: () => 1_700_000_000_000, monotonicMs: () => clock.nowMs };
  const taken = { kind: 'accepted', orderId: null, words: 'taken' } as const;
  const broker: Broker = {
    name: 'b',
    kind: 'paper',
    paper: true,
    throughZero: 'refused',
    readIntervalMs: 1_000,
    open: async () => undefined,
    read: () => new Promise((resolve) => answers.push(resolve)),
    cancelAll: async () => taken,
    cancel: async () => taken,
    close: async () => taken,
    findOrder: async () => ({ ok: true, value: null }),
    dispose: async () => undefined,
  };
  const ignore = () => undefined;
  const desk = new BrokerDesk({ broker, clock, limits: defaultFlattenLimits, record: ignore, onChange: ignore });
  const slow = desk.readNow();
  clock.nowMs += 100;
  const quick = desk.readNow();
  answers[1]?.({ ok: true, value: holding });
  await quick;
  answers[0]?.({ ok: true, value: empty });
  await slow;
  expect(desk.state().positions).toMatchObject([{ symbol: 'X' }]);
});
