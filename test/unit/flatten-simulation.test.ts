import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createInProcessPaperBroker, type PaperBroker } from '../../src/engine/brokers/paper/adapter.ts';
import type { FaultRule } from '../../src/engine/brokers/paper/faults.ts';
import type { Clock } from '../../src/engine/clock.ts';
import { BrokerDesk } from '../../src/engine/flatten/broker-desk.ts';
import { defaultFlattenLimits } from '../../src/engine/flatten/limits.ts';
import type { JournalEvent } from '../../src/engine/journal/events.ts';
import { earlierCloses } from '../../src/engine/kill/liquidation.ts';
import { decimal } from '../../src/shared/decimal.ts';
import { rowsOf } from '../support/brokers/rows.ts';

/**
 * The real flatten against the real paper exchange in virtual time: random latencies, partial fills, faults on every call, closed
 * markets, dust, a bot that goes on trading, engines that die and come back. A failure prints a seed that repeats it.
 */

const clock: Clock = { wallMs: () => Date.now(), monotonicMs: () => Date.now() };
const killId = '20260101-000000-abcdef';
const symbols = ['AAPL', 'NVDA', 'MSFT', 'TSLA', 'BTC/USD', 'ETH/USD'];

/** From then on the venue behaves; what is open a while later has no excuse but a closed market or dust. */
const calmAtMs = 20_000;
const endAtMs = 90_000;

const anyFault: fc.Arbitrary<FaultRule['fault']> = fc.oneof(
  fc
    .constantFrom('failed' as const, 'held' as const, 'full' as const)
    .map((code) => ({ kind: 'refuse' as const, code })),
  fc.integer({ min: 0, max: 1_000 }).map((retryAfterMs) => ({ kind: 'rate_limit' as const, retryAfterMs })),
  fc
    .tuple(fc.constantFrom('error' as const, 'drop' as const, 'hang' as const), fc.boolean())
    .map(([kind, landed]) => ({ kind, landed })),
);
const anyRule: fc.Arbitrary<FaultRule> = fc.record({
  route: fc.constantFrom(
    'account',
    'positions',
    'orders',
    'orderByClientId',
    'submit',
    'submit',
    'cancel',
    'cancelAll',
  ),
  fault: anyFault,
  probability: fc.double({ min: 0.05, max: 0.6, noNaN: true }),
});
const stuckCancel: fc.Arbitrary<FaultRule> = fc.record({
  route: fc.constantFrom('cancel', 'cancelAll'),
  fault: fc.constant({ kind: 'stuck_cancel' as const }),
  probability: fc.double({ min: 0.1, max: 1, noNaN: true }),
});

const world = fc.record({
  seed: fc.integer({ min: 1, max: 1_000_000 }),
  reduceOnly: fc.boolean(),
  answerLatencyMs: fc.integer({ min: 0, max: 300 }),
  orderLatencyMs: fc.integer({ min: 0, max: 600 }),
  cancelLatencyMs: fc.integer({ min: 0, max: 1_500 }),
  fillRatio: fc.double({ min: 0.3, max: 1, noNaN: true }),
  faults: fc.array(fc.oneof({ weight: 4, arbitrary: anyRule }, { weight: 1, arbitrary: stuckCancel }), {
    maxLength: 6,
  }),
  closedMarkets: fc.subarray(symbols, { maxLength: 2 }),
  dust: fc.subarray(symbols, { maxLength: 1 }),
  /** Markets that take limit orders alone. */
  limitOnly: fc.subarray(symbols),
  priceBand: fc.constantFrom(null, '0.002', '0.02'),
  /** When the bot places one more order, milliseconds from the kill: also in the moment before it, unseen by the last reading. */
  botOrders: fc.array(fc.oneof(fc.integer({ min: -240, max: 1_500 }), fc.integer({ min: 0, max: 15_000 })), {
    maxLength: 6,
  }),
  /** Prices that jump around the kill, so that resting stops and limits fill while they are being cancelled. */
  shocks: fc.array(
    fc.record({ afterMs: fc.integer({ min: -240, max: 2_500 }), fraction: fc.constantFrom(-0.3, -0.2, 0.25, 0.4) }),
    { maxLength: 3 },
  ),
  /** Lifetimes of the engines that die. */
  lives: fc.array(fc.integer({ min: 0, max: 6_000 }), { maxLength: 3 }),
  /** How much of the journal's tail each death takes along. */
  rowsLost: fc.integer({ min: 0, max: 12 }),
});
type World = typeof world extends fc.Arbitrary<infer T> ? T : never;

