import { expect, test } from 'vitest';
import { FreqtradeBot } from './freqtrade.ts';
import type { FreqtradeConfig } from './freqtrade-api.ts';

const signal = new AbortController().signal;
const noRefusal: Refusal = { order: '', as: null };

interface Refusal {
  /** The order that does not go well. */
  order: string;
  as: 'failure' | 'silence' | null;
}

function bot(config: FreqtradeConfig, { broker = null as string | null, refusal = noRefusal } = {}) {
  const time = { nowMs: 0 };
  const orders: string[] = [];
  const say = async (order: string, own: AbortSignal) => {
    orders.push(order);
    if (order !== refusal.order || refusal.as === null) return 'done';
    if (refusal.as === 'silence') await new Promise((resolve) => own.addEventListener('abort', resolve));
    throw new Error(refusal.as === 'silence' ? 'no answer in time' : 'read ECONNRESET');
  };
  const adapter = new FreqtradeBot({
    api: {
      config: async () => config,
      openTrades: async () => [{ trade_id: 1, pair: 'BTC/USDT' }],
      order: (path, own) => say(path, own),
      forceExitAll: (own) => say('/forceexit', own),
    },
    broker,
    callTimeoutMs: 400,
    clock: { wallMs: () => time.nowMs, monotonicMs: () => time.nowMs },
  });
  const halt = (brokerSettled = true) => adapter.drive('halt', { killId: 'k', brokerSettled }, signal);
  return { orders, time, halt };
}

test('an order that has done nothing is given again, but not more often than freqtrade takes it', async () => {
  const { orders, time, halt } = bot({ state: 'running', max_open_trades: 3 });
  for (const nowMs of [0, 1_000, 14_999, 15_000, 16_000]) {
    time.nowMs = nowMs;
    await halt();
  }
  expect(orders).toEqual(['/stopentry', '/forceexit', '/stopentry', '/forceexit']);
});

test('trades are exited whether or not the entries have been stopped: one that lies about the first step is driven through the second', async () => {
  const { orders, halt } = bot({ state: 'running' });
  expect(await halt()).toEqual({ is: 'busy', words: '1 trade (BTC/USDT) open; to forceexit it said "done"' });
  expect(orders).toEqual(['/stopentry', '/forceexit']);
});

test('while it loads its configuration anew it is neither running nor halted', async () => {
  const { halt, orders } = bot({ state: 'reload_config' });
  expect(await halt()).toMatchObject({ is: 'busy' });
  expect(orders).toEqual(['/forceexit']);
});

test('a stop of entries that failed is given again at the next call, and nothing more is said to be entered only when its own reading says so', async () => {
  const config: FreqtradeConfig = { state: 'running', max_open_trades: 3 };
  const refusal: Refusal = { order: '/stopentry', as: 'failure' };
  const { orders, time, halt } = bot(config, { broker: 'spot', refusal });
  const enters = 'it still enters trades (running); is stopped when spot is closed';
  expect(await halt(false)).toEqual({ is: 'busy', words: `stopentry failed: read ECONNRESET; ${enters}` });
  time.nowMs = 250;
  refusal.as = null;
  expect(await halt(false)).toEqual({ is: 'busy', words: `to stopentry it said "done"; ${enters}` });
  expect(orders).toEqual(['/stopentry', '/stopentry']);
  time.nowMs = 500;
  expect(await halt(false)).toEqual({ is: 'busy', words: `to stopentry it said "done"; ${enters}` });
  config.max_open_trades = 0;
  expect(await halt(false)).toEqual({
    is: 'busy',
    words: 'enters nothing more; is stopped when spot is closed',
  });
  expect(orders).toHaveLength(2);
});

test.each(['failure', 'silence'] as const)(
  'a stop of entries that ends in %s stands before no other order: trades are exited in the same call',
  async (as) => {
    const { orders, halt } = bot({ state: 'running' }, { refusal: { order: '/stopentry', as } });
    expect(await halt()).toEqual({ is: 'busy', words: '1 trade (BTC/USDT) open; to forceexit it said "done"' });
    await halt();
    expect(orders).toEqual(['/stopentry', '/forceexit', '/stopentry']);
  },
);

test('exits and a stop that failed are given again at the next call, and said to have failed', async () => {
  const exits = bot({ state: 'paused' }, { refusal: { order: '/forceexit', as: 'failure' } });
  const words = '1 trade (BTC/USDT) open; forceexit failed: read ECONNRESET';
  expect(await exits.halt()).toEqual({ is: 'busy', words });
  await exits.halt();
  expect(exits.orders).toEqual(['/forceexit', '/forceexit']);
  const stop = bot({ state: 'paused' }, { broker: 'spot', refusal: { order: '/stop', as: 'failure' } });
  expect(await stop.halt()).toEqual({ is: 'busy', words: 'stop failed: read ECONNRESET; it still is paused' });
  await stop.halt();
  expect(stop.orders).toEqual(['/stop', '/stop']);
});
