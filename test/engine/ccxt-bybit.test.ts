import { describe, expect, test } from 'vitest';
import { bybitHedgeStage, bybitStage } from '../support/brokers/ccxt-bybit-stage.ts';
import { DeskScene } from '../support/brokers/desk-scene.ts';
import type { Settings, VenueState } from '../support/ccxt/core/types.ts';
import { type CcxtScene, ccxtScene } from '../support/ccxt/scene.ts';
import { until } from '../support/http.ts';

const scene = (run: (scene: CcxtScene) => Promise<void>, settings: Partial<Settings> = {}) =>
  ccxtScene('bybit', settings, run);
const bybit = { exchange: 'bybit' };

/** A kill until the account is flat by our word; what is there then by the venue's. */
async function killed({ venue, connect }: CcxtScene): Promise<VenueState> {
  const desk = new DeskScene(await connect(bybit));
  await desk.hasRead();
  desk.kill();
  await desk.isFlat();
  await desk.end();
  return venue.state();
}

const close = { symbol: 'ETH/USDT', side: 'sell', quantity: '4', clientOrderId: 'scram-test-close' } as const;

describe.concurrent('a kill at Bybit', () => {
  test('cancels each kind of order by its own call, closes coins and contracts, and is flat by the venue’s word', () =>
    scene(async (account) => {
      await account.venue.seed(bybitStage.seed);
      const { orders, positions, balances, calls } = await killed(account);
      expect({ orders, positions }).toEqual({ orders: [], positions: [] });
      expect([Number(balances.BTC), Number(balances.ETH)]).toEqual([0, 0]);
      const bulk = calls.filter((call) => call.startsWith('POST /v5/order/cancel-all'));
      for (const kind of ['Order', 'StopOrder', 'tpslOrder', 'OcoOrder', 'BidirectionalTpslOrder']) {
        expect(bulk, kind).toContainEqual(expect.stringMatching(new RegExp(`category=spot.*orderFilter=${kind}$`)));
      }
      for (const coin of ['USDT', 'USDC']) expect(bulk).toContainEqual(expect.stringMatching(`settleCoin=${coin}`));
    }));

  test('closes both legs of a hedge', () =>
    scene(
      async (account) => {
        await account.venue.seed(bybitHedgeStage.seed);
        const { orders, positions } = await killed(account);
        expect({ orders, positions }).toEqual({ orders: [], positions: [] });
      },
      { hedge: true },
    ));

  test('closes by a limit order what is too large for a market order', () =>
    scene(
      async (account) => {
        await account.venue.seed({ positions: [{ instrument: 'linear:SOLUSDT', quantity: '20' }] });
        const { positions, calls } = await killed(account);
        expect(positions).toEqual([]);
        expect(calls.filter((call) => /orderType=Limit/.test(call))).toHaveLength(1);
      },
      { maxQuantity: { 'linear:SOLUSDT': '5' } },
    ));

  test('buys back what is owed, and not twice what contracts owe', () =>
    scene(async ({ venue, connect }) => {
      const owed = (coin: string, walletBalance: string, spotBorrow: string) => {
        const borrowAmount = '0.1';
        return { coin, walletBalance, spotBorrow, borrowAmount, accruedInterest: '0', locked: '0', equity: '-0.1' };
      };
      const coin = [owed('BTC', '-0.1', '0'), owed('ETH', '0', '0.1')];
      const list = [{ accountType: 'UNIFIED', totalEquity: '1000', accountMMRate: '0', coin }];
      const text = JSON.stringify({ retCode: 0, retMsg: 'OK', result: { list }, time: 0 });
      await venue.fault('GET /v5/account/wallet-balance', { kind: 'text', text }, { times: 9 });
      const reading = await (await connect(bybit)).read();
      const held = reading.ok ? reading.value.positions.map(({ symbol, quantity }) => [symbol, quantity]) : [];
      expect(held).toEqual([
        ['BTC/USDT', '-0.1'],
        ['ETH/USDT', '-0.1'],
      ]);
    }));

  test('a wallet in a form that nobody knows keeps the contracts from being read no more than silence does', () =>
    scene(async ({ venue, connect }) => {
      await venue.seed({ positions: [{ instrument: 'linear:SOLUSDT', quantity: '2' }] });
      const list = [{ accountType: 'UNIFIED', totalEquity: '1000', accountMMRate: '0', coin: [{ coin: 'BTC' }] }];
      const text = JSON.stringify({ retCode: 0, retMsg: 'OK', result: { list }, time: 0 });
      await venue.fault('GET /v5/account/wallet-balance', { kind: 'text', text }, { times: 9 });
      expect(await (await connect(bybit)).read()).toMatchObject({
        ok: false,
        words: expect.stringMatching(/^spot: /),
        part: { positions: [{ symbol: 'SOL/USDT:USDT', quantity: '2' }] },
      });
    }));

  test('tells of margin calls also while the prices of coins are not told', () =>
    scene(async ({ venue, connect }) => {
      await venue.seed(bybitStage.seed);
      await venue.fault('GET /v5/market/tickers', { kind: 'status', status: 503, body: '' }, { times: 9 });
      const reading = await (await connect(bybit)).read();
      expect(reading.ok && reading.value).toMatchObject({ equity: expect.any(String), marginCall: null });
    }));

  test('sees every order of a list that has many pages', () =>
    scene(async ({ venue, connect }) => {
      const resting = {
        instrument: 'linear:BTCUSDT',
        side: 'buy',
        type: 'limit',
        quantity: '0.1',
        price: '1000',
      } as const;
      await venue.seed({ orders: Array.from({ length: 120 }, () => resting) });
      const reading = await (await connect(bybit)).read();
      expect(reading.ok && reading.value.orders.length).toBe(120);
    }));
});