/** Lets virtual time pass until an answer is there. */
async function answerOf<T>(asked: Promise<T>): Promise<T> {
  let answered = false;
  void asked.then(() => {
    answered = true;
  });
  while (!answered) await vi.advanceTimersByTimeAsync(100);
  return asked;
}

async function control(broker: PaperBroker, setup: World): Promise<void> {
  const { reduceOnly, answerLatencyMs, orderLatencyMs, cancelLatencyMs, fillRatio } = setup;
  const conditions = { reduceOnly, answerLatencyMs, orderLatencyMs, cancelLatencyMs, fillRatio };
  await answerOf(broker.venue.call('setConditions', conditions));
  for (const symbol of setup.closedMarkets) await answerOf(broker.venue.call('setMarket', { symbol, open: false }));
  for (const symbol of setup.limitOnly) await answerOf(broker.venue.call('setMarket', { symbol, limitOnly: true }));
  await answerOf(broker.venue.call('setMarket', { priceBand: setup.priceBand }));
  for (const symbol of setup.dust) await answerOf(broker.venue.call('setMarket', { symbol, minQuantity: '1000000' }));
}

/**
 * A bot that has not heard of the kill: now a limit order far away, now a market order that opens or closes something. After the
 * kill it sells what we sell only at a venue with reduce-only: elsewhere nobody could keep the two from adding up.
 */
async function botOrder(broker: PaperBroker, nth: number, mayTrade: boolean): Promise<void> {
  const symbol = symbols[nth % symbols.length] ?? 'AAPL';
  const clientOrderId = `bot-${nth}`;
  const side = nth % 3 === 1 ? ('buy' as const) : ('sell' as const);
  const quantity = nth % 4 === 0 ? '100' : '1';
  const common = { symbol, quantity, clientOrderId, reduceOnly: false };
  if (mayTrade && nth % 2 === 0) await broker.venue.call('submit', { ...common, side, type: 'market' });
  else await broker.venue.call('submit', { ...common, side: 'buy', type: 'limit', limitPrice: '1' });
}

async function live(setup: World): Promise<{ broker: PaperBroker; desk: BrokerDesk; events: JournalEvent[] }> {
  const broker = createInProcessPaperBroker({ name: 'b', dataDir: null, clock, seed: setup.seed, roundTripMs: 0 });
  await control(broker, setup);
  const startedMs = Date.now();
  let events: JournalEvent[] = [];
  const begin = () => {
    const desk = new BrokerDesk({
      broker: { ...broker, throughZero: setup.reduceOnly ? 'refused' : 'possible', dispose: async () => undefined },
      clock,
      limits: defaultFlattenLimits,
      record: (event) => events.push(event),
      onChange: () => undefined,
    });
    desk.start();
    return desk;
  };
  let desk = begin();
  await vi.advanceTimersByTimeAsync(2_000);
  for (const rule of setup.faults) await answerOf(broker.venue.call('addFault', rule));
  const aheadMs = 250;
  for (const [nth, afterMs] of setup.botOrders.entries()) {
    const mayTrade = setup.reduceOnly || afterMs < 0;
    setTimeout(() => void botOrder(broker, nth, mayTrade), aheadMs + afterMs);
  }
  for (const { afterMs, fraction } of setup.shocks) setTimeout(() => void broker.shock(fraction), aheadMs + afterMs);
  await vi.advanceTimersByTimeAsync(aheadMs);
  desk.engage(killId);
  for (const lifeMs of setup.lives) {
    await vi.advanceTimersByTimeAsync(lifeMs);
    void desk.stop();
    events = events.slice(0, Math.max(0, events.length - setup.rowsLost));
    desk = begin();
    desk.engage(killId, earlierCloses(rowsOf(events, killId)).get('b') ?? []);
  }
  await vi.advanceTimersByTimeAsync(Math.max(0, startedMs + calmAtMs - Date.now()));
  await answerOf(broker.venue.call('clearFaults', {}));
  await vi.advanceTimersByTimeAsync(startedMs + endAtMs - Date.now());
  return { broker, desk, events };
}

