import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Broker, CloseCommand, Read } from '../../../src/engine/brokers/broker.ts';
import { decimal } from '../../../src/shared/decimal.ts';
import { until } from '../http.ts';

/** What may be made to go wrong with the next call of a kind. */
type Trouble = 'rate limit' | 'garbage' | 'hang' | 'lost after it landed' | 'lost before it landed';

/**
 * An account at a venue, the same for every broker: positions that are long, short, fractional, and held by a resting order; resting
 * orders of every class that the venue knows, at least two.
 */
export interface Stage {
  broker: Broker;
  /** Another client of the same account, as a second engine is one. */
  another(): Promise<Broker>;
  long: string;
  /** null: the venue knows no shorts. */
  short: string | null;
  fractional: string;
  /** null: at this venue a resting order holds nothing of a position. */
  held: string | null;
  /** The types of the resting orders, as the broker lists them. */
  orderTypes: readonly string[];
  /** The next close, the next reading, or the next that is asked for the money beside a reading, goes wrong. */
  trouble(call: 'close' | 'read' | 'money', what: Trouble): Promise<void>;
  /** Time passes faster for the adapter than it does, so that a kill is soon forgotten. */
  isHastened?: boolean;
  /** Why its money can't go wrong by itself; left out where it can. */
  moneyComesWith?: string;
  /** Makes what is left of the fractional position smaller than the venue's minimum. */
  makeDust(): Promise<void>;
  /** The venue takes no market orders from now on; left out where it always does. */
  refuseMarketOrders?(): Promise<void>;
  /** How many fills went through zero or opened risk. */
  crossings(): Promise<number>;
  end(): Promise<void>;
}

/** A call is over after so long, whatever the venue does. */
const callMaxMs = 6_000;
/** A call to a venue that hangs takes longer. */
const callHangsMs = 4_000;

