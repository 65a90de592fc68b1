import { describe, expect, test } from 'vitest';
import { type Alpaca, alpacaKeys, startAlpaca } from '../support/alpaca/alpaca.ts';
import { AlpacaEngine, isFlat } from '../support/alpaca/engine.ts';
import { alpacaBroker, alpacaSeed, crossingsAt } from '../support/brokers/alpaca-stage.ts';
import { until } from '../support/http.ts';

interface Scene {
  alpaca: Alpaca;
  /** Starts a whole engine on the account; it ends with the test. */
  begin(broker?: object, secrets?: Record<string, string>): Promise<AlpacaEngine>;
}

/** Each test has a venue of its own, so that they can wait side by side. */
async function scene(run: (scene: Scene) => Promise<void>): Promise<void> {
  const alpaca = await startAlpaca();
  const engines: AlpacaEngine[] = [];
  try {
    await run({
      alpaca,
      async begin(broker = {}, secrets = {}) {
        const engine = await AlpacaEngine.begin({ baseUrl: alpaca.url, ...broker }, secrets);
        engines.push(engine);
        return engine;
      },
    });
    expect(await crossingsAt(alpaca)).toBe(0);
    expect((await alpaca.state()).tooMany).toBe(0);
  } finally {
    for (const engine of engines) await engine.end();
    await alpaca.stop();
  }
}

describe.concurrent('a kill at Alpaca', () => {
  test('cancels every class of order, closes long, short, fractional and crypto, and is flat by the venue’s word', () =>
    scene(async ({ alpaca, begin }) => {
      await alpaca.seed(alpacaSeed);
      const main = await begin();
      await main.hasRead();
      const before = (await alpaca.state()).calls.length;
      await main.kill();
      await main.reaches(isFlat);
      const { positions, orders, calls } = await alpaca.state();
      expect({ positions, orders }).toEqual({ positions: {}, orders: [] });
      const commands = calls.slice(before).filter((call) => !call.startsWith('GET'));
      expect(commands[0]).toBe('DELETE /v2/orders');
      expect(commands.filter((call) => call.startsWith('POST /v2/orders')).length).toBeGreaterThanOrEqual(6);
    }));

  test('goes on when the first cancel is refused, a close is lost, and fills come in parts', () =>
    scene(async ({ alpaca, begin }) => {
      await alpaca.seed(alpacaSeed);
      await alpaca.change({ fillRatio: '0.4' });
      const main = await begin();
      await main.hasRead();
      await alpaca.fault('DELETE', '/v2/orders', {
        kind: 'status',
        status: 500,
        body: { message: 'failed to cancel' },
      });
      await alpaca.fault('POST', '/v2/orders', { kind: 'drop' }, { landed: true });
      await alpaca.fault('POST', '/v2/orders', { kind: 'drop' }, { landed: false });
      await alpaca.fault('POST', '/v2/orders', { kind: 'status', status: 504, body: '<html>' }, { landed: true });
      await main.kill();
      await main.reaches(isFlat);
      const { fills } = await alpaca.state();
      const ids = new Set(fills.map(({ clientOrderId }) => clientOrderId));
      expect(ids.size).toBe(6);
    }));

  test('finds the leg of a bracket that no list shows, by the refusal that names it', () =>
    scene(async ({ alpaca, begin }) => {
      await alpaca.seed({ positions: { NVDA: '10' }, brackets: ['NVDA'] });
      await alpaca.change({ heldLegsStay: true });
      const main = await begin();
      await main.hasRead();
      await main.kill();
      await main.reaches(isFlat);
      expect((await alpaca.state()).orders).toEqual([]);
    }));

  test('shows such a leg also while it can’t be looked at: what is not known to be over is not left out', () =>
    scene(async ({ alpaca }) => {
      await alpaca.seed({ positions: { NVDA: '10' }, brackets: ['NVDA'] });
      await alpaca.change({ heldLegsStay: true });
      const broker = alpacaBroker(alpaca);
      await broker.read();
      await broker.cancelAll();
      const close = { symbol: 'NVDA', side: 'sell', quantity: '10', clientOrderId: 'scram-test-1' } as const;
      const named = async () => {
        const reading = await broker.read();
        return reading.ok ? reading.value.orders.map(({ id }) => id) : [];
      };
      await until(named, (ids) => ids.length === 0);
      expect(await broker.close(close)).toMatchObject({ kind: 'refused', because: 'held' });
      await alpaca.fault('GET', '/v2/orders/', { kind: 'status', status: 500, body: {} });
      const [unseen] = await named();
      expect(unseen).toBe((await alpaca.state()).orders[0]?.id);
      expect(await named()).toEqual([unseen]);
      await alpaca.fault('GET', '/v2/orders/', { kind: 'status', status: 500, body: {} });
      expect(await named()).toEqual([unseen]);
      await broker.dispose();
    }));

  test(
    'what the venue keeps until the market opens is pending, in its words, placed once, and closed at the open',
    () =>
      scene(async ({ alpaca, begin }) => {
        await alpaca.seed({ positions: { AAPL: '10', 'BTC/USD': '0.25' } });
        await alpaca.change({ marketOpen: false });
        const main = await begin();
        await main.hasRead();
        await main.kill();
        const { brokers } = await main.reaches(({ state }) => state === 'killed', 90_000);
        const residuals = brokers[0]?.flatten?.residuals ?? [];
        expect(residuals.map(({ symbol, outcome }) => `${symbol} ${outcome}`)).toEqual([
          'AAPL pending_open',
          'AAPL pending_open',
        ]);
        expect(residuals[0]?.words).toContain('accepted: the market is closed until 20');
        await new Promise((resolve) => setTimeout(resolve, 1_500));
        const { calls, positions } = await alpaca.state();
        expect(positions).toEqual({ AAPL: '10' });
        expect(calls.filter((call) => call === 'POST /v2/orders')).toHaveLength(2);
        await alpaca.change({ marketOpen: true });
        await main.reaches(isFlat);
      }),
    40_000,
  );

  test('what is too small for an order is liquidated by the venue itself', () =>
    scene(async ({ alpaca, begin }) => {
      await alpaca.seed({ positions: { 'ETH/USD': '0.0001', AAPL: '0.001' } });
      const main = await begin();
      await main.hasRead();
      await main.kill();
      await main.reaches(isFlat);
      expect((await alpaca.state()).calls).toContain('DELETE /v2/positions/ETHUSD');
    }));

  test('an account that can’t be read at the time is killed without its money', () =>
    scene(async ({ alpaca, begin }) => {
      await alpaca.seed(alpacaSeed);
      const main = await begin();
      await main.hasRead();
      const failed = { kind: 'status', status: 500, body: { message: 'internal server error' } } as const;
      await alpaca.fault('GET', '/v2/account', failed, { times: 100 });
      await main.kill();
      await main.reaches(isFlat);
    }));
});

