import { describe, expect, it, test } from 'vitest';
import * as z from 'zod';
import { answerShapes } from './answer-shapes.ts';
import { binance } from './binance.ts';
import { bybit } from './bybit.ts';
import { genericVenue } from './generic.ts';
import { kraken } from './kraken.ts';
import { krakenfutures } from './krakenfutures.ts';
import { okx } from './okx.ts';

describe('the shape of an answer', () => {
  const isWhole = answerShapes(
    [
      [/\/orders$/, z.array(z.string())],
      [/orders/, z.number()],
    ],
    z.object({ error: z.string() }),
  );

  it('is that of the first pattern that matches its path, or a refusal', () => {
    expect(isWhole('/v1/orders', ['a'])).toBe(true);
    expect(isWhole('/v1/orders', { error: 'no' })).toBe(true);
    expect(isWhole('/v1/orders', 5)).toBe(false);
    expect(isWhole('/v1/orders/all', 5)).toBe(true);
  });

  it('is not judged for other calls, nor where a venue has no shape for refusals', () => {
    expect(isWhole('/v1/time', null)).toBe(true);
    expect(answerShapes([[/./, z.number()]])('/v1/orders', { error: 'no' })).toBe(false);
  });
});

/** An empty list as the venue writes it, a refusal where it comes with a good status, and what must not pass for either. */
const venues = [
  [binance, '/api/v3/openOrders', [], null, { code: 200 }],
  [binance, '/api/v3/account', { balances: [] }, null, { positions: [] }],
  [binance, '/fapi/v3/account', { positions: [] }, null, { balances: [] }],
  [bybit, '/v5/order/realtime', { retCode: 0, result: { list: [] } }, { retCode: 10_001 }, { retCode: 0, result: {} }],
  [okx, '/api/v5/trade/orders-pending', { code: '0', data: [] }, { code: '50011', data: [] }, { code: '0' }],
  [kraken, '/0/private/OpenOrders', { result: { open: {} } }, { error: ['EAPI:Invalid key'] }, { error: [] }],
  [krakenfutures, '/derivatives/api/v3/openorders', { openOrders: [] }, { error: 'apiLimitExceeded' }, { orders: [] }],
] as const;

test.each(venues)('%# is whole when its list is there', ({ isWhole }, path, empty, refusal, broken) => {
  expect(isWhole(path, empty)).toBe(true);
  expect(refusal === null || isWhole(path, refusal)).toBe(true);
  for (const answer of [broken, {}, null, '']) expect(isWhole(path, answer), JSON.stringify(answer)).toBe(false);
});

test('an exchange without a table has to say something', () => {
  const { isWhole } = genericVenue('binanceus');
  expect([[], { a: 1 }].map((answer) => isWhole('/any', answer))).toEqual([true, true]);
  expect([{}, null, 5, ''].map((answer) => isWhole('/any', answer))).toEqual([false, false, false, false]);
});
