import { describe, expect, test } from 'vitest';
import { systemClock } from '../../src/engine/clock.ts';
import { binanceFuturesStage, binanceStage } from '../support/brokers/ccxt-binance-stage.ts';
import { ccxtScene } from '../support/ccxt/scene.ts';
import { call, until } from '../support/http.ts';

const perpetual = (symbol: string) => `${symbol}#perpetual`;
const buyLow = { instrument: 'BNBUSDT', side: 'buy', type: 'limit', quantity: '5', price: '1' } as const;

describe.concurrent('the adapter on Binance', () => {
  test('takes a client id for an order once, although the venue takes it again', () =>
    ccxtScene('binance', {}, async ({ venue, connect }) => {
      await venue.seed({ balances: { ETH: '4' } });
      const broker = await connect({ exchange: 'binance', keep: { ETH: '2' } });
      await broker.read();
      const half = { symbol: 'ETH/USDT', side: 'sell', quantity: '2', clientOrderId: 'scram-k-1' } as const;
      expect(await broker.close(half)).toMatchObject({ kind: 'accepted' });
      await until(
        () => venue.state(),
        ({ fills }) => fills.length === 1,
      );
      expect(await broker.close(half)).toMatchObject({ kind: 'refused', because: 'duplicate' });
      expect((await venue.state()).balances.ETH).toBe('2');
    }));

  test('rounds what it sells down, and never up', () =>
    ccxtScene('binance', {}, async ({ venue, connect }) => {
      await venue.seed({ balances: { SOL: '2.0759' } });
      const broker = await connect({ exchange: 'binance' });
      await broker.read();
      const command = { symbol: 'SOL/USDT', side: 'sell', quantity: '2.0759', clientOrderId: 'scram-k-1' } as const;
      expect(await broker.close(command)).toMatchObject({ kind: 'accepted' });
      expect((await venue.state()).calls.find((each) => each.startsWith('POST'))).toMatch(/quantity=2\.075(&|$)/);
    }));

  test('obeys Retry-After: until then nothing is sent', () =>
    ccxtScene('binance', {}, async ({ venue, connect }) => {
      await venue.seed(binanceFuturesStage.seed);
      const broker = await connect({ exchange: 'binanceusdm' });
      await broker.read();
      await venue.fault('GET /fapi/v1/openOrders', { kind: 'rate limit' });
      expect(await broker.read()).toMatchObject({ ok: false, retryAfterMs: expect.any(Number) });
      const before = (await venue.state()).calls.length;
      const command = { symbol: 'SOL/USDT:USDT', side: 'sell', quantity: '1', clientOrderId: 'scram-k-1' } as const;
      expect(await broker.close(command)).toMatchObject({ because: 'rate_limited', retryAfterMs: expect.any(Number) });
      expect(await broker.cancelAll()).toMatchObject({ because: 'rate_limited' });
      expect((await venue.state()).calls).toHaveLength(before);
    }));

  test('believes the venue’s count: what others have spent is not spent again, but for a cancel', () =>
    ccxtScene('binance', {}, async ({ venue, connect }) => {
      await venue.seed({ balances: { ETH: '4' }, orders: [buyLow] });
      const broker = await connect({ exchange: 'binance', markets: ['spot'] });
      const port = Number(new URL(venue.url).port);
      await Promise.all(Array.from({ length: 71 }, () => call({ port, path: '/api/v3/openOrders' })));
      const reading = await broker.read();
      const before = (await venue.state()).calls.length;
      const command = { symbol: 'ETH/USDT', side: 'sell', quantity: '4', clientOrderId: 'scram-k-1' } as const;
      expect(await broker.close(command)).toMatchObject({ kind: 'refused', because: 'rate_limited' });
      expect((await venue.state()).calls).toHaveLength(before);
      const [order] = reading.ok ? reading.value.orders : [];
      if (!order) throw new Error('no order');
      expect(await broker.cancel(order)).toMatchObject({ kind: 'accepted' });
    }));

  test('reads at once when a kill begins, also where a reading before it waits for what is held back for kills', () =>
    ccxtScene('binance', {}, async ({ venue, connect }) => {
      const broker = await connect({ exchange: 'binanceusdm' });
      const port = Number(new URL(venue.url).port);
      await Promise.all(Array.from({ length: 43 }, () => call({ port, path: '/fapi/v1/openOrders' })));
      expect(await broker.read()).toMatchObject({ ok: true });
      const startedMs = systemClock.monotonicMs();
      const waiting = broker.read();
      await new Promise((resolve) => setTimeout(resolve, 100));
      broker.noteKill?.();
      expect(await waiting).toMatchObject({ ok: true });
      expect(systemClock.monotonicMs() - startedMs).toBeLessThan(3_000);
    }));

  test('in a kill one part that has been refused for too many requests keeps no other from being read', () =>
    ccxtScene('binance', {}, async ({ venue, connect }) => {
      await venue.seed(binanceStage.seed);
      const broker = await connect({ exchange: 'binance' });
      expect(await broker.read()).toMatchObject({ ok: true });
      broker.noteKill?.();
      const body = { code: -1003, msg: 'Too many requests.' };
      await venue.fault('GET /api/v3/openOrders', { kind: 'status', status: 400, body });
      expect(await broker.read()).toMatchObject({ ok: false, words: expect.stringMatching(/^spot: /) });
      const startedMs = systemClock.monotonicMs();
      const before = (await venue.state()).calls.length;
      const reading = await broker.read();
      expect(systemClock.monotonicMs() - startedMs).toBeLessThan(3_000);
      const part = { positions: expect.arrayContaining([expect.objectContaining({ symbol: 'XRP/USDT:USDT' })]) };
      expect(reading).toMatchObject({ ok: false, words: expect.stringMatching(/^spot: /), part });
      expect((await venue.state()).calls.slice(before).filter((each) => each.includes('/api/v3/'))).toEqual([]);
    }));

  test.each([
    ['GET /api/v3/openOrders', '{}'],
    ['GET /fapi/v1/openAlgoOrders', '{"code":200}'],
    ['GET /fapi/v3/positionRisk', ''],
    ['GET /api/v3/account', '[]'],
  ])('takes no answer to %s for an empty account that has another shape: %s', (match, text) =>
    ccxtScene('binance', {}, async ({ venue, connect }) => {
      await venue.seed(binanceStage.seed);
      const broker = await connect({ exchange: 'binance' });
      await venue.fault(match, { kind: 'text', text });
      expect(await broker.read()).toMatchObject({ ok: false, words: expect.stringContaining("can't be understood") });
      expect(await broker.read()).toMatchObject({ ok: true });
    }),
  );

  test('shows an error from the edge of a venue without what was signed', () =>
    ccxtScene('binance', {}, async ({ venue, connect }) => {
      const broker = await connect({ exchange: 'binance' });
      await venue.fault('GET /api/v3/account', { kind: 'status', status: 404, body: 'no such page' });
      const reading = await broker.read();
      const words = reading.ok ? '' : reading.words;
      expect(words).toContain('/api/v3/account');
      expect(words).not.toMatch(/signature|timestamp|test-key-of-nobody/);
    }));

  test('loads the markets again when it meets an instrument that is not among them', () =>
    ccxtScene('binance', { unlisted: [perpetual('SOLUSDT')] }, async ({ venue, connect }) => {
      await venue.seed({ positions: [{ instrument: perpetual('SOLUSDT'), quantity: '2' }] });
      let laterMs = 0;
      const clock = { ...systemClock, monotonicMs: () => systemClock.monotonicMs() + laterMs };
      const broker = await connect({ exchange: 'binanceusdm', clock });
      const symbols = async () => {
        const reading = await broker.read();
        return reading.ok ? reading.value.positions.map(({ symbol }) => symbol) : [];
      };
      expect(await symbols()).toEqual(['SOLUSDT']);
      const close = { symbol: 'SOLUSDT', side: 'sell', quantity: '2', clientOrderId: 'scram-k-1' } as const;
      expect(await broker.close(close)).toMatchObject({ words: expect.stringContaining('has no market') });
      await venue.change({ unlisted: [] });
      laterMs = 120_000;
      expect(await until(symbols, ([symbol]) => symbol !== 'SOLUSDT', 10_000)).toEqual(['SOL/USDT:USDT']);
    }));

  test('has a sandbox for both of its parts, which is called paper', () =>
    ccxtScene('binance', {}, async ({ venue, connect }) => {
      await venue.seed(binanceStage.seed);
      const broker = await connect({ exchange: 'binance', sandbox: true });
      expect(broker.paper).toBe(true);
      expect(await broker.read()).toMatchObject({ ok: true });
      const findings = (await broker.check?.()) ?? [];
      expect(findings.map(({ about, status }) => `${about} ${status}`)).toContain('money pass');
      expect(findings.filter(({ status }) => status !== 'pass')).toEqual([]);
    }));

  test('knows a margin call', () =>
    ccxtScene('binance', { maintenanceMargin: '100001' }, async ({ connect }) => {
      const broker = await connect({ exchange: 'binanceusdm' });
      expect(await broker.read()).toMatchObject({
        value: { marginCall: expect.stringContaining('maintenance margin') },
      });
    }));
});
