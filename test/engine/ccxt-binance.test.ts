import { describe, expect, test } from 'vitest';
import { startSourceEngine } from '../support/alpaca/engine-process.ts';
import { isFlat } from '../support/brokers/broker-engine.ts';
import { binanceHedgeStage, binanceStage } from '../support/brokers/ccxt-binance-stage.ts';
import type { Seed } from '../support/ccxt/core/types.ts';
import { ccxtFolder, ccxtScene } from '../support/ccxt/scene.ts';
import type { ServedVenue } from '../support/ccxt/venue.ts';
import { call, callJson, until } from '../support/http.ts';

const perpetual = (symbol: string) => `${symbol}#perpetual`;

/** What the venue's own record shows: nothing open but money. */
async function expectFlat(venue: ServedVenue, left: Record<string, string> = {}): Promise<void> {
  const { balances, positions, orders } = await venue.state();
  const coins = Object.entries(balances).filter(([coin, amount]) => coin !== 'USDT' && Number(amount) !== 0);
  expect({ coins: Object.fromEntries(coins), positions, orders }).toEqual({ coins: left, positions: [], orders: [] });
}

describe.concurrent('a kill at Binance', () => {
  test('empties wallet and futures, and cancels what neither the list of open orders nor its bulk call covers', () =>
    ccxtScene('binance', {}, async ({ venue, begin }) => {
      await venue.seed(binanceStage.seed);
      const main = await begin({ exchange: 'binance' });
      await main.hasRead();
      const before = (await venue.state()).calls.length;
      await main.kill();
      await main.reaches(isFlat);
      await expectFlat(venue);
      const calls = (await venue.state()).calls.slice(before);
      expect(calls).toContain('DELETE /fapi/v1/algoOpenOrders?symbol=XRPUSDT');
      expect(calls.filter((each) => each.startsWith('DELETE /api/v3/openOrders')).toSorted()).toEqual([
        'DELETE /api/v3/openOrders?symbol=BNBUSDT',
        'DELETE /api/v3/openOrders?symbol=BTCUSDT',
        'DELETE /api/v3/openOrders?symbol=ETHUSDT',
      ]);
    }));

  test('cancels a take-profit that only reduces before it closes, where the two together are refused (−4118)', () =>
    ccxtScene('binance', {}, async ({ venue, begin }) => {
      const take: Seed['orders'] = [
        {
          instrument: perpetual('BTCUSDT'),
          side: 'sell',
          type: 'take_profit',
          quantity: '0.5',
          trigger: '70000',
          reduceOnly: true,
        },
      ];
      await venue.seed({ positions: [{ instrument: perpetual('BTCUSDT'), quantity: '0.5' }], orders: take });
      const main = await begin({ exchange: 'binanceusdm' });
      await main.hasRead();
      await main.kill();
      await main.reaches(isFlat);
      await expectFlat(venue);
    }));

  test('closes both legs of a hedge, by the leg and without reduce-only', () =>
    ccxtScene('binance', { hedge: true }, async ({ venue, begin }) => {
      await venue.seed(binanceHedgeStage.seed);
      const main = await begin({ exchange: 'binanceusdm' });
      await main.hasRead();
      await main.kill();
      await main.reaches(isFlat);
      await expectFlat(venue);
      const { calls } = await venue.state();
      const placed = calls.filter((each) => each.startsWith('POST'));
      expect(placed.some((each) => each.includes('positionSide=SHORT'))).toBe(true);
      expect(placed.filter((each) => each.includes('reduceOnly'))).toEqual([]);
    }));

  test('looks up what was never answered, and sells it once', () =>
    ccxtScene('binance', { fillRatio: '0.5' }, async ({ venue, begin }) => {
      await venue.seed({ ...binanceStage.seed, orders: [] });
      const main = await begin({ exchange: 'binance' });
      await main.hasRead();
      await venue.fault('POST /api/v3/order', { kind: 'drop' }, { landed: true });
      await venue.fault('POST /api/v3/order', { kind: 'drop' }, { landed: false });
      await venue.fault('POST /fapi/v1/order', { kind: 'status', status: 503, body: unknownStatus }, { landed: true });
      await main.kill();
      await main.reaches(isFlat);
      await expectFlat(venue);
      const { fills } = await venue.state();
      expect(new Set(fills.map(({ clientId }) => clientId)).size).toBe(4);
    }));

  test('re-prices inside the band when market orders and prices beyond it are refused', () =>
    ccxtScene('binance', { noMarketOrders: [perpetual('XRPUSDT')], priceBand: '0.004' }, async ({ venue, begin }) => {
      await venue.seed({ positions: [{ instrument: perpetual('XRPUSDT'), quantity: '-2000' }] });
      const main = await begin({ exchange: 'binanceusdm' });
      await main.hasRead();
      await main.kill();
      await main.reaches(isFlat);
      await expectFlat(venue);
      const { calls } = await venue.state();
      const prices = calls.flatMap((each) => /type=LIMIT.*price=([\d.]+)/.exec(each)?.[1] ?? []);
      // The first is refused with the bound of the band, which the second is.
      expect(prices.map(Number)).toEqual([0.505, 0.502]);
    }));

  test.each([
    ['futures', '/fapi/'],
    ['spot', '/api/v3/'],
  ])('an outage of %s keeps no other part open, and nothing is called flat by that', (_down, path) =>
    ccxtScene('binance', {}, async ({ venue, begin }) => {
      await venue.seed(binanceStage.seed);
      const main = await begin({ exchange: 'binance' });
      await main.hasRead();
      await venue.fault(path, { kind: 'status', status: 503, body: '' }, { times: 100_000 });
      await main.kill();
      const isEmpty = async () => {
        const { balances, positions } = await venue.state();
        const coins = Object.entries(balances).filter(([coin, amount]) => coin !== 'USDT' && Number(amount) !== 0);
        return path === '/fapi/' ? coins.length === 0 : positions.length === 0;
      };
      expect(await until(isEmpty, (done) => done, 15_000)).toBe(true);
      const [broker] = main.engine.state().brokers;
      expect(broker).toMatchObject({ trouble: expect.stringMatching(/^(swap|spot): /), flatten: { flat: false } });
      await venue.calm();
      await main.reaches(isFlat);
      await expectFlat(venue);
    }),
  );

  test('closes in parts what is too large for one order, and by limits what has become too large since', () =>
    ccxtScene('binance', { maxQuantity: { XRPUSDT: '800', SOLUSDT: '50' } }, async ({ venue, begin }) => {
      await venue.seed({ balances: { XRP: '2000', SOL: '40' } });
      const main = await begin({ exchange: 'binance', markets: ['spot'] });
      await main.hasRead();
      await venue.change({ maxQuantity: { XRPUSDT: '800', SOLUSDT: '10' } });
      await main.kill();
      await main.reaches(isFlat);
      await expectFlat(venue);
      const posts = (await venue.state()).calls.filter((each) => each.startsWith('POST'));
      const sold = posts.flatMap((each) => /symbol=XRP.*quantity=([\d.]+)/.exec(each)?.[1] ?? []);
      expect(sold.map(Number)).toEqual([800, 800, 400]);
      const types = posts.flatMap((each) => /symbol=SOL.*&type=([A-Z]+)/.exec(each)?.[1] ?? []);
      expect(types).toEqual(['MARKET', 'LIMIT']);
    }));

  test('keeps what is to be kept, leaves money alone, and names what can’t be sold', () =>
    ccxtScene('binance', { minQuantity: { SOLUSDT: '1' } }, async ({ venue, begin }) => {
      await venue.seed({ balances: { USDT: '100', BTC: '0.5', SOL: '0.25', LDETH: '3', NOMARKET: '7' } });
      const main = await begin({ exchange: 'binance', keep: { BTC: '0.2' } });
      await main.hasRead();
      await main.kill();
      const { brokers, flat } = await main.reaches(({ state }) => state === 'killed');
      const residuals = brokers[0]?.flatten?.residuals ?? [];
      expect(flat).toBe(false);
      expect(residuals.map(({ symbol, quantity, outcome }) => `${symbol} ${quantity} ${outcome}`).toSorted()).toEqual([
        'NOMARKET 7 failed',
        'SOL/USDT 0.25 dust',
      ]);
      expect(residuals.find(({ symbol }) => symbol === 'NOMARKET')?.words).toContain('has no market');
      await expectFlat(venue, { BTC: '0.2', SOL: '0.25', LDETH: '3', NOMARKET: '7' });
    }));
});

