import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createPaperBroker, type PaperBroker } from '../../../src/engine/brokers/paper/adapter.ts';
import { servePaper } from '../../../src/engine/brokers/paper/serve.ts';
import { ask, bookOf, bothFaces, Cleanup, readValue, until } from './harness.ts';

const cleanup = new Cleanup();
const faces = bothFaces(cleanup);
afterEach(() => cleanup.run());

describe.each(faces)('the paper broker %s', (_, create) => {
  let broker: PaperBroker;
  beforeEach(async () => {
    broker = await create();
    cleanup.add(() => broker.dispose());
    await broker.open();
  });

  const close = (symbol: string, quantity: string, clientOrderId = `k-${symbol}`) =>
    broker.close({ symbol, side: 'sell', quantity, clientOrderId });

  test('says what it is, and reads the account', async () => {
    expect(broker).toMatchObject({ name: 'p', kind: 'paper', paper: true, throughZero: 'refused' });
    const book = await bookOf(broker);
    expect(book.currency).toBe('USD');
    expect(Number(book.equity)).toBeGreaterThan(99_000);
    expect(book.positions).toContainEqual({ symbol: 'TSLA', quantity: '-25', lastPrice: expect.any(String) });
    expect(book.orders).toContainEqual({
      id: 'p1',
      clientOrderId: null,
      symbol: 'AAPL',
      type: 'limit',
      side: 'sell',
      quantity: '120',
    });
  });

  test('cancels everything and closes everything, and is then flat', async () => {
    const before = await bookOf(broker);
    expect(await close('AAPL', '120')).toMatchObject({ kind: 'refused', because: 'held' });
    expect(await broker.cancelAll()).toMatchObject({ kind: 'accepted', orderId: null, words: 'cancelling 5 orders' });
    await until(
      () => bookOf(broker),
      ({ orders }) => orders.length === 0,
    );
    for (const { symbol, quantity } of before.positions) {
      const side = quantity.startsWith('-') ? 'buy' : 'sell';
      const answer = await broker.close({
        symbol,
        side,
        quantity: quantity.replace('-', ''),
        clientOrderId: `k-${symbol}`,
      });
      expect(answer).toMatchObject({ kind: 'accepted', orderId: expect.any(String) });
    }
    await until(
      () => bookOf(broker),
      ({ positions }) => positions.length === 0,
    );
    const found = readValue(await broker.findOrder('k-TSLA', 'TSLA'));
    expect(found).toMatchObject({ symbol: 'TSLA', status: 'filled', filledQuantity: '25', clientOrderId: 'k-TSLA' });
    expect(Number(found?.averagePrice)).toBeGreaterThan(0);
    expect(await ask(broker.venue, 'ledger', {})).toMatchObject({ crossings: [] });
  });

  test('cancels one order, asynchronously, and says when it is gone', async () => {
    const [order] = (await bookOf(broker)).orders;
    if (!order) throw new Error('no order to cancel');
    expect(await broker.cancel(order)).toEqual({ kind: 'accepted', orderId: 'p1', words: 'pending_cancel' });
    await until(
      () => bookOf(broker),
      ({ orders }) => !orders.some(({ id }) => id === 'p1'),
    );
    expect(await broker.cancel(order)).toMatchObject({ kind: 'refused', because: 'gone' });
    expect(await broker.cancel({ ...order, id: 'p99' })).toMatchObject({ kind: 'refused', because: 'gone' });
  });

  test('names each refusal for what it is', async () => {
    expect(await close('MSFT', '40')).toMatchObject({ kind: 'accepted' });
    expect(await close('MSFT', '40')).toMatchObject({ kind: 'refused', because: 'duplicate' });
    await until(
      () => bookOf(broker),
      ({ positions }) => !positions.some(({ symbol }) => symbol === 'MSFT'),
    );
    expect(await close('MSFT', '40', 'again')).toMatchObject({ kind: 'refused', because: 'gone' });
    expect(await close('ETH/USD', '0.0001')).toMatchObject({ kind: 'refused', because: 'dust' });
    expect(await close('nowhere', '1')).toMatchObject({ kind: 'refused', because: 'other' });
    expect(await close('ETH/USD', 'a lot')).toMatchObject({ kind: 'refused', because: 'other' });
    await ask(broker.venue, 'setMarket', { symbol: 'ETH/USD', open: false });
    expect(await close('ETH/USD', '2.075')).toMatchObject({ kind: 'refused', because: 'market_closed' });
    expect(await broker.findOrder('never/placed', 'TSLA')).toEqual({ ok: true, value: null });
  });

  test('without reduce-only at the venue, says that an order might go through zero', async () => {
    await ask(broker.venue, 'setConditions', { reduceOnly: false, cancelLatencyMs: 0 });
    await broker.open();
    expect(broker.throughZero).toBe('possible');
    expect(await close('MSFT', '41')).toMatchObject({ kind: 'accepted' });
    await until(
      () => ask(broker.venue, 'ledger', {}),
      ({ crossings }) => crossings.length === 1,
    );
  });

  test('an order that fills while the book is read is in it all the same', async () => {
    await ask(broker.venue, 'setConditions', { answerLatencyMs: 60, orderLatencyMs: 30 });
    const order = { type: 'market', side: 'buy', symbol: 'AMZN', quantity: '10' } as const;
    const placing = broker.venue.call('submit', order);
    const { orders, positions } = await bookOf(broker);
    await placing;
    const seen = [...orders.filter(({ type }) => type === 'market'), ...positions];
    expect(seen.map(({ symbol }) => symbol)).toContain('AMZN');
  });

  test('a shock moves every price at once', async () => {
    const before = await bookOf(broker);
    expect(await broker.shock(-0.3)).toEqual({ ok: true, value: null });
    const after = await bookOf(broker);
    expect(Number(after.equity) / Number(before.equity)).toBeLessThan(0.75);
    expect(await broker.shock(-1)).toMatchObject({ ok: false });
  });

  test('a reset begins a fresh account, whose ids are new', async () => {
    await ask(broker.venue, 'submit', { type: 'market', symbol: 'MSFT', side: 'sell', quantity: '40' });
    await ask(broker.venue, 'reset', {});
    const book = await bookOf(broker);
    expect(book.positions.map(({ symbol }) => symbol)).toContain('MSFT');
    expect(book.orders.map(({ id }) => id)).not.toContain('p1');
    expect((await ask(broker.venue, 'ledger', {})).fills).toEqual([]);
  });
});

