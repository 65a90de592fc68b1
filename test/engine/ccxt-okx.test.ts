import { describe, expect, test } from 'vitest';
import { isFlat } from '../support/brokers/broker-engine.ts';
import { okxHedgeStage, okxStage } from '../support/brokers/ccxt-okx-stage.ts';
import { DeskScene } from '../support/brokers/desk-scene.ts';
import { type Settings, type VenueState, wellBehaved } from '../support/ccxt/core/types.ts';
import { type CcxtScene, ccxtScene } from '../support/ccxt/scene.ts';
import { until } from '../support/http.ts';

const scene = (run: (scene: CcxtScene) => Promise<void>, settings: Partial<Settings> = {}) =>
  ccxtScene('okx', settings, run);
const okx = { exchange: 'okx' };

/** A kill until the account is flat by our word; what is there then by the venue's. */
async function killed({ venue, connect }: CcxtScene): Promise<VenueState> {
  const desk = new DeskScene(await connect(okx));
  await desk.hasRead();
  desk.kill();
  await desk.isFlat();
  await desk.end();
  return venue.state();
}

const close = { symbol: 'ETH/USDT', side: 'sell', quantity: '4', clientOrderId: 'scram-test-close' } as const;

describe.concurrent('a kill at OKX', () => {
  test(
    'cancels plain and algo orders by their own calls, closes what is margined together and apart, and is flat by the venue’s word',
    () =>
      scene(async (account) => {
        await account.venue.seed(okxStage.seed);
        const { orders, positions, balances, calls } = await killed(account);
        expect({ orders, positions }).toEqual({ orders: [], positions: [] });
        expect([Number(balances.BTC), Number(balances.ETH)]).toEqual([0, 0]);
        expect(calls).toContainEqual(expect.stringContaining('POST /api/v5/trade/cancel-batch-orders'));
        expect(calls).toContainEqual(expect.stringContaining('POST /api/v5/trade/cancel-algos'));
        const isolated = calls.filter((call) => /^POST .*trade\/order\?.*SOL-USDT-SWAP/.test(call));
        expect(isolated).toEqual([expect.stringContaining('tdMode=isolated')]);
      }),
    60_000,
  );

  test(
    'closes both legs of a hedge',
    () =>
      scene(
        async (account) => {
          await account.venue.seed(okxHedgeStage.seed);
          const { orders, positions } = await killed(account);
          expect({ orders, positions }).toEqual({ orders: [], positions: [] });
        },
        { hedge: true },
      ),
    60_000,
  );

  test('sees every order of a list that has many pages, and cancels twenty at a time', () =>
    scene(async ({ venue, connect }) => {
      const resting = {
        instrument: 'BTC-USDT-SWAP',
        side: 'buy',
        type: 'limit',
        quantity: '1',
        price: '1000',
      } as const;
      await venue.seed({ orders: Array.from({ length: 120 }, () => resting) });
      const broker = await connect(okx);
      const reading = await broker.read();
      expect(reading.ok && reading.value.orders.length).toBe(120);
      expect(await broker.cancelAll()).toMatchObject({ kind: 'accepted' });
      const { calls } = await venue.state();
      expect(calls.filter((call) => call.startsWith('POST /api/v5/trade/cancel-batch-orders'))).toHaveLength(6);
      await until(
        async () => (await venue.state()).orders,
        (orders) => orders.length === 0,
        10_000,
      );
    }));
});

test('an engine is configured with the passphrase, and kills', () =>
  scene(async ({ venue, begin }) => {
    await venue.seed({ balances: { ETH: '4' }, positions: [{ instrument: 'ETH-USDT-SWAP', quantity: '-30' }] });
    const secrets = { 'okx-passphrase': wellBehaved.password };
    const main = await begin({ exchange: 'okx', password: { secret: 'okx-passphrase' } }, secrets);
    await main.hasRead();
    await main.kill();
    await main.reaches(isFlat);
    const { positions, balances } = await venue.state();
    expect({ positions, eth: Number(balances.ETH) }).toEqual({ positions: [], eth: 0 });
  }));

