import { createAlpacaBroker } from '../../../src/engine/brokers/alpaca/adapter.ts';
import { systemClock } from '../../../src/engine/clock.ts';
import { decimal } from '../../../src/shared/decimal.ts';
import { type Alpaca, alpacaKeys, startAlpaca } from '../alpaca/alpaca.ts';
import type { Fault, Seed } from '../alpaca/types.ts';
import type { Stage } from './conformance.ts';

/** An account with everything that Alpaca knows, and a bracket whose stop-loss is in no list. */
export const alpacaSeed: Seed = {
  positions: { AAPL: '120', MSFT: '40', TSLA: '-25', NVDA: '1.5', 'BTC/USD': '0.25', 'ETH/USD': '2.075' },
  orders: [
    { symbol: 'AAPL', side: 'sell', type: 'limit', qty: '120', limit_price: '260', time_in_force: 'gtc' },
    { symbol: 'TSLA', side: 'sell', type: 'stop', qty: '5', stop_price: '200', time_in_force: 'gtc' },
    { symbol: 'TSLA', side: 'sell', type: 'trailing_stop', qty: '1', trail_percent: '5', time_in_force: 'day' },
    {
      symbol: 'BTC/USD',
      side: 'buy',
      type: 'stop_limit',
      qty: '0.1',
      stop_price: '70000',
      limit_price: '71000',
      time_in_force: 'gtc',
    },
    { symbol: 'NVDA', side: 'buy', type: 'limit', notional: '500', limit_price: '90', time_in_force: 'day' },
  ],
  brackets: ['NVDA'],
};

export function alpacaBroker(alpaca: Alpaca, keys = alpacaKeys) {
  return createAlpacaBroker({ name: 'a', paper: true, baseUrl: alpaca.url, keys, clock: systemClock });
}

/** Fills that went through zero, and fills of ours that opened. */
export async function crossingsAt(alpaca: Alpaca): Promise<number> {
  const { fills } = await alpaca.state();
  return fills.filter(({ before, after, clientOrderId }) => {
    const opens = decimal.compare(decimal.abs(after), decimal.abs(before)) > 0;
    return (opens && clientOrderId.startsWith('scram-')) || decimal.sign(before) * decimal.sign(after) < 0;
  }).length;
}

export async function alpacaStage(): Promise<Stage> {
  const alpaca = await startAlpaca();
  await alpaca.seed(alpacaSeed);
  return {
    broker: alpacaBroker(alpaca),
    another: async () => alpacaBroker(alpaca),
    long: 'MSFT',
    short: 'TSLA',
    fractional: 'ETHUSD',
    held: 'AAPL',
    orderTypes: ['limit', 'stop', 'stop_limit', 'trailing_stop'],
    async trouble(call, what) {
      const landed = what === 'lost after it landed' || what === 'garbage';
      if (call === 'close') await alpaca.fault('POST', '/v2/orders', troubleOf(what), { landed });
      else {
        // A dropped reading is asked for once more: only one that fails at the venue is lost.
        const fault = what === 'lost before it landed' ? failed : troubleOf(what);
        await alpaca.fault('GET', call === 'read' ? '/v2/positions' : '/v2/account', fault, { landed });
      }
    },
    refuseMarketOrders: () => alpaca.change({ limitOnly: true }),
    makeDust: () => alpaca.change({ minNotional: { us_equity: '1', crypto: '1000000' } }),
    crossings: () => crossingsAt(alpaca),
    end: alpaca.stop,
  };
}

const failed: Fault['what'] = { kind: 'status', status: 500, body: { message: 'internal server error' } };

function troubleOf(what: Parameters<Stage['trouble']>[1]): Fault['what'] {
  switch (what) {
    case 'rate limit':
      return { kind: 'status', status: 429, body: { code: 42910000, message: 'rate limit exceeded' } };
    case 'hang':
      return { kind: 'hang' };
    case 'garbage':
      return { kind: 'text', text: '<html>' };
    case 'lost after it landed':
    case 'lost before it landed':
      return { kind: 'drop' };
  }
}