describe.concurrent('keys', () => {
  test('that are wrong are said, without a character of them, and nothing is called flat', () =>
    scene(async ({ begin }) => {
      const engine = await begin({}, { 'alpaca-secret': 'quite-another-secret' });
      expect(await engine.trouble()).toBe('the key is not accepted (401: request is not authorized)');
      const { checks } = await engine.engine.preflight();
      expect(checks).toContainEqual(
        expect.objectContaining({
          id: 'broker:main:permissions',
          status: 'fail',
          sentence: expect.stringContaining("main: Its keys can't be used"),
        }),
      );
      await engine.kill();
      const { brokers } = await engine.reaches(({ state }) => state === 'killed');
      expect(brokers[0]?.flatten?.residuals).toMatchObject([{ symbol: '*', outcome: 'unknown' }]);
      const everything = JSON.stringify([
        engine.engine.state(),
        checks,
        await engine.engine.journal.page({ limit: 100 }),
      ]);
      expect(everything).not.toContain('quite-another-secret');
      expect(everything).not.toContain(alpacaKeys.keyId);
    }));

  test.each([
    [{ 'alpaca-secret': '' }, /^its secretKey is missing: put it into the keychain/],
    [{ 'alpaca-key': 'PK\u00e9' }, /^its keyId in the keychain .* has characters that no key has$/],
  ])('that are missing or no keys at all are named with their place', (secrets, words) =>
    scene(async ({ alpaca, begin }) => {
      const engine = await begin({}, secrets);
      expect(await engine.trouble()).toMatch(words);
      expect((await alpaca.state()).calls).toEqual([]);
    }),
  );
});

describe.concurrent('preflight', () => {
  const statuses = async (main: AlpacaEngine) => {
    const { checks } = await main.engine.preflight();
    const ours = checks.filter(({ id }) => id.startsWith('broker:main:'));
    return Object.fromEntries(ours.map(({ id, status }) => [id.replace('broker:main:', ''), status]));
  };

  test('passes a paper account that may trade, in market hours, by the right clock', () =>
    scene(async ({ begin }) => {
      const main = await begin();
      expect(await statuses(main)).toEqual({ money: 'pass', permissions: 'pass', clock: 'pass', market: 'pass' });
    }));

  test('says that a live account is configured as paper, may not trade, has another time and is closed', () =>
    scene(async ({ alpaca, begin }) => {
      const main = await begin();
      await alpaca.change({
        accountNumber: '123456789',
        tradingBlocked: true,
        clockOffsetMs: -60_000,
        marketOpen: false,
      });
      expect(await statuses(main)).toEqual({ money: 'fail', permissions: 'fail', clock: 'warn', market: 'warn' });
      const live = await begin({ paper: false });
      expect(live.engine.state().paper).toBe(false);
      expect((await statuses(live)).money).toBe('warn');
      await alpaca.change({ accountNumber: 'PA123' });
      expect((await statuses(live)).money).toBe('fail');
    }));

  test('a block and a margin call are read from the account', () =>
    scene(async ({ alpaca }) => {
      await alpaca.change({ tradingBlocked: true, maintenanceMargin: '100001' });
      const broker = alpacaBroker(alpaca);
      const reading = await broker.read();
      await broker.dispose();
      expect(reading).toMatchObject({
        ok: true,
        value: { blocked: expect.stringContaining('trading_blocked'), marginCall: expect.stringContaining('100001') },
      });
    }));
});
