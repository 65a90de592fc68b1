import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Book, Broker } from '../../src/engine/brokers/broker.ts';
import { krakenStage } from '../support/brokers/ccxt-kraken-stage.ts';
import { ccxtBroker } from '../support/brokers/ccxt-stage.ts';
import { type ServedVenue, startVenue } from '../support/ccxt/venue.ts';
import { until } from '../support/http.ts';

let venue: ServedVenue;
let broker: Broker;

beforeEach(async () => {
  venue = await startVenue('kraken');
  await venue.seed(krakenStage.seed);
  broker = ccxtBroker(venue, { exchange: 'kraken', cash: ['USD'], keep: { BTC: '0.2' } });
  await broker.open();
});
afterEach(async () => {
  await broker.dispose();
  await venue.stop();
});

async function book(): Promise<Book> {
  const read = await broker.read();
  if (!read.ok) throw new Error(read.words);
  return read.value;
}

test('the wallet and the margin positions are apart; what earns and what is kept is not for sale', async () => {
  const { positions, equity, currency, marginCall } = await book();
  expect(positions).toEqual([
    { symbol: 'BTC/USD', quantity: '0.3', lastPrice: '60000' },
    { symbol: 'ETH/USD', quantity: '4', lastPrice: '3000' },
    { symbol: 'SOL/USD', quantity: '2.075', lastPrice: '150' },
    { symbol: 'SOL/USD margin', quantity: '-20', lastPrice: '150' },
  ]);
  // As the venue counts it, once, and not once a section.
  expect({ equity, currency, marginCall }).toEqual({ equity: '50000', currency: 'USD', marginCall: null });
});

test('a margin position is closed by an order with leverage that only reduces, a wallet by one without', async () => {
  await broker.close({ symbol: 'SOL/USD margin', side: 'buy', quantity: '20', clientOrderId: 'scram-k-1' });
  await broker.close({ symbol: 'SOL/USD', side: 'sell', quantity: '2.075', clientOrderId: 'scram-k-2' });
  const { fills } = await until(venue.state, (state) => state.fills.length === 2);
  expect(fills.map(({ instrument, after }) => [instrument, after])).toEqual([
    ['SOLUSD#margin', '0'],
    ['SOLUSD', '0'],
  ]);
  const { calls } = await venue.state();
  const placed = calls.filter((call) => call.includes('/AddOrder'));
  expect(placed[0]).toMatch(/reduce_only=true.*leverage=2|leverage=2.*reduce_only=true/);
  expect(placed[1]).not.toMatch(/leverage|reduce_only/);
});

test('fifty commands at once carry numbers that the venue takes, and orders of both sections die by one call each', async () => {
  await broker.read();
  const closes = Array.from({ length: 50 }, (_, index) =>
    broker.close({ symbol: 'ETH/USD', side: 'sell', quantity: '0.01', clientOrderId: `scram-k-${index}` }),
  );
  const answers = await Promise.all(closes);
  expect(answers.filter(({ kind }) => kind !== 'accepted')).toEqual([]);
  await broker.cancelAll();
  await until(venue.state, ({ orders }) => orders.every(({ type }) => type === 'market'));
});

test('a margin level below the venue’s is a margin call in words', async () => {
  await venue.change({ maintenanceMargin: '1' });
  expect((await book()).marginCall).toMatch(/margin level has come down to 75\.00 %/);
});

test('a market that only takes limits, one that only takes cancels, a number that comes too late, and what may have been done', async () => {
  const close = () => broker.close({ symbol: 'ETH/USD', side: 'sell', quantity: '4', clientOrderId: 'scram-k-9' });
  const saying = (error: string) =>
    venue.fault('POST /0/private/AddOrder', { kind: 'status', status: 200, body: { error: [error] } });
  // The limit of one pair holds back nothing else: what follows is sent.
  await saying('EOrder:Rate limit exceeded');
  expect(await close()).toMatchObject({ kind: 'refused', because: 'other' });
  await saying('EService:Market in limit_only mode');
  expect(await close()).toMatchObject({ kind: 'refused', because: 'market_orders_refused' });
  await saying('EService:Market in post_only mode');
  expect(await close()).toMatchObject({ kind: 'refused', because: 'market_closed' });
  await saying('EAPI:Invalid nonce');
  expect(await close()).toMatchObject({ kind: 'refused', because: 'other' });
  for (const error of ['EService:Unavailable', 'EService:Timeout', 'EService:Deadline elapsed']) {
    await saying(error);
    expect(await close()).toMatchObject({ kind: 'unanswered' });
  }
});
