import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Broker } from '../../src/engine/brokers/broker.ts';
import { krakenfuturesStage } from '../support/brokers/ccxt-krakenfutures-stage.ts';
import { ccxtBroker } from '../support/brokers/ccxt-stage.ts';
import { type ServedVenue, startVenue } from '../support/ccxt/venue.ts';
import { until } from '../support/http.ts';

const long = { symbol: 'ETH/USD:USD', side: 'sell', quantity: '4' } as const;
let venue: ServedVenue;
let broker: Broker;

beforeEach(async () => {
  venue = await startVenue('krakenfutures');
  await venue.seed(krakenfuturesStage.seed);
  broker = ccxtBroker(venue, { exchange: 'krakenfutures' });
  await broker.open();
});
afterEach(async () => {
  await broker.dispose();
  await venue.stop();
});

async function priceOf(symbol: string): Promise<unknown> {
  const book = await broker.read();
  return book.ok ? book.value.positions.find((each) => each.symbol === symbol)?.lastPrice : book.words;
}

test('an order that the status no longer shows is found in the history, with what it fetched', async () => {
  await broker.close({ ...long, clientOrderId: 'scram-k-1' });
  await until(venue.state, ({ fills }) => fills.length > 0);
  await broker.dispose();
  // Another life of the engine, which knows the venue's id no more.
  broker = ccxtBroker(venue, { exchange: 'krakenfutures' });
  await venue.fault('GET /derivatives/api/v3/orders/status', {
    kind: 'status',
    status: 200,
    body: { result: 'success', orders: [] },
  });
  const found = await broker.findOrder('scram-k-1', long.symbol);
  expect(found).toMatchObject({ ok: true, value: { status: 'filled', filledQuantity: '4', averagePrice: '3000' } });
});

test('what is held has the venue’s mark price, and is shown without one all the same', async () => {
  expect(await priceOf(long.symbol)).toBe('3000');
  await venue.fault('GET /derivatives/api/v3/tickers', { kind: 'status', status: 503, body: {} }, { times: 9 });
  expect(await priceOf(long.symbol)).toBe(null);
});

test('an order that waits for a price dies with the others', async () => {
  await broker.read();
  await broker.cancelAll();
  await until(venue.state, ({ orders }) => orders.length === 0);
  const { calls } = await venue.state();
  expect(calls.filter((call) => call.includes('/cancelallorders'))).toHaveLength(1);
});

test('a suspended market is closed, and a venue that fails within may have taken the order', async () => {
  await venue.change({ closed: ['PF_ETHUSD'] });
  const closed = await broker.close({ ...long, clientOrderId: 'scram-k-2' });
  expect(closed).toMatchObject({ kind: 'refused', because: 'market_closed' });
  await venue.change({ closed: [] });
  const body = { result: 'error', error: 'Server Error' };
  await venue.fault('POST /derivatives/api/v3/sendorder', { kind: 'status', status: 500, body });
  expect(await broker.close({ ...long, clientOrderId: 'scram-k-3' })).toMatchObject({ kind: 'unanswered' });
});

test('a list that is missing in an answer is no empty list', async () => {
  const body = { result: 'success', serverTime: '2026-01-01T00:00:00.000Z' };
  for (const list of ['openorders', 'openpositions']) {
    await venue.fault(`GET /derivatives/api/v3/${list}`, { kind: 'status', status: 200, body });
    expect(await broker.read(), list).toMatchObject({ ok: false });
  }
});
