import { describe, expect, test } from 'vitest';
import { systemClock } from '../../src/engine/clock.ts';
import { faceOf } from '../support/ccxt/faces/registry.ts';
import { ccxtScene } from '../support/ccxt/scene.ts';

/** The venue counts nothing; to the adapter minutes pass between two readings, so that none has to wait for its turn. */
const betweenReadingsMs = 300_000;
const unlimited = (face: string) => Object.fromEntries(Object.keys(faceOf(face).limits).map((name) => [name, 1e6]));

/** What proxies, edges and maintenance say, and ccxt does not know as an error. */
const strange = [
  [302, ''],
  [302, '<html>moved</html>'],
  [402, ''],
  [406, '[]'],
  [421, '{}'],
] as const;

/** Every call that brings what is open. */
const calls: Readonly<Record<string, readonly string[]>> = {
  binance: ['/api/v3/openOrders', '/fapi/v1/openOrders', '/openAlgoOrders', '/api/v3/account', '/positionRisk'],
  bybit: ['/order/realtime', '/position/list', '/account/wallet-balance'],
  okx: ['/orders-pending', '/orders-algo-pending', '/account/positions', '/account/balance'],
  kraken: ['/OpenOrders', '/BalanceEx', '/OpenPositions'],
  krakenfutures: ['/openorders', '/openpositions'],
};
/** The one that brings nothing but money, where there is one. */
const moneyCalls: Readonly<Record<string, string>> = {
  binance: '/fapi/v3/account',
  kraken: '/TradeBalance',
  krakenfutures: '/accounts',
};

describe.concurrent('an answer that tells nothing of the account', () => {
  test.each(Object.entries(calls))('is never an empty one: %s', (exchange, paths) =>
    ccxtScene(exchange, { limits: unlimited(exchange) }, async ({ venue, connect }) => {
      let laterMs = 0;
      const clock = { ...systemClock, monotonicMs: () => systemClock.monotonicMs() + laterMs };
      const broker = await connect({ exchange, clock });
      const read = () => {
        laterMs += betweenReadingsMs;
        return broker.read();
      };
      for (const path of paths) {
        for (const [status, body] of strange) {
          await venue.fault(`${path}($|\\?)`, { kind: 'status', status, body });
          expect(await read(), `${status} "${body}" from ${path}`).toMatchObject({ ok: false });
        }
      }
      const path = moneyCalls[exchange];
      for (const [status, body] of path === undefined ? [] : strange) {
        await venue.fault(`${path}($|\\?)`, { kind: 'status', status, body });
        const untold = { equity: null, moneyTrouble: expect.stringMatching(/\S/) };
        expect(await read(), `${status} "${body}" from ${path}`).toMatchObject({ ok: true, value: untold });
      }
      expect(await read()).toMatchObject({ ok: true, value: { equity: expect.any(String) } });
    }),
  );
});
