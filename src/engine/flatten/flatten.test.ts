import { describe, expect, it } from 'vitest';
import type { Answer, Book, Broker } from '../brokers/broker.ts';
import type { FlattenEvent } from '../journal/events.ts';
import { Flatten } from './flatten.ts';
import { defaultFlattenLimits } from './limits.ts';

const empty: Book = { equity: '100', currency: 'USD', positions: [], orders: [] };
const holding: Book = { ...empty, positions: [{ symbol: 'X', quantity: '10', lastPrice: '5' }] };

/** A flatten over a venue that answers `close` as told, with a clock in the test's hand. */
function rig(closeAnswer: Answer = { kind: 'accepted', orderId: '1', words: 'taken' }) {
  const clock = { nowMs: 1_000, wallMs: () => 1_700_000_000_000, monotonicMs: () => clock.nowMs };
  const events: FlattenEvent[] = [];
  const broker: Broker = {
    name: 'b',
    kind: 'paper',
    paper: true,
    throughZero: 'refused',
    readIntervalMs: 1_000,
    open: async () => undefined,
    read: async () => ({ ok: true, value: empty }),
    cancelAll: async () => ({ kind: 'accepted', orderId: null, words: 'cancelling' }),
    cancel: async () => ({ kind: 'accepted', orderId: null, words: 'cancelling' }),
    close: async () => closeAnswer,
    findOrder: async () => ({ ok: true, value: null }),
    dispose: async () => undefined,
  };
  const flatten = new Flatten({
    killId: 'k',
    broker,
    clock,
    limits: defaultFlattenLimits,
    earlier: [],
    record: (event) => events.push(event),
    onProgress: () => undefined,
    yieldToWire: async () => undefined,
  });
  /** A reading begun now and finished 10 ms later. */
  const read = async (book: Book) => {
    const startedMs = clock.nowMs;
    clock.nowMs += 10;
    flatten.onReading({ ok: true, book, startedMs, finishedMs: clock.nowMs });
    await new Promise((resolve) => setImmediate(resolve));
  };
  const pass = (ms: number) => {
    clock.nowMs += ms;
  };
  return { flatten, events, read, pass, clock };
}

describe('flat', () => {
  it('takes two clean readings, begun 2 s apart', async () => {
    const { flatten, read, pass } = rig();
    await read(empty);
    expect(flatten.progress().phase).toBe('confirming');
    pass(1_900);
    await read(empty);
    expect(flatten.isFlat()).toBe(false);
    pass(200);
    await read(empty);
    expect(flatten.isFlat()).toBe(true);
    expect(flatten.isSettled()).toBe(true);
  });

  it('begins anew when something shows in between, or when the venue falls silent', async () => {
    const { flatten, read, pass, clock } = rig();
    await read(empty);
    pass(1_000);
    await read(holding);
    pass(1_500);
    await read(empty);
    expect(flatten.isFlat()).toBe(false);
    pass(1_000);
    flatten.onReading({ ok: false, words: 'down', startedMs: clock.nowMs, finishedMs: clock.nowMs });
    pass(1_500);
    await read(empty);
    expect(flatten.isFlat()).toBe(false);
  });

  it('is taken back when something comes back, which is recorded and closed again', async () => {
    const { flatten, events, read, pass } = rig();
    await read(empty);
    pass(2_100);
    await read(empty);
    pass(1_000);
    await read(holding);
    expect(flatten.verdict()).toBe('open');
    expect(events.map((event) => event.kind)).toEqual(
      expect.arrayContaining(['REAPPEARED', 'CLOSE_SENT', 'CLOSE_ANSWERED']),
    );
  });
});

describe('the deadline', () => {
  it.each([
    ['market_closed', 'pending_open'],
    ['dust', 'dust'],
    ['gone', 'failed'],
    ['market_orders_refused', 'failed'],
    ['other', 'failed'],
  ] as const)('names what was refused as %s: %s', async (because, outcome) => {
    const { flatten, events, read, pass } = rig({ kind: 'refused', because, words: 'no' });
    await read(holding);
    pass(60_000);
    await read(holding);
    expect(flatten.isSettled()).toBe(true);
    expect(flatten.residuals()).toEqual([
      { broker: 'b', symbol: 'X', quantity: '10', outcome, words: 'no', accept: 'b/X@10' },
    ]);
    const settled = events.find((event) => event.kind === 'BROKER_SETTLED');
    expect(settled?.data).toMatchObject({ flat: false, outcomes: { X: outcome } });
  });

  it('calls what the venue keeps until the market opens pending, in the venue’s words', async () => {
    const { flatten, read, pass } = rig();
    await read(holding);
    const queued = 'accepted: the market is closed until 09:30';
    const close = { id: '1', clientOrderId: 'scram-k-1', symbol: 'X', type: 'market', side: 'sell', quantity: '10' };
    pass(60_000);
    await read({ ...holding, orders: [{ ...close, side: 'sell', queued }] });
    expect(flatten.residuals()).toMatchObject([
      { symbol: 'X', quantity: '10', outcome: 'pending_open', words: queued },
      { orderId: '1', outcome: 'pending_open', words: queued },
    ]);
  });

  it('says that it does not know what it cannot read', () => {
    const { flatten, pass, clock } = rig();
    pass(60_000);
    flatten.onReading({ ok: false, words: 'down', startedMs: clock.nowMs, finishedMs: clock.nowMs });
    expect(flatten.residuals()).toMatchObject([
      { symbol: '*', quantity: null, outcome: 'unknown', accept: 'b/*@unknown' },
    ]);
  });
});

it('sends nothing more once it is disposed of', async () => {
  const { flatten, events, read } = rig();
  flatten.dispose();
  await read(holding);
  expect(events).toEqual([]);
});