/** Flat and said so, or every thing that is left is excused by the venue and named. */
async function checkEnd(setup: World, broker: PaperBroker, desk: BrokerDesk): Promise<void> {
  const positions = await answerOf(broker.venue.call('positions', {}));
  const orders = await answerOf(broker.venue.call('orders', {}));
  if (positions.kind !== 'answer' || orders.kind !== 'answer') throw new Error('the venue must answer');
  const flatten = desk.current();
  if (positions.value.length + orders.value.length === 0) {
    expect(flatten?.isFlat(), 'flat, and says so').toBe(true);
    return;
  }
  expect(flatten?.isFlat(), 'something is left, and flat is claimed').toBe(false);
  expect(flatten?.isSettled()).toBe(true);
  const minimums = await minimumsOf(broker);
  const named = flatten?.residuals().map(({ symbol, outcome }) => `${symbol} ${outcome}`);
  for (const { symbol, quantity } of positions.value) {
    const isDust = decimal.compare(decimal.abs(quantity), minimums.get(symbol) ?? '0') < 0;
    if (!setup.closedMarkets.includes(symbol))
      expect(isDust, `${quantity} ${symbol} is left without an excuse`).toBe(true);
    expect(named).toContain(`${symbol} ${setup.closedMarkets.includes(symbol) ? 'pending_open' : 'dust'}`);
  }
}

async function minimumsOf(broker: PaperBroker): Promise<Map<string, string>> {
  const facts = await answerOf(broker.venue.call('venue', {}));
  if (facts.kind !== 'answer') throw new Error('the venue must answer');
  return new Map(facts.value.instruments.map(({ symbol, minQuantity }) => [symbol, minQuantity]));
}

/** Every fill of ours made a position smaller, and none went past zero. */
async function checkFills(broker: PaperBroker): Promise<void> {
  const ledger = await answerOf(broker.venue.call('ledger', {}));
  if (ledger.kind !== 'answer') throw new Error('the ledger must answer');
  for (const fill of ledger.value.fills) {
    if (!fill.clientOrderId?.startsWith('scram-')) continue;
    const { positionBefore: before, positionAfter: after } = fill;
    expect(decimal.compare(decimal.abs(after), decimal.abs(before)), `opens risk: ${JSON.stringify(fill)}`).toBe(-1);
    expect(decimal.sign(after) * decimal.sign(before), `crosses zero: ${JSON.stringify(fill)}`).toBeGreaterThanOrEqual(
      0,
    );
  }
}

describe('the flatten in a world of trouble', () => {
  beforeEach(
    () =>
      void vi.useFakeTimers({
        toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'setImmediate', 'Date'],
      }),
  );
  afterEach(() => void vi.useRealTimers());

  it('always ends flat, or with every residual named; never crosses zero, never opens risk', async () => {
    await fc.assert(
      fc.asyncProperty(world, async (setup) => {
        const { broker, desk } = await live(setup);
        await checkEnd(setup, broker, desk);
        await checkFills(broker);
        void desk.stop();
        void broker.dispose();
      }),
      { numRuns: Number(process.env.SCRAM_SIMULATIONS ?? 150), endOnFailure: true },
    );
  }, 300_000);
});
