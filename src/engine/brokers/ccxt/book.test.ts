import { describe, expect, it } from 'vitest';
import { openOrderOf, orderIdOf, partsOfOrderId, positionsOf, reportOf } from './book.ts';
import { ClientIds } from './client-ids.ts';
import type { CcxtOrder } from './library.ts';
import type { ActiveSection } from './spending.ts';
import { binance } from './venues/binance.ts';

const swap = { ...binance.sections.swap, name: 'swap' } as ActiveSection;
const ids = new ClientIds((ours) => ours);
const order = (over: Partial<CcxtOrder>): CcxtOrder => ({ id: '7', symbol: 'X/USDT:USDT', info: {}, ...over });

describe('an open order', () => {
  it('has the leg in its instrument, the class in its id, and says that it waits', () => {
    const told = order({ type: 'market', side: 'sell', amount: '3', filled: '1', triggerPrice: '9' });
    expect(openOrderOf(swap, 'conditional', { ...told, info: { positionSide: 'SHORT' } }, ids)).toEqual({
      id: 'swap conditional 7',
      clientOrderId: null,
      symbol: 'X/USDT:USDT short',
      type: 'market (conditional)',
      side: 'sell',
      quantity: '2',
    });
  });

  it('is found again by its id', () => {
    expect(partsOfOrderId(orderIdOf(swap, 'plain', 'a b-1'))).toEqual({
      section: 'swap',
      className: 'plain',
      id: 'a b-1',
    });
    expect(partsOfOrderId('12345')).toBe(null);
  });
});

describe('positions', () => {
  const { holdings } = swap;
  if (holdings.kind !== 'positions') throw new Error('futures have positions');
  const position = (over: object) => ({ symbol: 'X/USDT:USDT', contracts: '2', info: {}, ...over });

  it('have the sign of their side, and both legs of a hedge are two', () => {
    const legs = [
      position({ side: 'long', info: { positionSide: 'LONG' } }),
      position({ side: 'short', info: { positionSide: 'SHORT' } }),
    ];
    expect(positionsOf(swap, holdings, legs).map(({ symbol, quantity }) => `${symbol} ${quantity}`)).toEqual([
      'X/USDT:USDT long 2',
      'X/USDT:USDT short -2',
    ]);
  });

  it('that do not say which way or how large they are are not passed over', () => {
    expect(() => positionsOf(swap, holdings, [position({})])).toThrow('neither long nor short');
    const unsized = position({ contracts: null, side: 'long' });
    expect(() => positionsOf(swap, holdings, [unsized])).toThrow('of a size that is not told');
  });

  it('of nothing are none', () => {
    const empty = [position({ contracts: '0' }), position({ contracts: null })];
    expect(positionsOf(swap, holdings, empty)).toEqual([]);
  });
});

it('reports what became of an order', () => {
  const report = (over: Partial<CcxtOrder>) => reportOf(order(over), 'ours', 'X');
  expect(report({ status: 'closed', filled: '2', average: '5' })).toMatchObject({
    status: 'filled',
    averagePrice: '5',
  });
  expect(report({ status: 'expired' })).toMatchObject({ status: 'cancelled', filledQuantity: '0', averagePrice: null });
  expect(report({ status: 'of which nobody has heard' })).toMatchObject({ status: 'working' });
});