const buyLow = { instrument: 'BNBUSDT', side: 'buy', type: 'limit', quantity: '5', price: '1' } as const;
const unknownStatus = { code: -1007, msg: 'Timeout waiting for response from backend server. Send status unknown.' };

test.each([10, 150])('an engine that dies %i ms into a kill ends it when it is started again', (strikeMs) =>
  ccxtScene('binance', { fillRatio: '0.5' }, async ({ venue }) => {
    await venue.seed(binanceStage.seed);
    const dataDir = ccxtFolder(venue, { exchange: 'binance' });
    const first = await startSourceEngine(dataDir);
    const { devicePort: port, botToken: token } = first;
    await until(async () => (await venue.state()).calls.some((each) => each.includes('positionRisk')), Boolean, 45_000);
    const press = { port, method: 'POST', path: '/kill', token, body: { reason: 'by hand' } };
    const pressed = call(press).catch(() => null);
    await until(async () => (await venue.state()).calls.some((each) => each.startsWith('DELETE')), Boolean, 45_000);
    await new Promise((resolve) => setTimeout(resolve, strikeMs));
    await first.kill();
    await pressed;
    const second = await startSourceEngine(dataDir);
    try {
      const at = { port: second.devicePort, path: '/status' };
      const status = async () => (await callJson<{ state: string; flat: boolean | null }>(at)).json;
      await until(status, ({ state, flat }) => state === 'killed' && flat === true, 90_000);
      await expectFlat(venue);
    } finally {
      await second.kill();
    }
  }),
);

