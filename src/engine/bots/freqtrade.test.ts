import { expect, test } from 'vitest';
import { FreqtradeBot } from './freqtrade.ts';
import type { FreqtradeConfig } from './freqtrade-api.ts';

const signal = new AbortController().signal;

function bot(config: FreqtradeConfig) {
  const time = { nowMs: 0 };
  const orders: string[] = [];
  const say = async (order: string) => {
    orders.push(order);
    return 'done';
  };
  const adapter = new FreqtradeBot({
    api: {
      config: async () => config,
      openTrades: async () => [{ trade_id: 1, pair: 'BTC/USDT' }],
      order: (path) => say(path),
      forceExitAll: () => say('/forceexit'),
    },
    broker: null,
    clock: { wallMs: () => time.nowMs, monotonicMs: () => time.nowMs },
  });
  return { orders, time, halt: () => adapter.drive('halt', { killId: 'k', brokerSettled: true }, signal) };
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