/** What every adapter must do; `make` sets the stage anew for each test. */
export function brokerConformance(name: string, make: () => Promise<Stage>): void {
  describe(`${name}, as every broker`, () => {
    let stage: Stage;
    let broker: Broker;
    beforeEach(async () => {
      stage = await make();
      ({ broker } = stage);
      await broker.open();
    });
    afterEach(async () => {
      const crossings = await stage.crossings();
      await broker.dispose();
      await stage.end();
      expect(crossings).toBe(0);
    });

    const book = async () => valueIn(await broker.read());
    /** A command that closes all of a position, as it is read now. */
    const closing = async (symbol: string, clientOrderId = `scram-test-${symbol}`): Promise<CloseCommand> => {
      const position = (await book()).positions.find((each) => each.symbol === symbol);
      if (!position) throw new Error(`no position in ${symbol}`);
      const side = decimal.sign(position.quantity) > 0 ? 'sell' : 'buy';
      return { symbol, side, quantity: decimal.abs(position.quantity), clientOrderId };
    };
    const gone = (symbol: string) =>
      until(book, ({ positions }) => !positions.some((each) => each.symbol === symbol), 10_000);
    const noOrders = () => until(book, ({ orders }) => orders.length === 0, 10_000);

    test('reads each position with its sign, and each order with its type', async () => {
      const { positions, orders, currency, equity } = await book();
      expect(currency).toMatch(/^[A-Z]{3,5}$/);
      expect(decimal.sign(equity ?? '0')).toBe(1);
      const signOf = (symbol: string) =>
        decimal.sign(positions.find((position) => position.symbol === symbol)?.quantity ?? '0');
      expect(signOf(stage.long)).toBe(1);
      if (stage.short !== null) expect(signOf(stage.short)).toBe(-1);
      expect(positions.find(({ symbol }) => symbol === stage.fractional)?.quantity).toMatch(/\.\d*[1-9]/);
      expect([...new Set(orders.map(({ type }) => type))].toSorted()).toEqual(stage.orderTypes.toSorted());
      expect(orders.every(({ quantity }) => decimal.sign(quantity) > 0)).toBe(true);
    });

    test('cancels every class of order in bulk', async () => {
      expect((await book()).orders.length).toBeGreaterThanOrEqual(2);
      expect(await broker.cancelAll()).toMatchObject({ kind: 'accepted' });
      await noOrders();
    });

    test('cancels each order by itself, and says so of one that is gone', async () => {
      const { orders } = await book();
      for (const order of orders) expect(await broker.cancel(order)).toMatchObject({ kind: 'accepted' });
      await noOrders();
      for (const order of orders)
        expect(await broker.cancel(order)).toMatchObject({ kind: 'refused', because: 'gone' });
    });

    test('closes long, short and fractional, whole, and finds each close again', async () => {
      await broker.cancelAll();
      await noOrders();
      const symbols = [stage.long, stage.fractional, ...(stage.short === null ? [] : [stage.short])];
      for (const symbol of symbols) {
        const command = await closing(symbol);
        expect(await broker.close(command)).toMatchObject({ kind: 'accepted', orderId: expect.any(String) });
        await gone(symbol);
        const found = valueIn(await broker.findOrder(command.clientOrderId, command.symbol));
        expect(found).toMatchObject({ symbol, status: 'filled', clientOrderId: command.clientOrderId });
        expect(decimal.compare(found?.filledQuantity ?? '0', command.quantity)).toBe(0);
        expect(Number(found?.averagePrice)).toBeGreaterThan(0);
      }
    });

    test('the same client id is an order once', async () => {
      const command = await closing(stage.long);
      expect(await broker.close(command)).toMatchObject({ kind: 'accepted' });
      expect(await broker.close(command)).toMatchObject({ kind: 'refused', because: 'duplicate' });
      await gone(stage.long);
      expect(await broker.close(command)).toMatchObject({
        kind: 'refused',
        because: expect.stringMatching(/duplicate|gone/),
      });
    });

    test('two clients that close the same at once close it once', async () => {
      const other = await stage.another();
      const command = await closing(stage.long);
      const answers = await Promise.all([broker.close(command), other.close(command)]);
      expect(answers.filter(({ kind }) => kind === 'accepted')).toHaveLength(1);
      await gone(stage.long);
      if (other !== broker) await other.dispose();
    });

    test('what a resting order holds is held, until that is cancelled', async (context) => {
      if (stage.held === null) return context.skip('nothing is held at this venue');
      const command = await closing(stage.held);
      expect(await broker.close(command)).toMatchObject({ kind: 'refused', because: 'held' });
      await broker.cancelAll();
      await noOrders();
      expect(await broker.close({ ...command, clientOrderId: 'scram-test-2' })).toMatchObject({ kind: 'accepted' });
      await gone(stage.held);
    });

    test('what is not there can neither be closed nor found', async () => {
      const command = await closing(stage.long);
      await broker.close(command);
      await gone(stage.long);
      const again = { ...command, clientOrderId: 'scram-test-again' };
      expect(await broker.close(again)).toMatchObject({ kind: 'refused', because: 'gone' });
      expect(await broker.findOrder('scram-test-never', stage.long)).toEqual({ ok: true, value: null });
    });

    test('an answer that never came is looked up, whether the order landed or not', async () => {
      const command = await closing(stage.long);
      await stage.trouble('close', 'lost before it landed');
      expect(await broker.close(command)).toMatchObject({ kind: 'unanswered' });
      expect(valueIn(await broker.findOrder(command.clientOrderId, command.symbol))).toBe(null);
      await stage.trouble('close', 'lost after it landed');
      expect(await broker.close(command)).toMatchObject({ kind: 'unanswered' });
      expect(valueIn(await broker.findOrder(command.clientOrderId, command.symbol))).toMatchObject({
        symbol: stage.long,
      });
      await gone(stage.long);
    });

    test('a rate limit is said with the time to wait', async () => {
      const command = await closing(stage.long);
      await stage.trouble('close', 'rate limit');
      const answer = await broker.close(command);
      expect(answer).toMatchObject({ kind: 'refused', because: 'rate_limited', retryAfterMs: expect.any(Number) });
    });

    test('a reading that is refused, garbled or cut off is trouble, never an empty account', async () => {
      for (const what of ['lost before it landed', 'garbage', 'rate limit'] as const) {
        await stage.trouble('read', what);
        expect(await broker.read(), what).toMatchObject({ ok: false, words: expect.stringMatching(/\S/) });
      }
    });

    test('money that is not told keeps back neither positions nor orders', async ({ skip }) => {
      if (stage.moneyComesWith !== undefined) skip(stage.moneyComesWith);
      await stage.trouble('money', 'lost before it landed');
      const { equity, moneyTrouble, positions, orders } = await book();
      expect({ equity, moneyTrouble }).toEqual({ equity: null, moneyTrouble: expect.stringMatching(/\S/) });
      expect(Math.min(positions.length, orders.length)).toBeGreaterThan(0);
      expect(decimal.sign((await book()).equity ?? '0')).toBe(1);
    });

    test('a kill does not wait for money', async ({ skip }) => {
      if (stage.moneyComesWith !== undefined) skip(stage.moneyComesWith);
      if (!broker.noteKill || stage.isHastened) skip('here a kill is not told of, or soon forgotten');
      // A first reading may have markets to load.
      await stage.trouble('money', 'lost before it landed');
      await book();
      await stage.trouble('money', 'hang');
      broker.noteKill?.();
      const startedMs = performance.now();
      expect((await book()).positions.length).toBeGreaterThan(0);
      expect(performance.now() - startedMs).toBeLessThan(callHangsMs);
    });

    test('an answer to a close that makes no sense is no answer', async () => {
      const command = await closing(stage.long);
      await stage.trouble('close', 'garbage');
      expect(await broker.close(command)).toMatchObject({ kind: 'unanswered' });
    });

    test('what is below the minimum is dust, or is closed all the same', async () => {
      await broker.cancelAll();
      await noOrders();
      const command = await closing(stage.fractional);
      await stage.makeDust();
      const answer = await broker.close(command);
      if (answer.kind === 'refused') expect(answer.because).toBe('dust');
      else await gone(stage.fractional);
    });

    test('where market orders are refused, a limit beyond the last price closes', async ({ skip }) => {
      if (!stage.refuseMarketOrders) skip('this venue always takes market orders');
      await broker.cancelAll();
      await noOrders();
      const symbols = [stage.long, stage.fractional, ...(stage.short === null ? [] : [stage.short])];
      await stage.refuseMarketOrders?.();
      for (const symbol of symbols) {
        const command = await closing(symbol);
        expect(await broker.close(command)).toMatchObject({ kind: 'refused', because: 'market_orders_refused' });
        const price = (await book()).positions.find((each) => each.symbol === symbol)?.lastPrice ?? '0';
        // With more figures than a venue takes: the adapter brings it to the tick.
        const limitPrice = decimal.times(price, command.side === 'sell' ? '0.98765432' : '1.01234567');
        const limited = { ...command, clientOrderId: `${command.clientOrderId}-2`, limitPrice };
        expect(await broker.close(limited), symbol).toMatchObject({ kind: 'accepted' });
        await gone(symbol);
      }
    });

    test('a venue that hangs costs a call, and for a bounded time', async () => {
      const command = await closing(stage.long);
      await stage.trouble('close', 'hang');
      const startedMs = performance.now();
      expect(await broker.close(command)).toMatchObject({ kind: 'unanswered' });
      expect(performance.now() - startedMs).toBeLessThan(callMaxMs);
      expect((await broker.read()).ok).toBe(true);
    }, 15_000);

    test('is disposed of while calls are out: each of them ends', async () => {
      const command = await closing(stage.long);
      const calls = [
        broker.read(),
        broker.close(command),
        broker.cancelAll(),
        broker.findOrder('scram-test-never', stage.long),
      ];
      await broker.dispose();
      await Promise.all(calls);
    });
  });
}

function valueIn<T>(read: Read<T>): T {
  if (!read.ok) throw new Error(read.words);
  return read.value;
}
