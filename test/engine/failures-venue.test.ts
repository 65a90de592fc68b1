import { describe, expect, test } from 'vitest';
import type { FlattenLimits } from '../../src/engine/flatten/limits.ts';
import { type Alpaca, startAlpaca } from '../support/alpaca/alpaca.ts';
import type { Settings } from '../support/alpaca/types.ts';
import { alpacaBroker, alpacaSeed, crossingsAt } from '../support/brokers/alpaca-stage.ts';
import { DeskScene } from '../support/brokers/desk-scene.ts';

interface Scene {
  alpaca: Alpaca;
  /** Has a desk read the account, so that a kill may begin. */
  open(limits?: Partial<FlattenLimits>): Promise<DeskScene>;
}

/** Each test has a venue of its own, so that they can wait side by side. */
async function scene(settings: Partial<Settings>, run: (scene: Scene) => Promise<void>): Promise<void> {
  const alpaca = await startAlpaca(settings);
  const desks: DeskScene[] = [];
  try {
    await run({
      alpaca,
      async open(limits) {
        const opened = new DeskScene(alpacaBroker(alpaca), limits);
        desks.push(opened);
        await opened.hasRead();
        return opened;
      },
    });
    expect(await crossingsAt(alpaca)).toBe(0);
    expect((await alpaca.state()).tooMany).toBe(0);
  } finally {
    for (const opened of desks) await opened.end();
    await alpaca.stop();
  }
}

const isGone = async (alpaca: Alpaca) => {
  const { positions, orders } = await alpaca.state();
  return { positions, orders };
};
const nothing = { positions: {}, orders: [] };

describe.concurrent('a venue that', () => {
  test('says that it cancels every order, and cancels none: each is cancelled by itself', () =>
    scene({}, async ({ alpaca, open }) => {
      await alpaca.seed(alpacaSeed);
      await alpaca.fault('DELETE', '/v2/orders$', { kind: 'status', status: 207, body: [] });
      const desk = await open();
      desk.kill();
      await desk.isFlat();
      expect(await isGone(alpaca)).toEqual(nothing);
      const single = (await alpaca.state()).calls.filter((call) => call.startsWith('DELETE /v2/orders/'));
      expect(single.length).toBeGreaterThanOrEqual(alpacaSeed.orders?.length ?? 0);
    }));

  test('never carries out a cancel: an order without a position is named, and nothing is called flat', () =>
    scene({ cancelsStick: true }, async ({ alpaca, open }) => {
      const limit = { symbol: 'MSFT', side: 'buy', type: 'limit', qty: '1', limit_price: '1' } as const;
      await alpaca.seed({ orders: [{ ...limit, time_in_force: 'gtc' }] });
      const desk = await open({ deadlineMs: 3_000 });
      desk.kill();
      const left = await desk.reaches((flatten) => flatten.isSettled());
      expect(left.isFlat()).toBe(false);
      expect(left.residuals()).toMatchObject([{ symbol: 'MSFT', outcome: 'failed', orderId: expect.any(String) }]);
      expect(desk.events.map(({ kind }) => kind)).toContain('CANCEL_SENT');
    }));

  test('fills an order after its cancel: what that has opened is closed', () =>
    scene({ cancelsComeLate: true }, async ({ alpaca, open }) => {
      const limit = { symbol: 'NVDA', side: 'buy', type: 'limit', qty: '5', limit_price: '100' } as const;
      await alpaca.seed({ orders: [{ ...limit, time_in_force: 'gtc' }] });
      const desk = await open();
      desk.kill();
      await desk.isFlat();
      expect(await isGone(alpaca)).toEqual(nothing);
      expect((await alpaca.state()).fills.map(({ side }) => side)).toEqual(['buy', 'sell']);
    }));

  test('holds less by then than the last reading showed: no more is sold than is there', () =>
    scene({}, async ({ alpaca, open }) => {
      await alpaca.seed({ positions: { AAPL: '120', TSLA: '-25' } });
      const desk = await open();
      await alpaca.seed({ positions: { AAPL: '20', TSLA: '-5' } });
      desk.kill();
      await desk.isFlat();
      const sizes = (await alpaca.state()).fills.map(({ symbol, qty }) => `${symbol} ${qty}`);
      expect(sizes.toSorted()).toEqual(['AAPL 20', 'TSLA 5']);
    }));

  test('says that there is nothing to close while there is: only a reading is believed', () =>
    scene({}, async ({ alpaca, open }) => {
      await alpaca.seed({ positions: { AAPL: '10' } });
      const body = { code: 42210000, message: 'position intent mismatch, inferred: sell_to_open' };
      await alpaca.fault('POST', '/v2/orders', { kind: 'status', status: 422, body }, { times: 2 });
      const desk = await open();
      desk.kill();
      await desk.isFlat();
      expect((await alpaca.state()).fills).toHaveLength(1);
      const refused = desk.events.filter(
        (event) => event.kind === 'CLOSE_ANSWERED' && event.data.answer.kind === 'refused',
      );
      expect(refused).toHaveLength(2);
    }));

  test('takes no market orders: limits close everything', () =>
    scene({ limitOnly: true }, async ({ alpaca, open }) => {
      await alpaca.seed({ positions: alpacaSeed.positions ?? {} });
      const desk = await open();
      desk.kill();
      await desk.isFlat();
      expect(await isGone(alpaca)).toEqual(nothing);
      const limits = desk.events.flatMap((event) =>
        event.kind === 'CLOSE_SENT' && event.data.limitPrice !== undefined ? [event.data.symbol] : [],
      );
      expect(limits.toSorted()).toEqual(['AAPL', 'BTCUSD', 'ETHUSD', 'MSFT', 'NVDA', 'TSLA']);
    }));

  test('answers a cancel of everything with too many requests: nothing is sent until the time that it names', () =>
    scene({}, async ({ alpaca, open }) => {
      await alpaca.seed(alpacaSeed);
      const desk = await open();
      const busy = { kind: 'status', status: 429, body: { code: 42910000, message: 'rate limit exceeded' } } as const;
      await alpaca.change({ retryAfterSeconds: 3 });
      await alpaca.fault('DELETE', '/v2/orders$', busy);
      desk.kill();
      const refused = () => desk.events.some(({ kind }) => kind === 'CANCEL_ANSWERED');
      await desk.reaches(refused);
      const before = (await alpaca.state()).calls.length;
      await new Promise((resolve) => setTimeout(resolve, 2_000));
      expect((await alpaca.state()).calls).toHaveLength(before);
      await desk.isFlat();
      expect(await isGone(alpaca)).toEqual(nothing);
    }));
});