describe.concurrent('an order at Bybit', () => {
  test('that the list of the latest has lost is found in the history', () =>
    scene(async ({ venue, connect }) => {
      await venue.seed({ balances: { ETH: '4' } });
      const broker = await connect(bybit);
      expect(await broker.close(close)).toMatchObject({ kind: 'accepted' });
      const empty = JSON.stringify({ retCode: 0, retMsg: 'OK', result: { list: [] }, time: 0 });
      await until(
        async () => (await venue.state()).fills,
        (fills) => fills.length === 1,
      );
      await venue.fault('GET /v5/order/realtime\\?.*orderLinkId', { kind: 'text', text: empty });
      const found = await broker.findOrder(close.clientOrderId, close.symbol);
      expect(found).toMatchObject({ ok: true, value: { status: 'filled', filledQuantity: '4' } });
    }));

  test.for([10_000, 10_016, 170_007, 170_146])('that met a failure within the venue (%s) may have landed', (retCode) =>
    scene(async ({ venue, connect }) => {
      await venue.seed({ balances: { ETH: '4' } });
      const broker = await connect(bybit);
      const body = { retCode, retMsg: 'Server error.', result: {}, time: 0 };
      await venue.fault('POST /v5/order/create', { kind: 'status', status: 200, body }, { landed: true });
      expect(await broker.close(close)).toMatchObject({ kind: 'unanswered' });
      expect(await broker.findOrder(close.clientOrderId, close.symbol)).toMatchObject({
        value: { symbol: 'ETH/USDT' },
      });
    }),
  );

  test('that was cancelled with a part left is not taken for filled', () =>
    scene(async ({ venue, connect }) => {
      const broker = await connect(bybit);
      const row = { orderId: '1', orderLinkId: 'x', symbol: 'ETHUSDT', side: 'Sell', orderType: 'Market', qty: '4' };
      const partly = {
        ...row,
        orderStatus: 'PartiallyFilledCanceled',
        cumExecQty: '1.5',
        leavesQty: '0',
        avgPrice: '3000',
      };
      const text = JSON.stringify({ retCode: 0, retMsg: 'OK', result: { list: [partly] }, time: 0 });
      await venue.fault('GET /v5/order/realtime\\?.*orderLinkId', { kind: 'text', text });
      const found = await broker.findOrder(close.clientOrderId, close.symbol);
      expect(found).toMatchObject({ ok: true, value: { status: 'cancelled', filledQuantity: '1.5' } });
    }));

  test('is one of no more than the venue takes in a second, however many are placed at once', () =>
    scene(async ({ venue, connect }) => {
      await venue.seed({ positions: [{ instrument: 'linear:SOLUSDT', quantity: '20' }] });
      const broker = await connect(bybit);
      await broker.read();
      const part = { symbol: 'SOL/USDT:USDT', side: 'sell', quantity: '0.1' } as const;
      const ids = Array.from({ length: 20 }, (_, nth) => `scram-test-${nth}`);
      const answers = await Promise.all(ids.map((clientOrderId) => broker.close({ ...part, clientOrderId })));
      expect(answers.filter(({ kind }) => kind === 'accepted')).toHaveLength(9);
      expect(answers.filter((each) => each.kind === 'refused' && each.because === 'rate_limited')).toHaveLength(11);
    }));

  test('too many visits cost a second', () =>
    scene(async ({ venue, connect }) => {
      await venue.seed({ balances: { ETH: '4' } });
      const broker = await connect(bybit);
      const body = { retCode: 10_006, retMsg: 'Too many visits!', result: {}, time: 0 };
      await venue.fault('POST /v5/order/create', { kind: 'status', status: 200, body });
      const answer = await broker.close(close);
      expect(answer).toMatchObject({ kind: 'refused', because: 'rate_limited' });
      expect(answer.kind === 'refused' && answer.retryAfterMs).toBeLessThanOrEqual(1_000);
    }));

  test('a ban of the address costs ten minutes', () =>
    scene(async ({ venue, connect }) => {
      await venue.seed({ balances: { ETH: '4' } });
      const broker = await connect(bybit);
      await venue.fault('POST /v5/order/create', { kind: 'status', status: 403, body: 'access too frequent' });
      const answer = await broker.close(close);
      expect(answer).toMatchObject({ kind: 'refused', because: 'rate_limited' });
      expect(answer.kind === 'refused' && answer.retryAfterMs).toBeGreaterThan(590_000);
    }));

  test('after a ban of the address nothing is sent, for whatever part of the account', () =>
    scene(async ({ venue, connect }) => {
      await venue.seed(bybitStage.seed);
      const broker = await connect(bybit);
      const reading = await broker.read();
      await venue.fault('POST /v5/order/create', { kind: 'status', status: 403, body: 'Access too frequent' });
      expect(await broker.close(close)).toMatchObject({ because: 'rate_limited' });
      const before = (await venue.state()).calls.length;
      const contract = { ...close, symbol: 'BTC/USDT:USDT', clientOrderId: 'scram-test-other' };
      expect(await broker.close(contract)).toMatchObject({ because: 'rate_limited' });
      expect(await broker.cancelAll()).toMatchObject({ because: 'rate_limited' });
      const [order] = reading.ok ? reading.value.orders : [];
      expect(order && (await broker.cancel(order))).toMatchObject({ because: 'rate_limited' });
      expect(await broker.read()).toMatchObject({ ok: false, retryAfterMs: expect.any(Number) });
      expect((await venue.state()).calls).toHaveLength(before);
    }));

  test('a ban of the address while the markets are loaded is not met again and again', () =>
    scene(async ({ venue, connect }) => {
      const ban = { kind: 'status', status: 403, body: 'access too frequent' } as const;
      await venue.fault('GET /v5/market/instruments-info', ban, { times: 99 });
      const broker = await connect(bybit);
      expect(await broker.read()).toMatchObject({ ok: false });
      const { calls } = await venue.state();
      expect(calls.filter((call) => /instruments-info.*category=spot/.test(call))).toHaveLength(1);
    }));
});

describe.concurrent('preflight at Bybit', () => {
  const statuses = async ({ connect }: CcxtScene) => {
    const findings = (await (await connect(bybit)).check?.()) ?? [];
    return Object.fromEntries(findings.map(({ about, status }) => [about, status]));
  };

  test('passes a key that can trade and not withdraw', () =>
    scene(async (account) => {
      expect(await statuses(account)).toMatchObject({ permissions: 'pass', 'spot clock': 'pass', venue: 'pass' });
    }));

  test('warns of a key that can withdraw', () =>
    scene(async (account) => expect(await statuses(account)).toMatchObject({ permissions: 'warn' }), {
      canWithdraw: true,
    }));

  test('fails one that may not trade, and a clock that is wrong', () =>
    scene(
      async (account) => expect(await statuses(account)).toMatchObject({ permissions: 'fail', 'spot clock': 'fail' }),
      { canTrade: false, clockOffsetMs: -3_000, receiveWindowMs: 60_000 },
    ));
});
