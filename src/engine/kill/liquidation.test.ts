import { expect, it } from 'vitest';
import type { JournalRow } from '../../shared/api/journal.ts';
import { decimal } from '../../shared/decimal.ts';
import { liquidationOf } from './liquidation.ts';

const killId = '20260101-000000-abcdef';
let seq = 0;

function row(kind: string, data: object): JournalRow {
  seq += 1;
  return { seq, at: '2026-01-01T00:00:00.000Z', source: 'engine', killId, reason: 'r', kind, data } as JournalRow;
}

const fired = () => row('KILL_FIRED', { from: 'test' });
const book = (broker: string) =>
  row('BOOK_READ', { broker, equity: '0', positions: [{ symbol: 'X', quantity: '10', lastPrice: '5' }], orders: [] });
const fill = (broker: string, filledQuantity: string, averagePrice: string, attempt = 1) =>
  row('CLOSE_FILLED', { broker, symbol: 'X', clientOrderId: `scram-x-${attempt}`, filledQuantity, averagePrice });

const closedAt = (rows: JournalRow[]) =>
  liquidationOf(rows)?.instruments.map(({ broker, filledQuantity, averagePrice, slippageFraction }) => {
    return { broker, filledQuantity, averagePrice, slippage: slippageFraction && decimal.toNumber(slippageFraction) };
  });

it('keeps two accounts apart that hold the same instrument, whose closes have the same client id', () => {
  const rows = [fired(), book('a'), book('b'), fill('a', '10', '4'), fill('b', '10', '5')];
  expect(closedAt(rows)).toEqual([
    { broker: 'a', filledQuantity: '10', averagePrice: '4', slippage: 0.2 },
    { broker: 'b', filledQuantity: '10', averagePrice: '5', slippage: 0 },
  ]);
});

it('takes the last word on each order once, and all orders of an instrument together', () => {
  const rows = [fired(), book('a'), fill('a', '4', '5'), fill('a', '5', '5'), fill('a', '5', '3', 2)];
  expect(closedAt(rows)).toEqual([{ broker: 'a', filledQuantity: '10', averagePrice: '4', slippage: 0.2 }]);
});
