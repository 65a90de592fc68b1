import { afterEach, expect, it, vi } from 'vitest';
import type { Book, BookRead, Broker, CloseCommand, Read } from '../brokers/broker.ts';
import { type Clock, systemClock } from '../clock.ts';
import { BrokerDesk } from './broker-desk.ts';
import { defaultFlattenLimits } from './limits.ts';

const empty: Book = { equity: '100', currency: 'USD', positions: [], orders: [] };
const holding: Book = { ...empty, positions: [{ symbol: 'X', quantity: '10', lastPrice: '5' }] };
const taken = { kind: 'accepted', orderId: null, words: 'taken' } as const;
const hangs = () => new Promise<never>(() => undefined);

const desks: BrokerDesk[] = [];
afterEach(() => {
  for (const desk of desks.splice(0)) void desk.stop();
});

/** A desk at a broker that takes everything, but for what `calls` says. */
function deskOf(
  calls: Partial<Broker>,
  clock: Clock = systemClock,
  deadlineMs = 60_000,
  onRow: (kind: string) => void = () => undefined,
): BrokerDesk {
  const broker: Broker = {
    name: 'b',
    kind: 'paper',
    paper: true,
    throughZero: 'refused',
    readIntervalMs: 1_000,
    open: async () => undefined,
    read: async () => ({ ok: true, value: empty }),
    cancelAll: async () => taken,
    cancel: async () => taken,
    close: async () => taken,
    findOrder: async () => ({ ok: true, value: null }),
    dispose: async () => undefined,
    ...calls,
  };
  const ignore = () => undefined;
  const limits = { ...defaultFlattenLimits, deadlineMs, quietWindowMs: 50 };
  const desk = new BrokerDesk({ broker, clock, limits, record: ({ kind }) => onRow(kind), onChange: ignore });
  desks.push(desk);
  return desk;
}

it.each<[string, Read<Book>]>([
  ['good', { ok: true, value: empty }],
  ['failed', { ok: false, words: 'timed out' }],
])('does not believe a %s reading that a younger one has overtaken', async (_, overtaken) => {
  const answers: ((read: Read<Book>) => void)[] = [];
  const clock = { nowMs: 1_000, wallMs: () => 1_700_000_000_000, monotonicMs: () => clock.nowMs };
  const desk = deskOf({ read: () => new Promise((resolve) => answers.push(resolve)) }, clock);
  const slow = desk.readNow();
  clock.nowMs += 100;
  const quick = desk.readNow();
  answers[1]?.({ ok: true, value: holding });
  await quick;
  answers[0]?.(overtaken);
  await slow;
  expect(desk.state().positions).toMatchObject([{ symbol: 'X' }]);
  expect(desk.latest().trouble).toBeNull();
});

it.each<[string, BookRead]>([
  ['whole', { ok: true, value: holding }],
  ['partial', { ok: false, words: 'swap: timed out', part: { positions: holding.positions, orders: [] } }],
])('does not act on a %s reading that a younger part has overtaken', async (_, overtaken) => {
  const answers: ((read: BookRead) => void)[] = [];
  const closed: string[] = [];
  const close = async ({ symbol }: CloseCommand) => {
    closed.push(symbol);
    return taken;
  };
  const clock = { nowMs: 1_000, wallMs: () => 1_700_000_000_000, monotonicMs: () => clock.nowMs };
  const desk = deskOf({ read: () => new Promise((resolve) => answers.push(resolve)), close }, clock);
  desk.engage('k');
  clock.nowMs += 100;
  const quick = desk.readNow();
  answers[1]?.({ ok: false, words: 'swap: HTTP 503', part: { positions: [], orders: [] } });
  await quick;
  answers[0]?.(overtaken);
  await new Promise((resolve) => setImmediate(resolve));
  expect(closed).toEqual([]);
});

it('names what is left at the deadline, also while a reading hangs', async () => {
  const desk = deskOf({ read: hangs }, systemClock, 100);
  desk.start();
  desk.engage('k');
  await vi.waitUntil(() => desk.current()?.isSettled(), 10_000);
  expect(desk.current()?.residuals()).toMatchObject([{ symbol: '*', outcome: 'unknown' }]);
});

it('flattens also while its connections are still being opened', async () => {
  let book = holding;
  const close = async () => {
    book = empty;
    return taken;
  };
  const desk = deskOf({ open: hangs, close, read: async () => ({ ok: true, value: book }) });
  desk.start();
  desk.engage('k');
  // Before the patience with the opening has come to its end.
  await vi.waitUntil(() => desk.current()?.isFlat(), 4_000);
});

it('does not leave the closes to a reading that hung already when the kill came', async () => {
  const order = { id: 'o1', clientOrderId: 'theirs', symbol: 'X', side: 'sell', type: 'limit', quantity: '1' } as const;
  let book: Book = { ...holding, orders: [order] };
  let isHung = false;
  const cancelAll = async () => {
    book = holding;
    return taken;
  };
  const close = async () => {
    book = empty;
    return taken;
  };
  const read = async () => {
    if (isHung) return hangs();
    return { ok: true, value: book } as const;
  };
  const desk = deskOf({ read, cancelAll, cancel: cancelAll, close, readIntervalMs: 20 });
  desk.start();
  await vi.waitUntil(() => desk.state().positions.length > 0);
  isHung = true;
  await new Promise((resolve) => setTimeout(resolve, 60));
  desk.engage('k');
  isHung = false;
  // Far before any call of a broker is given up.
  await vi.waitUntil(() => desk.current()?.isFlat(), 3_000);
});

it('has recorded what came of the calls under way when it has stopped', async () => {
  const kinds: string[] = [];
  let answer = (_: typeof taken): void => {};
  let isAsked = false;
  const close = () =>
    new Promise<typeof taken>((resolve) => {
      isAsked = true;
      answer = resolve;
    });
  // As a connection that is ended does, a little later.
  const dispose = async () => void setTimeout(() => answer(taken), 50);
  const desk = deskOf(
    { read: async () => ({ ok: true, value: holding }), close, dispose },
    systemClock,
    60_000,
    (kind) => kinds.push(kind),
  );
  desk.start();
  desk.engage('k');
  await vi.waitUntil(() => isAsked);
  await desk.stop();
  expect(kinds).toContain('CLOSE_ANSWERED');
});

it('tells the broker of the kill before each reading while it is at work, and of none before and after', async () => {
  let book = holding;
  const said: string[] = [];
  const read = async () => {
    said.push('read');
    return { ok: true, value: book } as const;
  };
  const close = async () => {
    book = empty;
    return taken;
  };
  const desk = deskOf({ read, close, noteKill: () => void said.push('kill') });
  await desk.readNow();
  desk.engage('k');
  await vi.waitUntil(async () => {
    await desk.readNow();
    return desk.current()?.isFlat();
  }, 4_000);
  const before = said.length;
  await desk.readNow();
  expect(said.slice(0, 3)).toEqual(['read', 'kill', 'read']);
  expect(said.slice(1, before).filter((each) => each === 'kill').length).toBe(
    said.slice(1, before).filter((each) => each === 'read').length,
  );
  expect(said.slice(before)).toEqual(['read']);
});