describe('over HTTP alone', () => {
  test('opens without a venue, says so in its readings, and recovers', async () => {
    const probe = await servePaper({ port: 0 });
    await probe.close();
    const broker = createPaperBroker({ name: 'p', url: probe.url });
    cleanup.add(() => broker.dispose());
    await broker.open();
    expect(broker.throughZero).toBe('possible');
    expect(await broker.read()).toMatchObject({ ok: false, words: expect.stringContaining('ECONNREFUSED') });
    expect(await broker.cancelAll()).toMatchObject({ kind: 'refused', because: 'other' });
    const served = await servePaper({ port: probe.port });
    cleanup.add(served.close);
    expect((await bookOf(broker)).positions).toHaveLength(6);
    expect(broker.throughZero).toBe('refused');
  });

  test('a venue that restarts between two readings costs no reading', async () => {
    const first = await servePaper({ port: 0 });
    const broker = createPaperBroker({ name: 'p', url: first.url });
    cleanup.add(() => broker.dispose());
    await broker.open();
    await first.close();
    const second = await servePaper({ port: first.port });
    cleanup.add(second.close);
    expect((await bookOf(broker)).positions).toHaveLength(6);
  });

  test.each([
    ['no JSON', 200, 'ok'],
    ['another shape', 200, '{"id":7}'],
    ['an error page', 502, '<html>'],
  ])('an answer that is %s is no answer', async (_, status, body) => {
    const server = createServer((_request, response) => {
      response.writeHead(status).end(body);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    cleanup.add(async () => server.close());
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const broker = createPaperBroker({ name: 'p', url });
    cleanup.add(() => broker.dispose());
    expect(await broker.read()).toMatchObject({ ok: false });
    const order = { symbol: 'MSFT', side: 'sell' as const, quantity: '1', clientOrderId: 'k' };
    expect(await broker.close(order)).toMatchObject({ kind: 'unanswered' });
  });

  test('hundreds of orders at once all arrive, and each is answered', async () => {
    const served = await servePaper({ port: 0, positions: 200, latencyMs: 20 });
    cleanup.add(served.close);
    const broker = createPaperBroker({ name: 'p', url: served.url });
    cleanup.add(() => broker.dispose());
    await broker.open();
    const { positions } = await bookOf(broker);
    const answers = await Promise.all(
      positions.map(({ symbol, quantity }) => {
        const side = quantity.startsWith('-') ? 'buy' : 'sell';
        return broker.close({ symbol, side, quantity: quantity.replace('-', ''), clientOrderId: `k-${symbol}` });
      }),
    );
    expect(answers.filter(({ kind }) => kind === 'accepted')).toHaveLength(200);
    await until(
      () => bookOf(broker),
      (book) => book.positions.length === 0,
    );
  });
});
