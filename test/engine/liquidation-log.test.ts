import { expect, test } from 'vitest';
import { findLiquidation, listLiquidations } from '../../src/engine/kill/liquidation-log.ts';
import { opened, temporaryFolder } from './journal/kit.ts';

test('a hundred kills are all listed, the latest first, each with its own end', async () => {
  const { journal } = await opened(temporaryFolder());
  const source = 'cli' as const;
  const kills = Array.from({ length: 100 }, (_, index) => `kill-${index}`);
  for (const [index, killId] of kills.entries()) {
    void journal.append({ kind: 'KILL_FIRED', source, killId, reason: `why ${index}`, data: { from: 'test' } });
    void journal.append({ kind: 'KILL_SETTLED', source, killId, data: { flat: false, elapsedMs: 1, residuals: [] } });
    if (index % 2 === 1)
      void journal.append({ kind: 'FLAT_CHANGED', source, killId, data: { flat: true, residuals: [] } });
    await journal.append({ kind: 'RESET', source, killId, reason: `back ${index}`, data: { acceptedResiduals: [] } });
  }
  const listed = await listLiquidations(journal);
  await journal.close();
  if (!listed.ok) throw new Error(listed.failure.message);
  const { liquidations } = listed.value;
  expect(liquidations.map(({ killId }) => killId)).toEqual(kills.toReversed());
  expect(liquidations[0]).toMatchObject({ reason: 'why 99', flat: true, resetReason: 'back 99' });
  expect(liquidations[99]).toMatchObject({ reason: 'why 0', flat: false, resetReason: 'back 0' });
});

test('a kill that was held for days, with more rows than are read, is told to its end', async () => {
  const { journal } = await opened(temporaryFolder(), { limits: { killRows: 100, readSliceRows: 30 } });
  const common = { source: 'engine', killId: 'long' } as const;
  const close = { broker: 'b', symbol: 'X', clientOrderId: 'scram-long-x-1' };
  void journal.append({ ...common, kind: 'KILL_FIRED', source: 'cli', reason: 'friday', data: { from: 'test' } });
  void journal.append({ ...common, kind: 'KILL_SETTLED', data: { flat: false, elapsedMs: 1, residuals: [] } });
  for (let tried = 0; tried < 200; tried += 1) {
    const order = { ...close, side: 'sell', quantity: '1' } as const;
    void journal.append({ ...common, kind: 'CLOSE_SENT', data: order });
  }
  void journal.append({ ...common, kind: 'CLOSE_FILLED', data: { ...close, filledQuantity: '1', averagePrice: '2' } });
  void journal.append({ ...common, kind: 'FLAT_CHANGED', data: { flat: true, residuals: [] } });
  await journal.append({ ...common, kind: 'RESET', source: 'cli', reason: 'monday', data: { acceptedResiduals: [] } });
  const found = await findLiquidation(journal, 'long');
  if (!found.ok) throw new Error(found.failure.message);
  const { rows, ...told } = found.value;
  expect(told).toMatchObject({
    reason: 'friday',
    flat: true,
    resetReason: 'monday',
    instruments: [{ averagePrice: '2' }],
  });
  expect(rows).toHaveLength(100);
  expect(rows.map(({ seq }) => seq)).toEqual(rows.map(({ seq }) => seq).toSorted((a, b) => a - b));
});