describe.concurrent('an order at OKX', () => {
  test.for(['51054', '51149'])('that was timed out within the venue (%s) may have landed', (sCode) =>
    scene(async ({ venue, connect }) => {
      await venue.seed({ balances: { ETH: '4' } });
      const broker = await connect(okx);
      const body = { code: '1', msg: '', data: [{ sCode, sMsg: 'Request timed out.' }] };
      await venue.fault('POST /api/v5/trade/order', { kind: 'status', status: 500, body }, { landed: true });
      expect(await broker.close(close)).toMatchObject({ kind: 'unanswered' });
      expect(await broker.findOrder(close.clientOrderId, close.symbol)).toMatchObject({
        value: { symbol: 'ETH/USDT' },
      });
    }),
  );

  test('in coins is placed `cross` in an account whose margin goes across currencies', () =>
    scene(async ({ venue, connect }) => {
      const text = JSON.stringify({ code: '0', msg: '', data: [{ acctLv: '3', posMode: 'net_mode', perm: 'trade' }] });
      await venue.fault('GET /api/v5/account/config', { kind: 'text', text });
      await (await connect(okx)).close(close);
      const { calls } = await venue.state();
      expect(calls).toContainEqual(expect.stringMatching(/POST .*trade\/order\?.*tdMode=cross/));
    }));

  test('too many requests cost two seconds', () =>
    scene(async ({ venue, connect }) => {
      await venue.seed({ balances: { ETH: '4' } });
      const broker = await connect(okx);
      const body = { code: '50011', msg: 'Too Many Requests', data: [] };
      await venue.fault('POST /api/v5/trade/order', { kind: 'status', status: 429, body });
      const answer = await broker.close(close);
      expect(answer).toMatchObject({ kind: 'refused', because: 'rate_limited' });
      expect(answer.kind === 'refused' && answer.retryAfterMs).toBeLessThanOrEqual(2_000);
    }));
});

test('a position in spot margin is shown under a name of its own, and its close is refused in words', () =>
  scene(async ({ venue, connect }) => {
    const broker = await connect(okx);
    const row = { instType: 'MARGIN', instId: 'BTC-USDT', mgnMode: 'cross', posSide: 'net', pos: '0.2', posCcy: 'BTC' };
    const text = JSON.stringify({ code: '0', msg: '', data: [row] });
    await venue.fault('GET /api/v5/account/positions', { kind: 'text', text });
    const reading = await broker.read();
    expect(reading.ok && reading.value.positions).toMatchObject([{ symbol: 'BTC-USDT margin', quantity: '0.2' }]);
    const command = { symbol: 'BTC-USDT margin', side: 'sell', quantity: '0.2', clientOrderId: 'scram-test' } as const;
    expect(await broker.close(command)).toMatchObject({ kind: 'refused', words: expect.stringContaining('no market') });
    expect((await venue.state()).calls.filter((call) => call.startsWith('POST'))).toEqual([]);
  }));

describe.concurrent('preflight at OKX', () => {
  const statuses = async ({ connect }: CcxtScene) => {
    const findings = (await (await connect(okx)).check?.()) ?? [];
    return Object.fromEntries(findings.map(({ about, status }) => [about, status]));
  };

  test('passes a key that can trade and not withdraw', () =>
    scene(async (account) => {
      const passed = { permissions: 'pass', 'spot clock': 'pass', 'swap position mode': 'pass', venue: 'pass' };
      expect(await statuses(account)).toMatchObject(passed);
    }));

  test('warns of a key that can withdraw', () =>
    scene(async (account) => expect(await statuses(account)).toMatchObject({ permissions: 'warn' }), {
      canWithdraw: true,
    }));

  test('fails one that may not trade', () =>
    scene(async (account) => expect(await statuses(account)).toMatchObject({ permissions: 'fail' }), {
      canTrade: false,
    }));

  test('a wrong passphrase is said without a character of it', () =>
    scene(async ({ connect }) => {
      const reading = await (await connect({ ...okx, keys: { ...wellBehaved, password: 'wrong-one' } })).read();
      expect(reading).toMatchObject({ ok: false, words: expect.stringContaining('key is not accepted') });
      expect(JSON.stringify(reading)).not.toContain('wrong-one');
    }));
});
