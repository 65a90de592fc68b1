import { afterAll, beforeAll, expect, test } from 'vitest';
import type * as z from 'zod';
import { alpacaLimits } from '../../src/engine/brokers/alpaca/limits.ts';
import { type Alpaca, alpacaKeys, startAlpaca } from '../support/alpaca/alpaca.ts';
import * as published from '../support/alpaca/published.ts';
import { alpacaBroker, alpacaSeed } from '../support/brokers/alpaca-stage.ts';
import { call } from '../support/http.ts';

let alpaca: Alpaca;
beforeAll(async () => {
  alpaca = await startAlpaca({ fillMs: 60_000 });
  await alpaca.seed(alpacaSeed);
});
afterAll(() => alpaca.stop());

async function ask(method: string, path: string, body?: object) {
  const headers = { 'apca-api-key-id': alpacaKeys.keyId, 'apca-api-secret-key': alpacaKeys.secretKey };
  const port = Number(new URL(alpaca.url).port);
  const answer = await call({ port, method, path, headers, ...(body && { body }) });
  return { ...answer, json: answer.body === '' ? null : (JSON.parse(answer.body) as unknown) };
}

const market = { symbol: 'MSFT', side: 'sell', type: 'market', qty: '1', time_in_force: 'day' };
const answers: [method: string, path: string, status: number, shape: z.ZodType, body?: object][] = [
  ['GET', '/v2/account', 200, published.PublishedAccount],
  ['GET', '/v2/clock', 200, published.PublishedClock],
  ['GET', '/v2/positions', 200, published.PublishedPositions],
  ['GET', '/v2/orders?status=open&limit=500', 200, published.PublishedOrders],
  ['POST', '/v2/orders', 200, published.PublishedOrder, { ...market, client_order_id: 'published' }],
  ['GET', '/v2/orders:by_client_order_id?client_order_id=published', 200, published.PublishedOrder],
  ['DELETE', '/v2/positions/ETHUSD', 200, published.PublishedOrder],
  ['DELETE', '/v2/orders', 207, published.PublishedCancels],
];

test.each(answers)('the imitation answers %s %s as published', async (method, path, status, shape, body) => {
  const answer = await ask(method, path, body);
  expect(answer.status).toBe(status);
  expect(answer.headers).toMatchObject({ 'x-ratelimit-remaining': expect.stringMatching(/^\d+$/) });
  expect(shape.safeParse(answer.json).error).toBeUndefined();
  expect(JSON.stringify(answer.json).length).toBeGreaterThan(20);
});

test('what the adapter sends is what is published: the imitation refuses a field that it does not know', async () => {
  expect((await ask('POST', '/v2/orders', { ...market, reduce_only: true })).status).toBe(422);
  const broker = alpacaBroker(alpaca);
  await broker.read();
  for (const symbol of ['BTCUSD', 'NVDA']) {
    const close = { symbol, side: 'sell', quantity: '0.25', clientOrderId: `scram-${symbol}` } as const;
    expect(await broker.close(close)).toMatchObject({ kind: 'accepted' });
  }
  await broker.dispose();
});

test.each([500, 502, 504, 408])(
  'a failure inside the venue (%i) may have placed the order: it is looked up',
  async (status) => {
    const broker = alpacaBroker(alpaca);
    const [orderId, what] = [`scram-${status}`, { kind: 'status', status, body: { message: 'timeout' } } as const];
    await alpaca.fault('POST', '/v2/orders', what, { landed: true });
    const close = { symbol: 'MSFT', side: 'sell', quantity: '1', clientOrderId: orderId } as const;
    expect(await broker.close(close)).toMatchObject({ kind: 'unanswered', words: `HTTP ${status}: timeout` });
    expect(await broker.findOrder(orderId, 'AAPL')).toMatchObject({ ok: true, value: { status: 'working' } });
    await broker.dispose();
  },
);

test('an order that fills while the account is read is in the reading all the same', async () => {
  const quick = await startAlpaca({ answerMs: 60, fillMs: 30 });
  const broker = alpacaBroker(quick);
  await broker.open();
  await quick.seed({ orders: [{ ...market, symbol: 'AAPL', side: 'buy', type: 'market' }] });
  const reading = await broker.read();
  await broker.dispose();
  await quick.stop();
  const seen = reading.ok ? [...reading.value.orders, ...reading.value.positions] : [];
  expect(seen.map(({ symbol }) => symbol)).toContain('AAPL');
});

test('all pages of the orders are read', async () => {
  const limit = {
    symbol: 'AAPL',
    side: 'buy',
    type: 'limit',
    qty: '1',
    limit_price: '1',
    time_in_force: 'gtc',
  } as const;
  const count = 2 * alpacaLimits.ordersPerPage + 7;
  await alpaca.seed({ orders: Array.from({ length: count }, () => limit) });
  const broker = alpacaBroker(alpaca);
  const reading = await broker.read();
  await broker.dispose();
  const bought = reading.ok
    ? reading.value.orders.filter(({ symbol, side }) => symbol === 'AAPL' && side === 'buy')
    : [];
  expect(bought).toHaveLength(count);
});
