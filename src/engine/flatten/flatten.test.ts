import { describe, expect, it } from 'vitest';
import type { Answer, Book, Broker, OpenOrder } from '../brokers/broker.ts';
import type { FlattenEvent } from '../journal/events.ts';
import { Flatten } from './flatten.ts';
import { defaultFlattenLimits } from './limits.ts';

const empty: Book = { equity: '100', currency: 'USD', positions: [], orders: [] };
const holding: Book = { ...empty, positions: [{ symbol: 'X', quantity: '10', lastPrice: '5' }] };

/** A flatten over a venue that answers `close` as told, with a clock in the test's hand. */
function rig(
  closeAnswer: Answer = { kind: 'accepted', orderId: '1', words: 'taken' },
  findOrder: Broker['findOrder'] = async () => ({ ok: true, value: null }),
) {
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
    findOrder,
    dispose: async () => undefined,
  };
  const flatten = new Flatten({
    killId: 'k',
    broker,
    clock,
    limits: { ...defaultFlattenLimits, ordersRemembered: 100 },
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

describe('the pace of readings', () => {
  it('is close while something is open and the deadline has not come, anew when something comes back', async () => {
    const { flatten, read, pass } = rig();
    const { pollMs } = defaultFlattenLimits;
    await read(holding);
    expect(flatten.nextReadInMs()).toBe(pollMs);
    pass(60_000);
    await read(holding);
    expect(flatten.nextReadInMs()).toBe(1_000);
    await read(empty);
    pass(2_100);
    await read(empty);
    expect([flatten.isFlat(), flatten.nextReadInMs(), flatten.isPressing()]).toEqual([true, 1_000, false]);
    await read(holding);
    expect([flatten.nextReadInMs(), flatten.isPressing()]).toEqual([pollMs, true]);
    pass(60_000);
    expect(flatten.nextReadInMs()).toBe(1_000);
  });
});

describe('the fills', () => {
  const filled: Broker['findOrder'] = async (clientOrderId, symbol) => {
    return { ok: true, value: { clientOrderId, symbol, status: 'filled', filledQuantity: '10', averagePrice: '4' } };
  };
  const fillsIn = (events: readonly FlattenEvent[]) => events.filter(({ kind }) => kind === 'CLOSE_FILLED');

  it('are asked for when a kill settles without being flat, of what is over alone', async () => {
    const { events, read, pass } = rig(undefined, filled);
    const other: Book = {
      ...holding,
      positions: [...holding.positions, { symbol: 'Y', quantity: '1', lastPrice: '5' }],
    };
    await read(other);
    const [close] = events.flatMap((event) => (event.kind === 'CLOSE_SENT' ? [event.data] : []));
    const rests = { id: '1', symbol: 'X', type: 'market', side: 'sell', quantity: '1', queued: 'closed' } as const;
    const resting: Book = { ...holding, orders: [{ ...rests, clientOrderId: close?.clientOrderId ?? '' }] };
    pass(60_000);
    await read(resting);
    expect(fillsIn(events)).toEqual([]);
    await read(resting);
    expect(fillsIn(events)).toMatchObject([{ data: { symbol: 'Y', filledQuantity: '10', averagePrice: '4' } }]);
    await read(empty);
    await read(empty);
    expect(fillsIn(events)).toHaveLength(2);
  });

  it('are not asked for where a close was refused', async () => {
    const { flatten, events, read, pass } = rig({ kind: 'refused', because: 'other', words: 'no' }, filled);
    await read(holding);
    await read(empty);
    pass(2_100);
    await read(empty);
    expect([flatten.isFlat(), fillsIn(events)]).toEqual([true, []]);
  });
});

describe('the deadline', () => {
  it('comes also while a reading hangs', async () => {
    const { flatten, read, pass } = rig();
    await read(holding);
    pass(59_900);
    flatten.onTime();
    expect([flatten.isSettled(), flatten.settlesInMs()]).toEqual([false, 90]);
    pass(90);
    flatten.onTime();
    expect(flatten.isSettled()).toBe(true);
    expect([flatten.settlesInMs(), flatten.residuals()]).toMatchObject([null, [{ symbol: 'X' }]]);
  });

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

  it('names a close whose fate is not known, also when its position has gone: it may land all the same', async () => {
    const down = async () => ({ ok: false as const, words: 'down' });
    const { flatten, read, pass } = rig({ kind: 'unanswered', words: 'no answer' }, down);
    await read(holding);
    pass(60_000);
    await read(empty);
    expect([flatten.isSettled(), flatten.isFlat()]).toEqual([true, false]);
    expect(flatten.residuals()).toMatchObject([
      { symbol: 'X', quantity: null, outcome: 'unknown', accept: 'b/X@unknown' },
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

it('only counts, in a hold of days, the oldest of the orders that are gone', async () => {
  const { flatten, read } = rig();
  const order = (id: number): OpenOrder => {
    return { id: String(id), clientOrderId: null, symbol: 'X', type: 'limit', side: 'buy', quantity: '1' };
  };
  const counted = () => [flatten.progress().cancelled, flatten.progress().cancelTotal];
  for (let id = 1; id <= 400; id += 1) await read({ ...empty, orders: [order(0), order(id)] });
  expect(counted()).toEqual([399, 401]);
  await read({ ...empty, orders: [order(0), order(390)] });
  expect(counted()).toEqual([399, 401]);
  // So old that it is taken for another one, and cancelled like it.
  await read({ ...empty, orders: [order(0), order(1)] });
  expect(counted()).toEqual([400, 402]);
});

it('records what a part shows before the whole was ever read, once', async () => {
  const { flatten, events, read, clock } = rig();
  const readPart = () => {
    const part = { positions: holding.positions, orders: [] };
    const times = { startedMs: clock.nowMs, finishedMs: clock.nowMs };
    flatten.onReading({ ok: false, words: 'swap: HTTP 503', part, ...times });
  };
  readPart();
  readPart();
  await read(empty);
  const books = events.filter(({ kind }) => kind === 'BOOK_READ').map(({ data }) => data);
  expect(books).toMatchObject([
    { equity: null, positions: holding.positions },
    { equity: empty.equity, positions: [] },
  ]);
});

it('counts as closed nothing that a part shows', async () => {
  const { flatten, read, clock } = rig();
  await read(empty);
  const part = { positions: holding.positions, orders: [] };
  flatten.onReading({ ok: false, words: 'w', part, startedMs: clock.nowMs, finishedMs: clock.nowMs });
  expect(flatten.progress()).toMatchObject({ closed: 0, closeTotal: 1 });
});

it('closes what can be read while the rest can’t be, and calls nothing gone or flat by that', async () => {
  const { flatten, events, read, clock } = rig();
  await read(empty);
  const part = { positions: holding.positions, orders: [] };
  flatten.onReading({ ok: false, words: 'swap: HTTP 503', part, startedMs: clock.nowMs, finishedMs: clock.nowMs });
  await new Promise((resolve) => setImmediate(resolve));
  expect(events.map(({ kind }) => kind)).toContain('CLOSE_SENT');
  const nothing = { positions: [], orders: [] };
  flatten.onReading({ ok: false, words: 'swap: HTTP 503', part: nothing, startedMs: 9e6, finishedMs: 9e6 });
  expect([flatten.isFlat(), flatten.residuals()]).toEqual([
    false,
    [expect.objectContaining({ words: 'swap: HTTP 503' })],
  ]);
});