test('an exchange without a table is sold in the generic way, and called untested', () =>
  ccxtScene('binance', {}, async ({ venue, begin }) => {
    await venue.seed({
      balances: { USDT: '5', ETH: '4', SOL: '2.075' },
      orders: [{ ...buyLow, instrument: 'ETHUSDT' }],
    });
    const main = await begin({ exchange: 'binanceus' });
    await main.hasRead();
    const { checks } = await main.engine.preflight();
    expect(checks.find(({ id }) => id === 'broker:main:venue')).toMatchObject({
      status: 'warn',
      sentence: expect.stringContaining('untested'),
    });
    await venue.fault('POST /api/v3/order', { kind: 'drop' }, { landed: true });
    await main.kill();
    await main.reaches(isFlat);
    await expectFlat(venue);
  }));

describe.concurrent('keys and settings', () => {
  test('a wrong secret is said, and neither it nor a signature is in anything that is shown or kept', () =>
    ccxtScene('binance', {}, async ({ begin }) => {
      const main = await begin({ exchange: 'binance' }, { 'ccxt-secret': 'quite-another-secret' });
      expect(await main.trouble()).toContain('Signature for this request is not valid');
      await main.kill();
      const { brokers } = await main.reaches(({ state }) => state === 'killed');
      expect(brokers[0]?.flatten?.residuals).toMatchObject([{ symbol: '*', outcome: 'unknown' }]);
      const { checks } = await main.engine.preflight();
      const rows = await main.engine.journal.page({ limit: 100 });
      const everything = JSON.stringify([main.engine.state(), checks, rows]);
      expect(everything).not.toMatch(/quite-another-secret|test-key-of-nobody|signature=[0-9a-f]/);
    }));

  test.each([
    [{ exchange: 'binanze' }, /ccxt has no exchange "binanze"/],
    [{ exchange: 'binance', markets: ['spot', 'futures'] }, /"markets" names futures; here there are: spot, swap/],
    [
      { exchange: 'binance', urls: { 'https://api.binance.org': 'http://127.0.0.1:9' } },
      /"urls" names https:\/\/api.binance.org/,
    ],
  ])('%j is said', (config, words) =>
    ccxtScene('binance', {}, async ({ venue, begin }) => {
      expect(await (await begin(config)).trouble()).toMatch(words);
      expect((await venue.state()).calls).toEqual([]);
    }),
  );

  test('preflight warns of a key that can withdraw, and of a clock that the venue would refuse', () =>
    ccxtScene('binance', { canWithdraw: true, hedge: true }, async ({ venue, begin }) => {
      const main = await begin({ exchange: 'binance' });
      await main.hasRead();
      await venue.change({ clockOffsetMs: -5_000 });
      const { checks } = await main.engine.preflight();
      const ours = checks.filter(({ id }) => id.startsWith('broker:main:'));
      const told = Object.fromEntries(ours.map(({ id, status }) => [id.replace('broker:main:', ''), status]));
      expect(told).toMatchObject({ venue: 'pass', money: 'warn', 'spot clock': 'fail', 'swap clock': 'fail' });
      await venue.change({ clockOffsetMs: 0 });
      const again = (await main.engine.preflight()).checks;
      const sentence = (about: string) => again.find(({ id }) => id === `broker:main:${about}`)?.sentence;
      expect(sentence('permissions')).toContain('can withdraw');
      expect(sentence('swap position mode')).toContain('hedge');
    }));
});
